// Writes one leaf column of one row group after the other. Values start out as indices into a
// dictionary; the first pages wait until there are enough values to tell whether that pays, then
// all of them go out in one encoding. A dictionary that grows too large is left in mid-chunk.

import BinaryIO
import Columnar

/// What a finished chunk was, for the footer and the caller.
struct FinishedChunk {
    /// One after the other.
    let pages: [Bytes]
    let metaData: ColumnMetaData
    let bounds: ValueBounds?
    let nullCount: Int
}

/// Encodes a leaf column.
final class ColumnChunkEncoder {
    private let column: ColumnDescriptor
    private let type: DataType
    private let options: WriteOptions
    private let values: any ValueEncoder
    private var levels: LevelPageBuilder
    private var pages: PageWriter
    /// Pages that wait for the choice of an encoding.
    private var waiting: [(page: LevelledPage, codes: [UInt32])] = []
    private var isDecided = false
    private var pageRows = 0
    private var pageEntries = 0
    private var chunkEntries = 0
    private var chunkNulls = 0
    private var dictionaryEntries = 0

    private struct LevelledPage {
        let levels: Bytes
        let entries: Int
    }

    /// How many values are looked at before the dictionary is kept or not.
    private static let decisionValues = 64 << 10
    /// Values that are encoded between two looks at the size of the page.
    private static let stepRowsMax = 4096

    init(column: ColumnDescriptor, options: WriteOptions) {
        self.column = column
        self.options = options
        type = column.conversion.type
        levels = LevelPageBuilder(column: column)
        pages = PageWriter(options)
        values = Self.encoder(column, options)
        isDecided = !values.isDictionary
    }

    private static func encoder(
        _ column: ColumnDescriptor, _ options: WriteOptions
    ) -> any ValueEncoder {
        let dictionaries = options.writesDictionaries
        if column.element.logicalType == .unknown { return NullEncoder() }
        switch column.physicalType {
        case .boolean: return BooleanEncoder()
        case .int32, .int64, .float, .double:
            return FixedWidthEncoder(column.physicalType, writesDictionary: dictionaries)
        case .byteArray, .int96: return BinaryEncoder(writesDictionary: dictionaries)
        case .fixedLenByteArray: return WideDecimalEncoder(valueBytes: column.typeLength)
        }
    }

    /// Bytes that the chunk takes so far, roughly.
    var estimatedBytes: Int {
        pages.count + values.pageBytes + values.dictionaryBytes
            + waiting.reduce(0) { $0 + $1.page.levels.count + $1.codes.count * 2 }
    }

    /// Appends the rows of `leaf`.
    func append(_ leaf: ShreddedLeaf) throws(ParquetError) {
        let physical: PhysicalValues
        do {
            physical = try PhysicalValues(leaf.values)
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
            chunkNulls += part.entries.count - part.values.count
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
        let page = LevelledPage(levels: levels.finish(), entries: pageEntries)
        chunkEntries += pageEntries
        pageRows = 0
        pageEntries = 0
        switch values.takePage() {
        case .plain(let bytes):
            try pages.addDataPage(
                levels: page.levels, values: bytes, valueCount: page.entries, encoding: .plain)
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

    /// Keeps the dictionary if it makes the values that wait clearly smaller.
    private func decide() throws(ParquetError) {
        isDecided = true
        let pagesWaiting = waiting
        waiting = []
        let plain = pagesWaiting.reduce(0) { $0 + values.plainBytes($1.codes) }
        let encoded = values.dictionaryBytes + dictionaryEntries * indexWidth / 8
        // Where over a quarter of the values are different, looking each up costs more than it
        // saves.
        let pays =
            encoded < plain && values.dictionaryCount * 4 <= dictionaryEntries + 64
            && values.dictionaryBytes <= options.dictionaryBytesMax
        for (page, codes) in pagesWaiting {
            if pays {
                try addDictionaryPage(page, codes)
            } else {
                var writer = ByteWriter(capacity: values.plainBytes(codes))
                values.appendPlain(codes, to: &writer)
                try pages.addDataPage(
                    levels: page.levels, values: writer.finish(), valueCount: page.entries,
                    encoding: .plain)
            }
        }
        if !pays { values.leaveDictionary() }
    }

    private var indexWidth: Int {
        BitPacking.width(of: UInt64(max(values.dictionaryCount - 1, 0)))
    }

    private func addDictionaryPage(
        _ page: LevelledPage, _ codes: [UInt32]
    ) throws(ParquetError) {
        var writer = ByteWriter(capacity: codes.count * 2 + 16)
        // Some readers want at least one bit.
        let width = max(indexWidth, 1)
        writer.append(UInt8(width))
        HybridIndices.encode(codes, width: width, into: &writer)
        try pages.addDataPage(
            levels: page.levels, values: writer.finish(), valueCount: page.entries,
            encoding: .rleDictionary)
    }

    /// Ends the chunk and starts the next one.
    ///
    /// - Parameter offset: where its pages will stand in the file.
    func finish(offset: Int) throws(ParquetError) -> FinishedChunk {
        try finishPage()
        if !isDecided { try decide() }
        var metaData = ColumnMetaData(type: column.physicalType)
        let uses = pages.encodingStats.contains { $0.encoding == .rleDictionary }
        let dictionaryPage = uses ? try pages.makeDictionaryPage(values) : Bytes.empty
        if uses { metaData.dictionaryPageOffset = Int64(offset) }
        metaData.dataPageOffset = Int64(offset + dictionaryPage.count)
        metaData.path = column.path
        metaData.codec = CodecNumber(options.codec)
        metaData.valueCount = Int64(chunkEntries)
        metaData.uncompressedBytes = Int64(pages.uncompressedBytes)
        metaData.encodingStats = pages.encodingStats
        metaData.encodings = encodings(pages.encodingStats)
        let bounds = values.finishChunk()
        let nullCount = chunkNulls
        metaData.statistics = StatisticsEncoder(
            bytesMax: options.statisticsBytesMax, isText: type == .string,
            fixedBytes: column.typeLength
        ).statistics(bounds, nullCount: nullCount)
        let dataPages = pages.takePages()
        metaData.compressedBytes = Int64(dictionaryPage.count + dataPages.count)
        startChunk()
        return FinishedChunk(
            pages: uses ? [dictionaryPage, dataPages] : [dataPages], metaData: metaData,
            bounds: bounds, nullCount: nullCount)
    }

    private func startChunk() {
        isDecided = !values.isDictionary
        chunkEntries = 0
        chunkNulls = 0
        dictionaryEntries = 0
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
