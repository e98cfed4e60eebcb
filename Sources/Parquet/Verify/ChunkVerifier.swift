// Reads every page of a column chunk and holds what the file says about it against what is there:
// counts, statistics, page index, sizes, Bloom filter.

public import BinaryIO
import Columnar
import Compression

/// The bytes of a file that concern one column chunk.
public struct ChunkBytes: Sendable {
    public let pages: Bytes
    public let columnIndex: Bytes?
    public let offsetIndex: Bytes?
    public let bloomFilter: Bytes?

    public init(pages: Bytes, columnIndex: Bytes?, offsetIndex: Bytes?, bloomFilter: Bytes?) {
        self.pages = pages
        self.columnIndex = columnIndex
        self.offsetIndex = offsetIndex
        self.bloomFilter = bloomFilter
    }
}

extension ParquetFooter {
    /// What is wrong with a column chunk; empty where all is well.
    ///
    /// - Complexity: O(values).
    public func verify(
        column: Int, rowGroup: Int, _ bytes: ChunkBytes, limits: ParquetLimits = ParquetLimits()
    ) -> [Finding] {
        do {
            var verifier = try ChunkVerifier(
                self, column: column, rowGroup: rowGroup, bytes, limits)
            try verifier.readPages()
            verifier.compareAll(bytes)
            return verifier.findings
        } catch {
            return [Finding(error, column: leafPath(column), rowGroup: rowGroup)]
        }
    }

    /// What is wrong with the footer's own counts. The bytes of row groups are not held against
    /// those of their columns: writers count them in different ways.
    public func verifyCounts() -> [Finding] {
        var findings: [Finding] = []
        if metaData.rowCount != Int64(rowCount) {
            findings.append(
                Finding(
                    .count, "the file claims \(metaData.rowCount) rows, its row groups \(rowCount)")
            )
        }
        return findings
    }

    public var leafCount: Int { fileSchema.columns.count }

    /// The names from the top of leaf column `index`.
    public func leafPath(_ index: Int) -> [String] { fileSchema.columns[index].path }
}

/// One column chunk under examination.
struct ChunkVerifier {
    private let footer: ParquetFooter
    private let column: ColumnDescriptor
    private let leaf: Int
    private let rowGroup: Int
    private let metaData: ColumnMetaData
    private var options = ReadOptions()
    private var pages: PageReader
    private(set) var findings: [Finding] = []
    private var found: [FoundPage] = []
    private var filter: BloomFilter?
    private var excluded = 0

    /// A data page as it was found.
    private struct FoundPage {
        let offset: Int
        let byteCount: Int
        let entries: Int
        let nulls: Int
        let rows: Int
        let firstRow: Int
        let range: ScalarRange
        let definitionCounts: [Int64]
        let repetitionCounts: [Int64]
    }

    init(
        _ footer: ParquetFooter, column leaf: Int, rowGroup: Int, _ bytes: ChunkBytes,
        _ limits: ParquetLimits
    ) throws(ParquetError) {
        self.footer = footer
        self.leaf = leaf
        self.rowGroup = rowGroup
        column = footer.fileSchema.columns[leaf]
        let place = try footer.chunk(leaf, ofRowGroup: rowGroup)
        metaData = place.metaData
        options.limits = limits
        pages = PageReader(
            chunk: bytes.pages, fileOffset: place.range.lowerBound,
            valueCount: Int(place.metaData.valueCount),
            codec: place.metaData.codec.codec ?? .uncompressed, column: column,
            decompressor: Decompressor(), options: options)
        if let bloom = bytes.bloomFilter {
            do {
                filter = try BloomFilter(bloom)
            } catch {
                add(.bloomFilter, error.message)
            }
        }
    }

    private mutating func add(_ kind: Finding.Kind, _ message: String, offset: Int? = nil) {
        findings.append(
            Finding(kind, message, column: column.name, rowGroup: rowGroup, offset: offset))
    }

    mutating func readPages() throws(ParquetError) {
        let decoder = column.makeDecoder(options)
        while let page = try pages.next() {
            switch page {
            case .dictionary(let body, let valueCount, let encoding):
                try decoder.setDictionary(body, valueCount: valueCount, encoding: encoding)
            case .data(let page): try read(page, decoder)
            }
        }
    }

    private mutating func read(
        _ page: DataPage, _ decoder: any ValueDecoder
    ) throws(ParquetError) {
        var definition = LevelBuffer()
        var repetition = LevelBuffer()
        if column.maxDefinitionLevel > 0 {
            var levels = try LevelReader(
                page.definitionLevels, encoding: page.levelEncoding.definition,
                maxLevel: column.maxDefinitionLevel, valueCount: page.valueCount)
            try levels.read(page.valueCount, into: &definition)
        }
        if column.maxRepetitionLevel > 0 {
            var levels = try LevelReader(
                page.repetitionLevels, encoding: page.levelEncoding.repetition,
                maxLevel: column.maxRepetitionLevel, valueCount: page.valueCount)
            try levels.read(page.valueCount, into: &repetition)
        }
        let definitionCounts = Self.counts(definition, column.maxDefinitionLevel)
        let repetitionCounts = Self.counts(repetition, column.maxRepetitionLevel)
        let present = definitionCounts.last.map { Int($0) } ?? page.valueCount
        decoder.prepare(slots: present)
        try decoder.startPage(
            page.values, encoding: page.encoding, valueCountMax: page.valueCount)
        try decoder.decode(present)
        let values = ColumnArray(
            type: column.conversion.type, count: present, validity: nil,
            storage: try decoder.finish(slots: present, validity: nil))
        let range = examine(values)
        let last = found.last
        let rows = repetitionCounts.first.map { Int($0) } ?? page.valueCount
        found.append(
            FoundPage(
                offset: pages.pageOffset, byteCount: pages.pageBytes, entries: page.valueCount,
                nulls: page.valueCount - present, rows: rows,
                firstRow: last.map { $0.firstRow + $0.rows } ?? 0, range: range,
                definitionCounts: definitionCounts, repetitionCounts: repetitionCounts))
        if let nulls = page.nullCount, nulls != page.valueCount - present {
            add(
                .count, "the page claims \(nulls) nulls, it has \(page.valueCount - present)",
                offset: pages.pageOffset)
        }
        if let claimed = page.rowCount, claimed != rows {
            add(.count, "the page claims \(claimed) rows, it has \(rows)", offset: pages.pageOffset)
        }
    }

    private static func counts(_ levels: LevelBuffer, _ maxLevel: Int) -> [Int64] {
        guard maxLevel > 0 else { return [] }
        var counts = [Int64](repeating: 0, count: maxLevel + 1)
        for index in 0..<levels.count { counts[Int(levels[index])] += 1 }
        return counts
    }

    private mutating func examine(_ values: ColumnArray) -> ScalarRange {
        var range = ScalarRange()
        let probe = BloomProbe(column: column)
        for row in 0..<values.count {
            let value = values.scalar(at: row)
            range.include(value)
            if let filter, let bytes = probe.physicalBytes(of: value),
                !filter.mayContain(hash: XXHash64.hash(bytes.span))
            {
                excluded += 1
            }
        }
        return range
    }

    mutating func compareAll(_ bytes: ChunkBytes) {
        if excluded > 0 { add(.bloomFilter, "\(excluded) values are excluded by the Bloom filter") }
        compareCounts()
        compareStatistics()
        compareSizes()
        compareIndex(bytes)
    }

    private mutating func compareCounts() {
        let entries = found.reduce(0) { $0 + $1.entries }
        let rows = found.reduce(0) { $0 + $1.rows }
        if entries != Int(metaData.valueCount) {
            add(.count, "the chunk claims \(metaData.valueCount) values, it has \(entries)")
        }
        if rows != footer.rowCount(ofRowGroup: rowGroup) {
            add(
                .count,
                "the row group claims \(footer.rowCount(ofRowGroup: rowGroup)) rows, the chunk "
                    + "has \(rows)")
        }
    }

    private mutating func compareStatistics() {
        var whole = ScalarRange()
        for page in found { whole.include(page.range) }
        let nulls = found.reduce(0) { $0 + $1.nulls }
        // In lists, writers differ on whether an empty or absent list is a null.
        let nullsOfElements = found.reduce(Int64(0)) {
            $0 + ($1.definitionCounts.dropLast().last ?? 0)
        }
        if let claimed = metaData.statistics?.nullCount, claimed != Int64(nulls),
            column.maxRepetitionLevel == 0 || claimed != nullsOfElements
        {
            add(.statistics, "the chunk claims \(claimed) nulls, it has \(nulls)")
        }
        if let claimed = metaData.statistics?.nanCount, claimed != Int64(whole.nanCount) {
            add(.statistics, "the chunk claims \(claimed) NaNs, it has \(whole.nanCount)")
        }
        guard let bounds = footer.statistics(ofRowGroup: rowGroup).column(column.path) else {
            return
        }
        if let message = whole.contradiction(
            minimum: bounds.minimum, maximum: bounds.maximum,
            isMinimumExact: bounds.isMinimumExact, isMaximumExact: bounds.isMaximumExact)
        {
            add(.statistics, message)
        }
    }

    private mutating func compareSizes() {
        guard let sizes = metaData.sizeStatistics else { return }
        let claims = [
            ("definition", sizes.definitionLevelCounts, found.map(\.definitionCounts)),
            ("repetition", sizes.repetitionLevelCounts, found.map(\.repetitionCounts)),
        ]
        for (name, claimed, pages) in claims where !claimed.isEmpty {
            var sums = [Int64](repeating: 0, count: claimed.count)
            for counts in pages where counts.count == sums.count {
                for (level, count) in counts.enumerated() { sums[level] += count }
            }
            if sums != claimed {
                add(.statistics, "the chunk claims \(name) levels \(claimed), it has \(sums)")
            }
        }
    }

    private mutating func compareIndex(_ bytes: ChunkBytes) {
        guard let offsetIndex = bytes.offsetIndex else { return }
        guard
            let claims = footer.pages(
                of: column.path, rowGroup: rowGroup, columnIndex: bytes.columnIndex,
                offsetIndex: offsetIndex)
        else {
            add(.pageIndex, "the page index contradicts itself")
            return
        }
        guard claims.count == found.count else {
            add(.pageIndex, "the index has \(claims.count) pages, the chunk \(found.count)")
            return
        }
        for (claim, page) in zip(claims, found) {
            compare(claim, page, hasBounds: bytes.columnIndex != nil)
        }
    }

    private mutating func compare(_ claim: PageSummary, _ page: FoundPage, hasBounds: Bool) {
        if claim.offset != page.offset || claim.byteCount != page.byteCount {
            add(
                .pageIndex,
                "the index has a page of \(claim.byteCount) bytes at byte \(claim.offset), it is "
                    + "\(page.byteCount) bytes", offset: page.offset)
        }
        if claim.rows != page.firstRow..<(page.firstRow + page.rows) {
            add(
                .pageIndex,
                "the index has rows \(claim.rows), the page \(page.firstRow) and \(page.rows) more",
                offset: page.offset)
        }
        guard hasBounds else { return }
        if let nulls = claim.nullCount, nulls != page.nulls {
            add(
                .pageIndex, "the index has \(nulls) nulls, the page \(page.nulls)",
                offset: page.offset)
        }
        if claim.isAllNull != (page.nulls == page.entries) {
            add(.pageIndex, "the index is wrong about a page of nulls only", offset: page.offset)
        }
        if let message = page.range.contradiction(minimum: claim.minimum, maximum: claim.maximum) {
            add(.pageIndex, message, offset: page.offset)
        }
    }
}
