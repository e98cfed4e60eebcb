// The page index of a column chunk as a reader may rely on it: lists that fit each other, pages
// that lie within the chunk, rows that rise, bounds that are values and stand in the order claimed.
// An index that contradicts itself is left aside: it is never an error, and never prunes
// (PageIndex.md).

public import BinaryIO
import Columnar

extension ParquetFooter {
    /// The pages of a leaf column by its page index; nil where the index contradicts itself.
    ///
    /// - Parameters: as of `readPages`.
    public func pages(
        of path: [String], rowGroup: Int, columnIndex: Bytes?, offsetIndex: Bytes
    ) -> [PageSummary]? {
        try? readPages(
            of: path, rowGroup: rowGroup, columnIndex: columnIndex, offsetIndex: offsetIndex)
    }

    /// The pages of a leaf column by its page index.
    ///
    /// - Parameters:
    ///   - columnIndex: the bytes of `pageIndexRanges(of:rowGroup:).columnIndex`; nil where there
    ///     is none: pages then have no bounds.
    ///   - offsetIndex: the bytes of the offset index.
    /// - Throws: what is wrong with the index.
    public func readPages(
        of path: [String], rowGroup: Int, columnIndex: Bytes?, offsetIndex: Bytes
    ) throws(PageIndexFault) -> [PageSummary] {
        guard let leaf = leaf(path) else { throw .damaged }
        let places = try pagePlaces(leaf, rowGroup: rowGroup, offsetIndex)
        guard let columnIndex else {
            return places.map { place in
                PageSummary(
                    offset: place.bytes.lowerBound, byteCount: place.bytes.count, rows: place.rows,
                    isAllNull: false, nullCount: nil, minimum: nil, maximum: nil)
            }
        }
        guard let index = Self.columnIndex(columnIndex) else { throw .damaged }
        guard index.nullPages.count == places.count else { throw .pageCounts }
        let decoder = StatisticsDecoder(
            column: fileSchema.columns[leaf],
            order: metaData.columnOrders.indices.contains(leaf)
                ? metaData.columnOrders[leaf] : nil)
        var pages: [PageSummary] = []
        for (page, place) in places.enumerated() {
            let bounds = try Self.bounds(index, page, decoder)
            let nullCount = index.nullCounts.flatMap { Self.count($0[page]) }
            try Self.checkNulls(
                nullCount, isAllNull: index.nullPages[page], rows: place.rows.count,
                decoder.column)
            pages.append(
                PageSummary(
                    offset: place.bytes.lowerBound, byteCount: place.bytes.count, rows: place.rows,
                    isAllNull: index.nullPages[page], nullCount: nullCount,
                    minimum: bounds.minimum, maximum: bounds.maximum))
        }
        try Self.checkOrder(pages, index.boundaryOrder)
        return pages
    }

    /// Where the pages of a leaf column are, and their rows.
    struct PagePlace {
        /// In the file, header included.
        let bytes: Range<Int>
        let rows: Range<Int>
    }

    /// The places of pages by an offset index.
    func pagePlaces(
        _ leaf: Int, rowGroup: Int, _ offsetIndex: Bytes
    ) throws(PageIndexFault) -> [PagePlace] {
        guard let index = Self.offsetIndex(offsetIndex),
            let chunk = try? chunk(leaf, ofRowGroup: rowGroup)
        else { throw .damaged }
        let total = metaData.rowGroups[rowGroup].rowCount
        guard index.locations.isEmpty == (total == 0) else { throw .rows }
        var places: [PagePlace] = []
        // Pages follow each other from the first one to the chunk's end: one that the index left
        // out would be taken for rows that cannot match.
        var free = Int(chunk.metaData.dataPageOffset)
        for (page, place) in index.locations.enumerated() {
            let next = page + 1
            let end = next < index.locations.count ? index.locations[next].firstRow : total
            guard let bytes = range(place.offset, Int64(place.byteCount)), bytes.lowerBound == free,
                bytes.upperBound <= chunk.range.upperBound
            else { throw .places }
            guard place.firstRow >= 0, place.firstRow < end, end <= total,
                page > 0 || place.firstRow == 0
            else { throw .rows }
            places.append(
                PagePlace(bytes: bytes, rows: Int(place.firstRow)..<Int(end)))
            free = bytes.upperBound
        }
        guard free == chunk.range.lowerBound + Int(chunk.metaData.compressedBytes) else {
            throw .places
        }
        return places
    }

    /// Some writers mean by a count below 0 that they do not know it.
    private static func count(_ claim: Int64) -> Int? {
        claim < 0 ? nil : Int(exactly: claim)
    }

    private static func bounds(
        _ index: ColumnIndex, _ page: Int, _ decoder: StatisticsDecoder
    ) throws(PageIndexFault) -> StatisticsDecoder.Bounds {
        guard !index.nullPages[page] else { return StatisticsDecoder.Bounds() }
        var statistics = Statistics()
        statistics.minValue = index.minValues[page]
        statistics.maxValue = index.maxValues[page]
        guard decoder.areValues(statistics) else { throw .bounds }
        return decoder.bounds(statistics)
    }

    /// In a list a place may be empty without being null, so only flat columns are held to it.
    private static func checkNulls(
        _ nullCount: Int?, isAllNull: Bool, rows: Int, _ column: ColumnDescriptor
    ) throws(PageIndexFault) {
        guard column.maxRepetitionLevel == 0, let nullCount else { return }
        guard nullCount <= rows, (nullCount == rows) == isAllNull else { throw .nulls }
    }

    private static func checkOrder(
        _ pages: [PageSummary], _ claimed: BoundaryOrder
    ) throws(PageIndexFault) {
        guard claimed != .unordered else { return }
        var last: PageSummary?
        for page in pages where page.minimum != nil && page.maximum != nil {
            defer { last = page }
            guard let last else { continue }
            let (low, high) = claimed == .ascending ? (last, page) : (page, last)
            guard let least = low.minimum, let less = high.minimum, let more = low.maximum,
                let most = high.maximum
            else { continue }
            guard StatisticsDecoder.inOrder(least, less), StatisticsDecoder.inOrder(more, most)
            else { throw .order }
        }
    }

    package static func columnIndex(_ bytes: Bytes) -> ColumnIndex? {
        var reader = CompactProtocolReader(bytes)
        return try? ColumnIndex(from: &reader)
    }

    package static func offsetIndex(_ bytes: Bytes) -> OffsetIndex? {
        var reader = CompactProtocolReader(bytes)
        return try? OffsetIndex(from: &reader)
    }
}
