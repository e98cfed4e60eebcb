// Reads every page of a column chunk to hold what the file says about it against what is there.

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
    let footer: ParquetFooter
    let column: ColumnDescriptor
    let rowGroup: Int
    let metaData: ColumnMetaData
    private var options = ReadOptions()
    private var pages: PageReader
    private(set) var findings: [Finding] = []
    private(set) var found: [FoundPage] = []
    private var filter: BloomFilter?
    /// Values that the Bloom filter says are not there.
    private(set) var excluded = 0

    /// A data page as it was found.
    struct FoundPage {
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

    mutating func add(_ kind: Finding.Kind, _ message: String, offset: Int? = nil) {
        findings.append(
            Finding(kind, message, column: column.name, rowGroup: rowGroup, offset: offset))
    }

    mutating func readPages() throws(ParquetError) {
        let decoder = column.makeDecoder(options)
        while let page = try pages.next() {
            switch page {
            case .dictionary(let page):
                try decoder.setDictionary(
                    try pages.body(of: page), valueCount: page.valueCount, encoding: page.encoding)
            case .data(let page): try read(page, decoder)
            case .passed: break
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
}
