// `PageHeader` of parquet.thrift and the headers of the page types.

import BinaryIO

/// What stands before each page.
package struct PageHeader: Equatable, Sendable {
    package var type: PageType
    /// Bytes of the page when decompressed, without the header.
    package var uncompressedBytes: Int32
    /// Bytes of the page in the file, without the header.
    package var compressedBytes: Int32
    /// CRC-32 of the page in the file, without the header.
    package var crc: Int32?
    package var dataPage: DataPageHeader?
    package var dictionaryPage: DictionaryPageHeader?
    package var dataPageV2: DataPageHeaderV2?

    package init(type: PageType, uncompressedBytes: Int32, compressedBytes: Int32) {
        self.type = type
        self.uncompressedBytes = uncompressedBytes
        self.compressedBytes = compressedBytes
    }
}

/// `DataPageHeader`.
package struct DataPageHeader: Equatable, Sendable {
    /// Values with the nulls among them.
    package var valueCount: Int32 = 0
    package var encoding = Encoding.plain
    package var definitionLevelEncoding = Encoding.rle
    package var repetitionLevelEncoding = Encoding.rle
    package var statistics: Statistics?
}

/// `DictionaryPageHeader`.
package struct DictionaryPageHeader: Equatable, Sendable {
    package var valueCount: Int32 = 0
    package var encoding = Encoding.plain
    package var isSorted: Bool?
}

/// `DataPageHeaderV2`.
package struct DataPageHeaderV2: Equatable, Sendable {
    /// Values with the nulls among them.
    package var valueCount: Int32 = 0
    package var nullCount: Int32 = 0
    package var rowCount: Int32 = 0
    package var encoding = Encoding.plain
    package var definitionLevelBytes: Int32 = 0
    package var repetitionLevelBytes: Int32 = 0
    /// Whether the values, not the levels, are compressed.
    package var isCompressed = true
    package var statistics: Statistics?
}

extension PageHeader {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        try reader.enterStructure()
        var last: Int16 = 0
        var type: Int32?
        var uncompressed: Int32?
        var compressed: Int32?
        var header = PageHeader(type: .dataPage, uncompressedBytes: 0, compressedBytes: 0)
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.readInt32(field)
            case 2: uncompressed = try reader.readInt32(field)
            case 3: compressed = try reader.readInt32(field)
            case 4: header.crc = try reader.readInt32(field)
            case 5: header.dataPage = try DataPageHeader(from: &reader, field)
            case 7: header.dictionaryPage = try DictionaryPageHeader(from: &reader, field)
            case 8: header.dataPageV2 = try DataPageHeaderV2(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
        guard let type, let uncompressed, let compressed else {
            throw reader.malformed("a page header lacks its type or size")
        }
        header.type = PageType(rawValue: type)
        header.uncompressedBytes = uncompressed
        header.compressedBytes = compressed
        self = header
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.field(1, type.rawValue)
        writer.field(2, uncompressedBytes)
        writer.field(3, compressedBytes)
        if let crc { writer.field(4, crc) }
        if let dataPage {
            writer.beginStructure(5)
            writer.field(1, dataPage.valueCount)
            writer.field(2, dataPage.encoding.rawValue)
            writer.field(3, dataPage.definitionLevelEncoding.rawValue)
            writer.field(4, dataPage.repetitionLevelEncoding.rawValue)
            writer.endStructure()
        }
        if let dataPageV2 {
            writer.beginStructure(8)
            writer.field(1, dataPageV2.valueCount)
            writer.field(2, dataPageV2.nullCount)
            writer.field(3, dataPageV2.rowCount)
            writer.field(4, dataPageV2.encoding.rawValue)
            writer.field(5, dataPageV2.definitionLevelBytes)
            writer.field(6, dataPageV2.repetitionLevelBytes)
            writer.field(7, dataPageV2.isCompressed)
            writer.endStructure()
        }
        if let dictionaryPage {
            writer.beginStructure(7)
            writer.field(1, dictionaryPage.valueCount)
            writer.field(2, dictionaryPage.encoding.rawValue)
            writer.endStructure()
        }
        writer.endStructure()
    }
}

extension DataPageHeader {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        self.init()
        try reader.enterStructure(header)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: definitionLevelEncoding = Encoding(rawValue: try reader.readInt32(field))
            case 4: repetitionLevelEncoding = Encoding(rawValue: try reader.readInt32(field))
            case 5: statistics = try Statistics(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }
}

extension DictionaryPageHeader {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        self.init()
        try reader.enterStructure(header)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: isSorted = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }
}

extension DataPageHeaderV2 {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        self.init()
        try reader.enterStructure(header)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: nullCount = try reader.readInt32(field)
            case 3: rowCount = try reader.readInt32(field)
            case 4: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 5: definitionLevelBytes = try reader.readInt32(field)
            case 6: repetitionLevelBytes = try reader.readInt32(field)
            case 7: isCompressed = try reader.readBool(field)
            case 8: statistics = try Statistics(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }
}
