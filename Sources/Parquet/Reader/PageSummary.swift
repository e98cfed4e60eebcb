// What a reader knows about a data page before reading it, and where a file keeps that.

public import Columnar

/// What the page index says about one data page.
public struct PageSummary: Hashable, Sendable {
    /// Where the page's header starts in the file, and its bytes with the header.
    public let offset: Int
    public let byteCount: Int
    /// The page's rows within its row group.
    public let rows: Range<Int>
    public let isAllNull: Bool
    public let nullCount: Int?
    /// No value of the page is less; nil where there is no bound.
    public let minimum: Scalar?
    /// No value of the page except NaN is greater; nil where there is no bound.
    public let maximum: Scalar?
}

extension ParquetFooter {
    /// Where the column index and the offset index of a leaf column stand; nil where the file has
    /// none, or says that they stand where they cannot.
    ///
    /// - Complexity: O(leaf columns).
    public func pageIndexRanges(
        of path: [String], rowGroup: Int
    ) -> (columnIndex: Range<Int>?, offsetIndex: Range<Int>?) {
        leaf(path).map { pageIndexRanges(ofLeaf: $0, rowGroup: rowGroup) } ?? (nil, nil)
    }

    func pageIndexRanges(
        ofLeaf leaf: Int, rowGroup: Int
    ) -> (columnIndex: Range<Int>?, offsetIndex: Range<Int>?) {
        let chunk = metaData.rowGroups[rowGroup].columns[leaf]
        return (
            range(chunk.columnIndexOffset, chunk.columnIndexBytes.map { Int64($0) }),
            range(chunk.offsetIndexOffset, chunk.offsetIndexBytes.map { Int64($0) })
        )
    }

    func leaf(_ path: [String]) -> Int? {
        fileSchema.columns.firstIndex { $0.path == path }
    }

    func range(_ offset: Int64?, _ count: Int64?) -> Range<Int>? {
        guard let offset, let count, offset > 0, count > 0 else { return nil }
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard !overflow, end <= Int64(dataBytes) else { return nil }
        return Int(offset)..<Int(end)
    }
}
