// Collects what the page index says about the pages of one column chunk: PageIndex.md.

import BinaryIO

/// A finished data page, without its values.
struct WrittenPage {
    let levels: PageLevels
    let rows: Int
    /// Places, nulls and empty lists among them.
    let entries: Int
    let nulls: Int
    let bounds: ValueBounds?
    let nanCount: Int
    /// Bytes of BYTE_ARRAY values without their lengths; 0 for other types.
    let byteArrayBytes: Int
}

/// The page index of the chunk under construction.
struct PageIndexBuilder {
    private var pages: [WrittenPage] = []
    private var places: [(offset: Int, byteCount: Int)] = []
    private let column: ColumnDescriptor
    private let statistics: StatisticsEncoder

    init(column: ColumnDescriptor, statistics: StatisticsEncoder) {
        self.column = column
        self.statistics = statistics
    }

    /// - Parameter place: where the page stands, counted from the first data page.
    mutating func append(_ page: WrittenPage, _ place: (offset: Int, byteCount: Int)) {
        pages.append(page)
        places.append(place)
    }

    /// The bounds of all pages.
    var bounds: ValueBounds? {
        pages.reduce(nil as ValueBounds?) { known, page in
            guard let found = page.bounds else { return known }
            return known.map { $0.union(found) } ?? found
        }
    }

    var nanCount: Int { pages.reduce(0) { $0 + $1.nanCount } }
    var nullCount: Int { pages.reduce(0) { $0 + $1.nulls } }

    /// Sizes of the whole chunk; nil where there is nothing to say.
    var sizes: SizeStatistics? {
        var sizes = SizeStatistics()
        if column.physicalType == .byteArray {
            sizes.byteArrayBytes = pages.reduce(0) { $0 + Int64($1.byteArrayBytes) }
        }
        for page in pages {
            Self.add(page.levels.repetitionCounts, to: &sizes.repetitionLevelCounts)
            Self.add(page.levels.definitionCounts, to: &sizes.definitionLevelCounts)
        }
        return sizes.isEmpty ? nil : sizes
    }

    private static func add(_ counts: [Int64], to sums: inout [Int64]) {
        if sums.isEmpty { sums = Array(repeating: 0, count: counts.count) }
        for (level, count) in counts.enumerated() { sums[level] += count }
    }

    /// - Parameter dataPageOffset: where the first data page stands in the file.
    func offsetIndex(dataPageOffset: Int) -> OffsetIndex {
        var index = OffsetIndex()
        var firstRow = 0
        for (page, place) in zip(pages, places) {
            index.locations.append(
                OffsetIndex.Location(
                    offset: Int64(dataPageOffset + place.offset),
                    byteCount: Int32(clamping: place.byteCount), firstRow: Int64(firstRow)))
            firstRow += page.rows
        }
        if column.physicalType == .byteArray {
            index.byteArrayBytes = pages.map { Int64($0.byteArrayBytes) }
        }
        return index
    }

    /// The bounds of the pages; nil where a page with values has none, as of NaNs only.
    func columnIndex() -> ColumnIndex? {
        var index = ColumnIndex()
        for page in pages {
            let isNull = page.nulls == page.entries
            let found = statistics.statistics(
                page.bounds, nullCount: page.nulls, nanCount: page.nanCount)
            guard isNull || (found.minValue != nil && found.maxValue != nil) else { return nil }
            index.nullPages.append(isNull)
            index.minValues.append(isNull ? .empty : found.minValue ?? .empty)
            index.maxValues.append(isNull ? .empty : found.maxValue ?? .empty)
        }
        index.nullCounts = pages.map { Int64($0.nulls) }
        if statistics.isFloating { index.nanCounts = pages.map { Int64($0.nanCount) } }
        if column.maxRepetitionLevel > 0 {
            index.repetitionLevelCounts = pages.flatMap(\.levels.repetitionCounts)
        }
        if column.maxDefinitionLevel > 1 {
            index.definitionLevelCounts = pages.flatMap(\.levels.definitionCounts)
        }
        index.boundaryOrder = boundaryOrder
        return index
    }

    private var boundaryOrder: BoundaryOrder {
        let bounds = pages.compactMap(\.bounds)
        let pairs = zip(bounds, bounds.dropFirst())
        if pairs.allSatisfy({ $0.isInOrder(before: $1) }) { return .ascending }
        if pairs.allSatisfy({ $1.isInOrder(before: $0) }) { return .descending }
        return .unordered
    }
}
