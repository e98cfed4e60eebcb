// The page index of a column chunk as a reader may rely on it: lists that fit each other, pages
// that lie within the chunk, rows that rise. An index that contradicts itself is left aside: it is
// never an error, and never prunes (PageIndex.md).

public import BinaryIO
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
        guard let leaf = leaf(path) else { return (nil, nil) }
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

    /// The pages of a leaf column by its page index; nil where the index contradicts itself.
    ///
    /// - Parameters:
    ///   - columnIndex: the bytes of `pageIndexRanges(of:rowGroup:).columnIndex`; nil where there
    ///     is none: pages then have no bounds.
    ///   - offsetIndex: the bytes of the offset index.
    public func pages(
        of path: [String], rowGroup: Int, columnIndex: Bytes?, offsetIndex: Bytes
    ) -> [PageSummary]? {
        guard let leaf = leaf(path), let places = Self.offsetIndex(offsetIndex),
            let rows = rowRanges(places, rowGroup)
        else { return nil }
        let bounds = columnIndex.flatMap { Self.columnIndex($0) }
        if let bounds, bounds.nullPages.count != places.locations.count { return nil }
        let decoder = StatisticsDecoder(
            column: fileSchema.columns[leaf],
            order: metaData.columnOrders.indices.contains(leaf)
                ? metaData.columnOrders[leaf] : nil)
        return places.locations.indices.map { page in
            let place = places.locations[page]
            let found = bounds.map { Self.bounds($0, page, decoder) }
            return PageSummary(
                offset: Int(place.offset), byteCount: Int(place.byteCount), rows: rows[page],
                isAllNull: bounds?.nullPages[page] ?? false,
                nullCount: bounds?.nullCounts.flatMap { Self.count($0[page]) },
                minimum: found?.minimum, maximum: found?.maximum)
        }
    }

    /// Some writers mean by a count below 0 that they do not know it.
    private static func count(_ claim: Int64) -> Int? {
        claim < 0 ? nil : Int(exactly: claim)
    }

    private static func bounds(
        _ index: ColumnIndex, _ page: Int, _ decoder: StatisticsDecoder
    ) -> StatisticsDecoder.Bounds {
        guard !index.nullPages[page] else { return StatisticsDecoder.Bounds() }
        var statistics = Statistics()
        statistics.minValue = index.minValues[page]
        statistics.maxValue = index.maxValues[page]
        return decoder.bounds(statistics)
    }

    package static func columnIndex(_ bytes: Bytes) -> ColumnIndex? {
        var reader = CompactProtocolReader(bytes)
        return try? ColumnIndex(from: &reader)
    }

    package static func offsetIndex(_ bytes: Bytes) -> OffsetIndex? {
        var reader = CompactProtocolReader(bytes)
        return try? OffsetIndex(from: &reader)
    }

    /// The rows of each page; nil where pages stand nowhere or rows do not rise.
    private func rowRanges(_ index: OffsetIndex, _ rowGroup: Int) -> [Range<Int>]? {
        let total = metaData.rowGroups[rowGroup].rowCount
        var ranges: [Range<Int>] = []
        for (page, place) in index.locations.enumerated() {
            let next = page + 1
            let end = next < index.locations.count ? index.locations[next].firstRow : total
            guard range(place.offset, Int64(place.byteCount)) != nil, place.firstRow >= 0,
                place.firstRow <= end, end <= total, page > 0 || place.firstRow == 0
            else { return nil }
            ranges.append(Int(place.firstRow)..<Int(end))
        }
        return ranges
    }
}
