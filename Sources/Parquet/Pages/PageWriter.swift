// Puts pages together: levels, values, compression, checksum, header. Counts what a column
// chunk's metadata say about them.

import BinaryIO
import Compression

/// The finished pages of one column chunk.
struct PageWriter: ~Copyable {
    private var compressor: Compressor
    private let version: WriteOptions.PageVersion
    private let column: ColumnDescriptor
    private let keptPercent: Int
    /// What the chunk's pages are laid out as; nil before the first one.
    private var chosenVersion: WriteOptions.PageVersion?
    private var pages = ByteWriter(capacity: 0)
    private var body = ByteWriter(capacity: 0)
    private var compressed = ByteWriter(capacity: 0)
    private(set) var uncompressedBytes = 0
    private(set) var encodingStats: [PageEncodingStats] = []

    init(_ options: WriteOptions, column: ColumnDescriptor) {
        compressor = Compressor(codec: options.codec, level: options.compressionLevel)
        version = options.pageVersion
        self.column = column
        keptPercent = 100 - options.leastSavingPercent
    }

    /// Bytes of the pages so far, as they will stand in the file.
    var count: Int { pages.count }

    /// Adds a data page.
    ///
    /// - Returns: where it stands among the data pages, its header included.
    mutating func addDataPage(
        _ page: WrittenPage, values: Bytes, encoding: Encoding
    ) throws(ParquetError) -> (offset: Int, byteCount: Int) {
        let start = pages.count
        switch try layout(page, values) {
        case .v1: try addFirstVersion(page, values, encoding)
        case .v2, .smallest: try addSecondVersion(page, values, encoding)
        }
        return (start, pages.count - start)
    }

    /// The layout of the chunk's pages, chosen on its first page where the caller leaves it open.
    private mutating func layout(
        _ page: WrittenPage, _ values: Bytes
    ) throws(ParquetError) -> WriteOptions.PageVersion {
        guard version == .smallest else { return version }
        if let chosenVersion { return chosenVersion }
        let stored = try compressedCount(values)
        let levels = page.levels.repetition.count + page.levels.definition.count
        let second = stored + levels + Self.longerHeaderBytes
        fillFirstVersion(page, values)
        try Self.compress(&compressor, body, &compressed)
        // Values that the codec hardly shrinks are best read as they are.
        let saves = stored * 100 <= values.count * keptPercent
        let chosen: WriteOptions.PageVersion = saves && compressed.count <= second ? .v1 : .v2
        chosenVersion = chosen
        return chosen
    }

    /// How much longer the header of a V2 page is.
    private static let longerHeaderBytes = 6

    /// Levels with their lengths in front, then values, all compressed.
    private mutating func addFirstVersion(
        _ page: WrittenPage, _ values: Bytes, _ encoding: Encoding
    ) throws(ParquetError) {
        fillFirstVersion(page, values)
        try Self.compress(&compressor, body, &compressed)
        var header = DataPageHeader()
        header.valueCount = Int32(clamping: page.entries)
        header.encoding = encoding
        try write(.dataPage, encoding, bodyBytes: body.count) { $0.dataPage = header }
    }

    private mutating func fillFirstVersion(_ page: WrittenPage, _ values: Bytes) {
        body.removeAll()
        if column.maxRepetitionLevel > 0 {
            body.append(UInt32(clamping: page.levels.repetition.count))
            body.append(page.levels.repetition)
        }
        if column.maxDefinitionLevel > 0 {
            body.append(UInt32(clamping: page.levels.definition.count))
            body.append(page.levels.definition)
        }
        body.append(values)
    }

    /// Levels as they are, then values, which stay as they are where the codec saves too little.
    private mutating func addSecondVersion(
        _ page: WrittenPage, _ values: Bytes, _ encoding: Encoding
    ) throws(ParquetError) {
        let levels = page.levels
        try Self.compress(&compressor, values.span, &body)
        let keeps =
            body.count * 100 <= values.count * keptPercent
            && compressor.codec != .uncompressed
        compressed.removeAll()
        compressed.append(levels.repetition)
        compressed.append(levels.definition)
        if keeps { compressed.append(contentsOf: body) } else { compressed.append(values) }
        var header = DataPageHeaderV2()
        header.valueCount = Int32(clamping: page.entries)
        header.nullCount = Int32(clamping: page.nulls)
        header.rowCount = Int32(clamping: page.rows)
        header.encoding = encoding
        header.definitionLevelBytes = Int32(clamping: levels.definition.count)
        header.repetitionLevelBytes = Int32(clamping: levels.repetition.count)
        header.isCompressed = keeps
        let bodyBytes = levels.repetition.count + levels.definition.count + values.count
        try write(.dataPageV2, encoding, bodyBytes: bodyBytes) { $0.dataPageV2 = header }
    }

    /// The dictionary page, which is complete only at the end of the chunk and stands before all
    /// data pages.
    mutating func makeDictionaryPage(_ values: any ValueEncoder) throws(ParquetError) -> Bytes {
        let dataPages = takeBytes()
        body.removeAll()
        values.appendDictionary(to: &body)
        try Self.compress(&compressor, body, &compressed)
        var header = DictionaryPageHeader()
        header.valueCount = Int32(clamping: values.dictionaryCount)
        try write(.dictionaryPage, .plain, bodyBytes: body.count) { $0.dictionaryPage = header }
        let page = takeBytes()
        pages.append(dataPages)
        return page
    }

    /// Writes the header of what `compressed` holds, and that.
    private mutating func write(
        _ type: PageType, _ encoding: Encoding, bodyBytes: Int,
        _ fill: (inout PageHeader) -> Void
    ) throws(ParquetError) {
        guard let uncompressedCount = Int32(exactly: bodyBytes),
            let compressedCount = Int32(exactly: compressed.count)
        else {
            throw ParquetError(.limitExceeded, "a page of \(bodyBytes) bytes exceeds 2 GiB")
        }
        var header = PageHeader(
            type: type, uncompressedBytes: uncompressedCount, compressedBytes: compressedCount)
        header.crc = Int32(bitPattern: CRC32.checksum(compressed.span))
        fill(&header)
        var writer = CompactProtocolWriter(capacity: 64)
        header.write(to: &writer)
        let headerBytes = writer.finish()
        pages.append(headerBytes)
        pages.append(contentsOf: compressed)
        uncompressedBytes += headerBytes.count + bodyBytes
        count(type, encoding)
    }

    /// Bytes that `values` take when compressed.
    mutating func compressedCount(_ values: Bytes) throws(ParquetError) -> Int {
        try Self.compress(&compressor, values.span, &body)
        return min(body.count, values.count)
    }

    private static func compress(
        _ compressor: inout Compressor, _ body: borrowing ByteWriter,
        _ compressed: inout ByteWriter
    ) throws(ParquetError) {
        try compress(&compressor, body.span, &compressed)
    }

    private static func compress(
        _ compressor: inout Compressor, _ body: RawSpan, _ compressed: inout ByteWriter
    ) throws(ParquetError) {
        compressed.removeAll()
        do {
            try compressor.compress(body, into: &compressed)
        } catch {
            throw .corrupt("a page does not compress: \(error)")
        }
    }

    private mutating func count(_ type: PageType, _ encoding: Encoding) {
        let known = encodingStats.firstIndex { $0.pageType == type && $0.encoding == encoding }
        if let known {
            encodingStats[known].count += 1
        } else {
            encodingStats.append(PageEncodingStats(pageType: type, encoding: encoding, count: 1))
        }
    }

    /// The data pages; the next chunk starts empty.
    mutating func takePages() -> Bytes {
        uncompressedBytes = 0
        encodingStats = []
        chosenVersion = nil
        return takeBytes()
    }

    private mutating func takeBytes() -> Bytes {
        var finished = ByteWriter(capacity: 0)
        swap(&finished, &pages)
        return finished.finish()
    }
}
