// Which bytes of a row group hold the rows that are wanted. Where a column has an offset index,
// its pages without such rows are not among them; the rows of the others are known by it, so that
// all columns can be lined up.

public import BinaryIO

/// What is to be fetched for some rows of one row group.
public struct RowGroupPlan: Sendable {
    public let rowGroup: Int
    public let rows: RowSelection
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

    /// Adds a leaf column with its pages.
    mutating func append(chunk: Range<Int>, pages: [ParquetFooter.PagePlace]) {
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
    public func offsetIndexRanges(ofRowGroup index: Int) -> [Range<Int>?] {
        leaves.map { leaf in
            footer.pageIndexRanges(ofLeaf: leaf, rowGroup: index).offsetIndex
        }
    }

    /// What is needed for some rows of row group `index`.
    ///
    /// - Parameter offsetIndexes: the bytes of `offsetIndexRanges(ofRowGroup:)`, one for each; nil
    ///   in place of one reads all pages of its column.
    /// - Throws: `ParquetError` where a column chunk cannot be read.
    public func plan(
        rowGroup index: Int, rows: RowSelection, offsetIndexes: [Bytes?]
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
                    plan.append(chunk: chunk, pages: pages)
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
