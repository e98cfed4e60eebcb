// Walks the pages of a column chunk: header, checksum, decompression. Knows nothing about what
// values are. Whatever the headers say, nothing outside the chunk's bytes is read, nothing above
// the limits is allocated, and every step moves forwards.

import BinaryIO
import Compression

/// A data page, decompressed, its parts told apart.
struct DataPage {
    /// Values with the nulls among them.
    let valueCount: Int
    let encoding: Encoding
    /// The levels without a length in front; nil where the column has none.
    let repetitionLevels: Bytes?
    let definitionLevels: Bytes?
    /// RLE, or the deprecated BIT_PACKED.
    let levelEncoding: (repetition: Encoding, definition: Encoding)
    let values: Bytes
    /// What a V2 header says about nulls and rows.
    var nullCount: Int?
    var rowCount: Int?
}

/// A dictionary page as it is stored: of a chunk of which few pages are read, it may not be needed.
struct DictionaryPage {
    let stored: Bytes
    let uncompressedBytes: Int
    let valueCount: Int
    let encoding: Encoding
}

/// A page of a chunk.
enum Page {
    case dictionary(DictionaryPage)
    case data(DataPage)
    /// A data page that was not wanted: neither checked nor decompressed.
    case passed(valueCount: Int, rowCount: Int?)
}

/// Bytes of a column chunk, and where they start in the file.
struct ChunkPiece {
    let bytes: Bytes
    let fileOffset: Int
}

/// A position in a column chunk.
struct PageReader {
    /// The piece that is being read, and those behind it, the next one last.
    private var chunk: Bytes
    private var rest: [ChunkPiece]
    private let column: ColumnDescriptor
    private let codec: CompressionCodec
    private let decompressor: Decompressor
    /// Where pages are decompressed that nothing keeps: those of which rows are picked. The pages
    /// of whole columns become columns, and a region that is handed on is none to wait for.
    private var regions = RecycledRegions()
    var recyclesRegions = false
    private let verifiesChecksums: Bool
    private let limits: ParquetLimits
    /// Where the piece starts in the file.
    private var fileOffset: Int
    /// Whether only some pages of the chunk are here.
    private let isPartial: Bool
    private var offset = 0
    /// Values that data pages still have to bring.
    private(set) var valuesLeft: Int
    /// Where the header of the last page stands in the file, and its bytes with the page's.
    private(set) var pageOffset = 0
    private(set) var pageBytes = 0

    init(
        chunk: Bytes, fileOffset: Int, valueCount: Int, codec: CompressionCodec,
        column: ColumnDescriptor, decompressor: Decompressor, options: ReadOptions
    ) {
        self.init(
            pieces: [ChunkPiece(bytes: chunk, fileOffset: fileOffset)], isPartial: false,
            valueCount: valueCount, codec: codec, column: column, decompressor: decompressor,
            options: options)
    }

    /// - Parameters:
    ///   - pieces: parts of the chunk in file order, each of whole pages.
    ///   - isPartial: whether pages are left out; the last one is then that of the last piece.
    init(
        pieces: [ChunkPiece], isPartial: Bool, valueCount: Int, codec: CompressionCodec,
        column: ColumnDescriptor, decompressor: Decompressor, options: ReadOptions
    ) {
        rest = pieces.reversed()
        let first = rest.popLast()
        chunk = first?.bytes ?? .empty
        fileOffset = first?.fileOffset ?? 0
        self.isPartial = isPartial
        self.valuesLeft = valueCount
        self.codec = codec
        self.column = column
        self.decompressor = decompressor
        self.verifiesChecksums = options.verifiesChecksums
        self.limits = options.limits
    }

    /// The next page that matters, or nil after the last value.
    ///
    /// - Parameter passing: a data page of at most so many values is passed over.
    mutating func next(passing passedMax: Int = 0) throws(ParquetError) -> Page? {
        while valuesLeft > 0 {
            while offset == chunk.count, let piece = rest.popLast() {
                chunk = piece.bytes
                fileOffset = piece.fileOffset
                offset = 0
            }
            if isPartial && offset == chunk.count { return nil }
            let start = fileOffset + offset
            do {
                if let page = try nextOfAnyType(passedMax) { return page }
            } catch {
                throw error.located(column: column.name, offset: start)
            }
        }
        return nil
    }

    private mutating func nextOfAnyType(_ passedMax: Int) throws(ParquetError) -> Page? {
        guard offset < chunk.count else {
            throw .corrupt("the pages end \(valuesLeft) values too early")
        }
        pageOffset = fileOffset + offset
        let header = try readHeader()
        guard header.compressedBytes >= 0, header.uncompressedBytes >= 0,
            let stored = chunk.slice(offset, Int(header.compressedBytes))
        else {
            throw .corrupt(
                "a page of \(header.compressedBytes) bytes, \(chunk.count - offset) are left")
        }
        offset += stored.count
        pageBytes = fileOffset + offset - pageOffset
        if let count = header.dataPage?.valueCount ?? header.dataPageV2?.valueCount, count > 0,
            Int(count) <= passedMax
        {
            return .passed(
                valueCount: try take(count), rowCount: header.dataPageV2.map { Int($0.rowCount) })
        }
        if verifiesChecksums, let crc = header.crc {
            let found = CRC32.checksum(stored)
            guard found == UInt32(bitPattern: crc) else {
                throw ParquetError(
                    .checksumMismatch, "the page's bytes were changed after it was written")
            }
        }
        switch header.type {
        case .dictionaryPage: return try dictionaryPage(header, stored)
        case .dataPage: return try dataPage(header, stored)
        case .dataPageV2: return try dataPageV2(header, stored)
        default: return nil
        }
    }

    private mutating func readHeader() throws(ParquetError) -> PageHeader {
        let end = min(chunk.count, offset + limits.pageHeaderBytesMax)
        var reader = CompactProtocolReader(chunk[0..<end], offset: offset)
        do {
            let header = try PageHeader(from: &reader)
            offset = reader.offset
            return header
        } catch {
            throw .corrupt("a page header is damaged: \(error)")
        }
    }

    private mutating func decompress(_ stored: Bytes, _ count: Int) throws(ParquetError) -> Bytes {
        do {
            guard recyclesRegions else {
                return try decompressor.decompress(
                    stored, codec: codec, declaredCount: count, limit: limits.pageBytesMax)
            }
            return try decompressor.decompress(
                stored, codec: codec, declaredCount: count, limit: limits.pageBytesMax,
                regions: &regions)
        } catch {
            let code: ParquetError.Code = error.code == .limitExceeded ? .limitExceeded : .corrupt
            throw ParquetError(code, "a page does not decompress: \(error)")
        }
    }

    private func dictionaryPage(
        _ header: PageHeader, _ stored: Bytes
    ) throws(ParquetError) -> Page {
        guard let dictionary = header.dictionaryPage, dictionary.valueCount >= 0 else {
            throw .corrupt("a dictionary page without a count of values")
        }
        return .dictionary(
            DictionaryPage(
                stored: stored, uncompressedBytes: Int(header.uncompressedBytes),
                valueCount: Int(dictionary.valueCount), encoding: dictionary.encoding))
    }

    /// The values of a dictionary page.
    mutating func body(of page: DictionaryPage) throws(ParquetError) -> Bytes {
        try decompress(page.stored, page.uncompressedBytes)
    }

    /// Counts a data page's values against the chunk's.
    private mutating func take(_ valueCount: Int32) throws(ParquetError) -> Int {
        guard valueCount >= 0, Int(valueCount) <= valuesLeft else {
            throw .corrupt("a page of \(valueCount) values, \(valuesLeft) are left in the chunk")
        }
        valuesLeft -= Int(valueCount)
        return Int(valueCount)
    }

    private mutating func dataPage(
        _ header: PageHeader, _ stored: Bytes
    ) throws(ParquetError) -> Page? {
        guard let page = header.dataPage else { throw .corrupt("a data page without a header") }
        let valueCount = try take(page.valueCount)
        if valueCount == 0 { return nil }
        var reader = ByteReader(try decompress(stored, Int(header.uncompressedBytes)))
        var repetition: Bytes?
        var definition: Bytes?
        if column.maxRepetitionLevel > 0 {
            repetition = try Self.levels(
                &reader, page.repetitionLevelEncoding, column.maxRepetitionLevel, valueCount)
        }
        if column.maxDefinitionLevel > 0 {
            definition = try Self.levels(
                &reader, page.definitionLevelEncoding, column.maxDefinitionLevel, valueCount)
        }
        return .data(
            DataPage(
                valueCount: valueCount, encoding: page.encoding, repetitionLevels: repetition,
                definitionLevels: definition,
                levelEncoding: (page.repetitionLevelEncoding, page.definitionLevelEncoding),
                values: reader.bytes[reader.offset..<reader.bytes.count]))
    }

    /// The levels of a V1 page: with a length in front if RLE, of known length if BIT_PACKED.
    private static func levels(
        _ reader: inout ByteReader, _ encoding: Encoding, _ maxLevel: Int, _ valueCount: Int
    ) throws(ParquetError) -> Bytes {
        do {
            if encoding == .bitPacked {
                let width = BitPacking.width(of: UInt64(maxLevel))
                return try reader.readBytes(
                    BitPacking.byteCount(count: valueCount, width: width))
            }
            return try reader.readBytes(Int(try reader.readUInt32()))
        } catch {
            throw .corrupt("the levels of a page are cut off")
        }
    }

    private mutating func dataPageV2(
        _ header: PageHeader, _ stored: Bytes
    ) throws(ParquetError) -> Page? {
        guard let page = header.dataPageV2 else { throw .corrupt("a data page without a header") }
        let repetitionBytes = Int(page.repetitionLevelBytes)
        let definitionBytes = Int(page.definitionLevelBytes)
        let valueBytes = Int(header.uncompressedBytes) - repetitionBytes - definitionBytes
        guard page.nullCount >= 0, page.nullCount <= page.valueCount, page.rowCount >= 0,
            page.rowCount <= page.valueCount, valueBytes >= 0,
            let repetition = stored.slice(0, repetitionBytes),
            let definition = stored.slice(repetitionBytes, definitionBytes)
        else { throw .corrupt("the parts of a page do not add up") }
        let valueCount = try take(page.valueCount)
        if valueCount == 0 { return nil }
        var values = stored[(repetitionBytes + definitionBytes)..<stored.count]
        // A page of nulls may have no values at all, not even a compressed nothing.
        if page.isCompressed && codec != .uncompressed && !(values.isEmpty && valueBytes == 0) {
            values = try decompress(values, valueBytes)
        } else if values.count != valueBytes {
            throw .corrupt("a page has \(values.count) bytes of values, \(valueBytes) declared")
        }
        return .data(
            DataPage(
                valueCount: valueCount, encoding: page.encoding,
                repetitionLevels: column.maxRepetitionLevel > 0 ? repetition : nil,
                definitionLevels: column.maxDefinitionLevel > 0 ? definition : nil,
                levelEncoding: (.rle, .rle), values: values, nullCount: Int(page.nullCount),
                rowCount: Int(page.rowCount)))
    }
}
