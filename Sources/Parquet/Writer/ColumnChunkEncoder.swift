// Writes one leaf column of one row group after the other. Values start out as indices into a
// dictionary; the first pages wait until there are enough values to tell whether that pays, then
// all of them go out in one encoding. A dictionary that grows too large is left in mid-chunk.

import BinaryIO
import Columnar

/// Encodes a leaf column.
final class ColumnChunkEncoder {
    let column: ColumnDescriptor
    let options: WriteOptions
    let values: any ValueEncoder
    private var levels: LevelPageBuilder
    var pages: PageWriter
    private var index: PageIndexBuilder
    private let statistics: StatisticsEncoder
    /// Pages that wait for the choice of an encoding.
    var waiting: [(page: WrittenPage, codes: [UInt32])] = []
    var isDecided = false
    /// What values outside a dictionary are encoded with; nil before the first of the chunk.
    var plainEncoding: Encoding?
    private var pageRows = 0
    private var pageEntries = 0
    private var pageNulls = 0
    private var chunkEntries = 0
    var dictionaryEntries = 0
    /// Hashes of the values outside the dictionary, if there is to be a Bloom filter.
    private var hashes: [UInt64] = []
    private let hasBloomFilter: Bool

    /// How many values are looked at before the dictionary is kept or not.
    private static let decisionValues = 64 << 10
    /// Values that are encoded between two looks at the size of the page.
    private static let stepRowsMax = 4096

    init(column: ColumnDescriptor, options: WriteOptions) {
        self.column = column
        self.options = options
        levels = LevelPageBuilder(column: column)
        pages = PageWriter(options, column: column)
        statistics = StatisticsEncoder(column: column, bytesMax: options.statisticsBytesMax)
        index = PageIndexBuilder(column: column, statistics: statistics)
        values = column.makeEncoder(options)
        isDecided = !values.isDictionary
        hasBloomFilter =
            options.bloomFilters.contains(column.name) && column.physicalType != .boolean
    }

    /// Bytes that the chunk takes so far, roughly.
    var estimatedBytes: Int {
        pages.count + values.pageBytes + values.dictionaryBytes
            + waiting.reduce(0) { $0 + $1.page.levels.definition.count + $1.codes.count * 2 }
    }

    /// Appends the rows of `leaf`.
    func append(_ leaf: ShreddedLeaf) throws(ParquetError) {
        let physical: PhysicalValues
        do {
            physical = try PhysicalValues(leaf.values, column: column)
        } catch {
            throw error.located(column: column.name)
        }
        var cursor = LeafCursor(leaf, maxDefinitionLevel: column.maxDefinitionLevel)
        let step = stepRows(physical)
        while let part = cursor.next(rows: min(step, options.pageRowsMax - pageRows)) {
            levels.append(leaf.levels, part.entries)
            values.append(physical, part.values)
            pageRows += part.rows
            pageEntries += part.entries.count
            pageNulls += part.entries.count - part.values.count
            if pageRows >= options.pageRowsMax || values.pageBytes >= options.pageBytesMax {
                try finishPage()
            }
        }
    }

    /// Rows that are encoded at a time: fewer where values are long.
    private func stepRows(_ physical: PhysicalValues) -> Int {
        guard case .bytes(let views) = physical else { return Self.stepRowsMax }
        let longest = BinaryPlain.longest(views)
        return min(Self.stepRowsMax, max(1, options.pageBytesMax / (longest + 4)))
    }

    private func finishPage() throws(ParquetError) {
        guard pageEntries > 0 else { return }
        let taken = values.takePage()
        let page = WrittenPage(
            levels: levels.finish(), rows: pageRows, entries: pageEntries, nulls: pageNulls,
            bounds: taken.bounds, nanCount: taken.nanCount, byteArrayBytes: byteArrayBytes(taken))
        chunkEntries += pageEntries
        pageRows = 0
        pageEntries = 0
        pageNulls = 0
        switch taken.values {
        case .plain(let bytes): try addPlainPage(page, bytes)
        case .codes(let codes):
            dictionaryEntries += codes.count
            if isDecided {
                try addDictionaryPage(page, codes)
                if values.dictionaryBytes > options.dictionaryBytesMax { values.leaveDictionary() }
            } else {
                waiting.append((page, codes))
                if dictionaryEntries >= Self.decisionValues { try decide() }
            }
        }
    }

    private func byteArrayBytes(_ taken: FinishedValues) -> Int {
        guard column.physicalType == .byteArray else { return 0 }
        switch taken.values {
        case .codes(let codes): return values.plainBytes(codes) - 4 * codes.count
        case .plain(let bytes): return bytes.count - 4 * (pageEntries - pageNulls)
        }
    }

    func addPlainPage(_ page: WrittenPage, _ plain: Bytes) throws(ParquetError) {
        let valueCount = page.entries - page.nulls
        let encoding = try chooseEncoding(plain, valueCount: valueCount)
        let source = PlainValues(bytes: plain, column: column, valueCount: valueCount)
        if hasBloomFilter { source.appendHashes(to: &hashes) }
        let place = try pages.addDataPage(
            page, values: source.encoded(encoding), encoding: encoding)
        index.append(page, place)
    }

    func addDictionaryPage(
        _ page: WrittenPage, _ codes: [UInt32]
    ) throws(ParquetError) {
        let place = try pages.addDataPage(
            page, values: indexPage(codes), encoding: .rleDictionary)
        index.append(page, place)
    }

    /// Ends the chunk and starts the next one.
    func finish() throws(ParquetError) -> FinishedChunk {
        try finishPage()
        if !isDecided { try decide() }
        let uses = pages.encodingStats.contains { $0.encoding == .rleDictionary }
        let bloomFilter = hasBloomFilter ? makeBloomFilter(usesDictionary: uses) : nil
        let dictionaryPage = uses ? try pages.makeDictionaryPage(values) : nil
        let metaData = self.metaData()
        defer { startChunk() }
        return FinishedChunk(
            dictionaryPage: dictionaryPage, dataPages: pages.takePages(), metaData: metaData,
            index: index, bloomFilter: bloomFilter)
    }

    private func metaData() -> ColumnMetaData {
        var metaData = ColumnMetaData(type: column.physicalType)
        metaData.path = column.path
        metaData.codec = CodecNumber(options.codec)
        metaData.valueCount = Int64(chunkEntries)
        metaData.uncompressedBytes = Int64(pages.uncompressedBytes)
        metaData.encodingStats = pages.encodingStats
        metaData.encodings = encodings(pages.encodingStats)
        metaData.statistics = statistics.statistics(
            index.bounds, nullCount: index.nullCount, nanCount: index.nanCount)
        metaData.sizeStatistics = index.sizes
        return metaData
    }

    private func startChunk() {
        values.startChunk()
        isDecided = !values.isDictionary
        plainEncoding = nil
        index = PageIndexBuilder(column: column, statistics: statistics)
        chunkEntries = 0
        dictionaryEntries = 0
        hashes = []
    }

    private func makeBloomFilter(usesDictionary: Bool) -> BloomFilter {
        var all = hashes
        if usesDictionary {
            var writer = ByteWriter(capacity: values.dictionaryBytes + 16)
            values.appendDictionary(to: &writer)
            PlainValues(
                bytes: writer.finish(), column: column, valueCount: values.dictionaryCount
            ).appendHashes(to: &all)
        }
        let distinct = Set(all)
        var filter = BloomFilter(
            distinctCount: distinct.count, falsePositiveRate: options.bloomFalsePositiveRate,
            bytesMax: options.bloomBytesMax)
        for hash in distinct { filter.insert(hash: hash) }
        return filter
    }

    /// The encodings of a chunk: of levels first, then of the pages.
    private func encodings(_ stats: [PageEncodingStats]) -> [Encoding] {
        var result: [Encoding] = []
        if column.maxDefinitionLevel > 0 || column.maxRepetitionLevel > 0 { result.append(.rle) }
        for entry in stats where !result.contains(entry.encoding) {
            result.append(entry.encoding)
        }
        return result
    }
}
