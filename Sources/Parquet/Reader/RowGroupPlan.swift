// Which bytes of a row group hold the rows that are wanted. Where a column has an offset index,
// its pages without such rows are not among them; the rows of the others are known by it, so that
// all columns can be lined up.

public import BinaryIO

/// What is to be fetched for some rows of one row group.
public struct RowGroupPlan: Sendable {
    public let rowGroup: Int
    public private(set) var rows: RowSelection
    /// The bytes of the file that are needed, in the order in which `rowGroup(_:bytes:)` wants
    /// them.
    public private(set) var ranges: [Range<Int>] = []
    /// Data pages that are read and that are not, as far as offset indexes say.
    public private(set) var pagesRead = 0
    public private(set) var pagesSkipped = 0
    /// Why the index of a column was not relied upon.
    public private(set) var faults: [PageIndexFault] = []
    /// By leaf that is read.
    private(set) var leaves: [Leaf] = []

    /// What is read of one leaf column.
    struct Leaf {
        /// The positions in `ranges`, dictionary first.
        let pieces: Range<Int>
        /// The pages by the offset index; nil where the whole chunk is read.
        let pages: [ParquetFooter.PagePlace]?
        /// The rows that the pieces hold.
        let rows: RowSelection
    }

    /// Of what is fetched, the bytes of pages in which one of the rows stands; those of a column
    /// without an offset index are all counted.
    public var byteCountNeeded: Int {
        leaves.reduce(0) { sum, leaf in
            let needed = leaf.pages?.filter { rows.overlaps($0.rows) }.map(\.bytes)
            return (needed ?? Array(ranges[leaf.pieces])).reduce(sum) { $0 + $1.count }
        }
    }

    /// The same pages, of which only some rows are wanted.
    public func selecting(_ rows: RowSelection) -> RowGroupPlan {
        var plan = self
        plan.rows = rows
        return plan
    }

    /// Whether a page is left out on the word of an index.
    public var reliesOnIndex: Bool { leaves.contains { $0.pages != nil } }

    init(rowGroup: Int, rows: RowSelection) {
        self.rowGroup = rowGroup
        self.rows = rows
    }

    /// Adds a leaf column of which every page is read, and `all` rows of the row group with it.
    mutating func append(chunk: Range<Int>, all: RowSelection) {
        leaves.append(Leaf(pieces: ranges.count..<(ranges.count + 1), pages: nil, rows: all))
        ranges.append(chunk)
    }

    mutating func reserve(_ leafCount: Int) {
        leaves.reserveCapacity(leafCount)
        ranges.reserveCapacity(leafCount)
    }

    mutating func append(_ fault: PageIndexFault) {
        faults.append(fault)
    }

    /// Adds a leaf column with those of its pages that hold some of `rows`.
    mutating func append(
        chunk: Range<Int>, pages: [ParquetFooter.PagePlace], with rows: RowSelection
    ) {
        let start = ranges.count
        // Whatever stands before the first data page is the dictionary.
        if let first = pages.first, first.bytes.lowerBound > chunk.lowerBound {
            ranges.append(chunk.lowerBound..<first.bytes.lowerBound)
        }
        var kept: [ParquetFooter.PagePlace] = []
        var held = RowSelection()
        for page in pages where rows.overlaps(page.rows) {
            held.append(page.rows)
            if let last = kept.last, last.bytes.upperBound == page.bytes.lowerBound {
                let piece = ranges[ranges.count - 1]
                ranges[ranges.count - 1] = piece.lowerBound..<page.bytes.upperBound
            } else {
                ranges.append(page.bytes)
            }
            kept.append(page)
        }
        pagesRead += kept.count
        pagesSkipped += pages.count - kept.count
        leaves.append(Leaf(pieces: start..<ranges.count, pages: kept, rows: held))
    }
}

extension ParquetDecoder {
    /// Where the offset indexes of the columns that are read stand, one for each leaf column; nil
    /// where there is none.
    public func offsetIndexRanges(
        ofRowGroup index: Int, includingLists: Bool = true
    ) -> [Range<Int>?] {
        leaves.map { leaf in
            guard includingLists || descriptors[leaf].maxRepetitionLevel == 0 else { return nil }
            return footer.pageIndexRanges(ofLeaf: leaf, rowGroup: index).offsetIndex
        }
    }

    /// What is needed for some rows of row group `index`.
    ///
    /// - Parameters:
    ///   - offsetIndexes: the bytes of `offsetIndexRanges(ofRowGroup:)`, one for each; nil in place
    ///     of one reads all pages of its column.
    ///   - rowsOfLists: the rows with which columns in lists are read; `rows` where it is nil. What
    ///     an index says of their pages shows only when they are decoded, pages around included.
    /// - Throws: `ParquetError` where a column chunk cannot be read.
    public func plan(
        rowGroup index: Int, rows: RowSelection, offsetIndexes: [Bytes?],
        rowsOfLists: RowSelection? = nil
    ) throws(ParquetError) -> RowGroupPlan {
        precondition(offsetIndexes.count == leaves.count, "an offset index for each range")
        var plan = RowGroupPlan(rowGroup: index, rows: rows)
        plan.reserve(leaves.count)
        let all = RowSelection(all: footer.rowCount(ofRowGroup: index))
        for (leaf, offsetIndex) in zip(leaves, offsetIndexes) {
            let chunk = try footer.chunk(leaf, ofRowGroup: index).range
            if let offsetIndex {
                do {
                    let pages = try footer.pagePlaces(leaf, rowGroup: index, offsetIndex)
                    let isList = descriptors[leaf].maxRepetitionLevel > 0
                    plan.append(
                        chunk: chunk, pages: pages, with: isList ? rowsOfLists ?? rows : rows)
                    continue
                } catch {
                    plan.append(error)
                }
            }
            plan.append(chunk: chunk, all: all)
        }
        return plan
    }

    /// The same rows without any index: every page of every column is read.
    public func planWithoutIndex(
        rowGroup index: Int, rows: RowSelection
    ) throws(ParquetError) -> RowGroupPlan {
        try plan(
            rowGroup: index, rows: rows,
            offsetIndexes: Array(repeating: nil, count: leaves.count))
    }
}
