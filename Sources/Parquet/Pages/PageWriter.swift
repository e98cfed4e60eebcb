// Puts pages together: levels, values, compression, checksum, header. Counts what a column
// chunk's metadata say about them.

import BinaryIO
import Compression

/// The finished pages of one column chunk.
struct PageWriter: ~Copyable {
    private var compressor: Compressor
    private var pages = ByteWriter(capacity: 4096)
    private var body = ByteWriter(capacity: 4096)
    private var compressed = ByteWriter(capacity: 4096)
    private(set) var uncompressedBytes = 0
    private(set) var encodingStats: [PageEncodingStats] = []

    init(_ options: WriteOptions) {
        compressor = Compressor(codec: options.codec, level: options.compressionLevel)
    }

    /// Bytes of the pages so far, as they will stand in the file.
    var count: Int { pages.count }

    /// Adds a data page: levels with their lengths in front, then values.
    mutating func addDataPage(
        levels: Bytes, values: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        body.removeAll()
        body.append(levels)
        body.append(values)
        var header = DataPageHeader()
        header.valueCount = Int32(clamping: valueCount)
        header.encoding = encoding
        try write(.dataPage, encoding) { $0.dataPage = header }
    }

    /// The dictionary page, which is complete only at the end of the chunk and stands before all
    /// data pages.
    mutating func makeDictionaryPage(_ values: any ValueEncoder) throws(ParquetError) -> Bytes {
        let dataPages = takeBytes()
        body.removeAll()
        values.appendDictionary(to: &body)
        var header = DictionaryPageHeader()
        header.valueCount = Int32(clamping: values.dictionaryCount)
        try write(.dictionaryPage, .plain) { $0.dictionaryPage = header }
        let page = takeBytes()
        pages.append(dataPages)
        return page
    }

    private mutating func write(
        _ type: PageType, _ encoding: Encoding, _ fill: (inout PageHeader) -> Void
    ) throws(ParquetError) {
        try Self.compress(&compressor, body, &compressed)
        guard let uncompressedCount = Int32(exactly: body.count),
            let compressedCount = Int32(exactly: compressed.count)
        else {
            throw ParquetError(.limitExceeded, "a page of \(body.count) bytes exceeds 2 GiB")
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
        uncompressedBytes += headerBytes.count + body.count
        count(type, encoding)
    }

    private static func compress(
        _ compressor: inout Compressor, _ body: borrowing ByteWriter,
        _ compressed: inout ByteWriter
    ) throws(ParquetError) {
        compressed.removeAll()
        do {
            try compressor.compress(body.span, into: &compressed)
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
        return takeBytes()
    }

    private mutating func takeBytes() -> Bytes {
        var finished = ByteWriter(capacity: 4096)
        swap(&finished, &pages)
        return finished.finish()
    }
}
