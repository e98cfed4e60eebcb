// The rows of one row group, cut into batches.

public import Columnar

/// Decodes rows of one row group, front to back.
public struct RowGroupDecoder {
    private let decoder: ParquetDecoder
    private let rowGroup: Int
    private let readers: [Int: LeafReader]
    private let batchRows: Int
    /// Whether all rows of the row group are read.
    private let isWhole: Bool
    /// The rows that have not been handed out, the next ones last.
    private var ranges: [Range<Int>]
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
