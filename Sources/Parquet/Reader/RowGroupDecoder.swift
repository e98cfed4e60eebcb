// The rows of one row group, cut into batches.

public import Columnar

/// Decodes rows of one row group, front to back.
public struct RowGroupDecoder {
    let decoder: ParquetDecoder
    let rowGroup: Int
    let readers: [Int: LeafReader]
    let batchRows: Int
    /// Whether all rows of the row group are read.
    private let isWhole: Bool
    /// The rows that have not been handed out, the next ones last.
    private(set) var ranges: [Range<Int>]
    private var hasFailed = false

    init(
        decoder: ParquetDecoder, plan: RowGroupPlan, readers: [Int: LeafReader], batchRows: Int
    ) {
        self.decoder = decoder
        rowGroup = plan.rowGroup
        self.readers = readers
        self.batchRows = batchRows
        ranges = plan.rows.ranges.reversed()
        isWhole =
            plan.rows == RowSelection(all: decoder.footer.rowCount(ofRowGroup: plan.rowGroup))
    }

    /// How many rows have not been handed out.
    public var rowsLeft: Int { ranges.reduce(0) { $0 + $1.count } }

    /// The rows that have not been handed out, those of a batch that failed among them.
    public var selectionLeft: RowSelection {
        var left = RowSelection()
        for range in ranges.reversed() { left.append(range) }
        return left
    }

    /// The rows of the row group that `next` reads; nil after the last one.
    public var nextRows: Range<Int>? {
        ranges.last.map { $0.lowerBound..<min($0.upperBound, $0.lowerBound + batchRows) }
    }

    /// The next rows, at most `ReadOptions.batchRowsMax`, that follow each other in the file; nil
    /// after the last one.
    ///
    /// - Throws: `ParquetError` where the pages cannot be read; then the row group is done with.
    public mutating func next() throws(ParquetError) -> RecordBatch? {
        guard !hasFailed, let range = ranges.last, let rows = nextRows else { return nil }
        do {
            let batch = try read(rows)
            if rows.upperBound == range.upperBound {
                if ranges.count == 1 && isWhole { try checkEnds() }
                ranges.removeLast()
            } else {
                ranges[ranges.count - 1] = rows.upperBound..<range.upperBound
            }
            return batch
        } catch {
            hasFailed = true
            throw error.located(rowGroup: rowGroup)
        }
    }

    /// The next `count` rows in the order of the file, wherever they stand; nil after the last one.
    /// Of columns that stand in no list only they are decoded.
    ///
    /// - Throws: as `next`; the rows are then still in `selectionLeft`.
    public mutating func nextPicked(_ count: Int) throws(ParquetError) -> RecordBatch? {
        guard !hasFailed, !ranges.isEmpty, count > 0 else { return nil }
        var picked: [Range<Int>] = []
        var left = count
        var place = ranges.count
        var rest: Range<Int>?
        while left > 0 && place > 0 {
            place -= 1
            let taken = ranges[place].first(left)
            picked.append(taken)
            left -= taken.count
            if taken.upperBound < ranges[place].upperBound {
                rest = taken.upperBound..<ranges[place].upperBound
            }
        }
        do {
            let batch = try pick(picked, count: count - left)
            if place == 0 && rest == nil {
                for leaf in decoder.leaves { try readers[leaf]?.checkPlannedLists() }
                if isWhole { try checkEnds() }
            }
            ranges.removeSubrange(place...)
            if let rest { ranges.append(rest) }
            return batch
        } catch {
            hasFailed = true
            throw error.located(rowGroup: rowGroup)
        }
    }

    private func read(_ rows: Range<Int>) throws(ParquetError) -> RecordBatch {
        var leaves: [Int: LeafBatch] = [:]
        leaves.reserveCapacity(decoder.leaves.count)
        for leaf in decoder.leaves { leaves[leaf] = try readers[leaf]?.read(rows) }
        let assembler = RecordAssembler(rows: rows.count, leaves: leaves)
        var columns: [ColumnArray] = []
        for node in decoder.columns { columns.append(try assembler.column(node)) }
        return RecordBatch(schema: decoder.schema, columns: columns, count: rows.count)
    }

    private func checkEnds() throws(ParquetError) {
        for leaf in decoder.leaves {
            guard let reader = readers[leaf], !reader.isAtEnd else { continue }
            throw ParquetError(
                .corrupt, "the column has more rows than its row group",
                column: reader.column.name)
        }
    }
}

extension Range<Int> {
    /// The first `count` of these, or all.
    fileprivate func first(_ count: Int) -> Range<Int> {
        lowerBound..<Swift.min(upperBound, lowerBound + count)
    }
}
