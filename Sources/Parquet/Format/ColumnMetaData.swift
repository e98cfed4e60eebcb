// `ColumnMetaData` of parquet.thrift: where the pages of a column chunk are and how they were
// written.

import BinaryIO

/// What a footer says about one column of one row group.
package struct ColumnMetaData: Equatable, Sendable {
    package var type: PhysicalType
    package var encodings: [Encoding] = []
    package var path: [String] = []
    package var codec: CodecNumber = .uncompressed
    /// Values with the nulls among them.
    package var valueCount: Int64 = 0
    /// Bytes of all pages with their headers, decompressed.
    package var uncompressedBytes: Int64 = 0
    /// Bytes of all pages with their headers, in the file.
    package var compressedBytes: Int64 = 0
    package var keyValues: [KeyValue] = []
    package var dataPageOffset: Int64 = 0
    package var indexPageOffset: Int64?
    package var dictionaryPageOffset: Int64?
    package var statistics: Statistics?
    package var encodingStats: [PageEncodingStats] = []
    package var bloomFilterOffset: Int64?
    package var bloomFilterBytes: Int32?
    package var sizeStatistics: SizeStatistics?

    package init(type: PhysicalType) {
        self.type = type
    }
}

/// `PageEncodingStats`: how many pages of one type have one encoding.
package struct PageEncodingStats: Equatable, Sendable {
    package var pageType: PageType
    package var encoding: Encoding
    package var count: Int32
}

extension ColumnMetaData {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        try reader.enterStructure(header)
        var last: Int16 = 0
        var column = ColumnMetaData(type: .boolean)
        var seen: FieldSet = []
        while let field = try reader.nextField(after: &last) {
            seen.insert(field.id)
            switch field.id {
            case 1:
                column.type = PhysicalType(rawValue: try reader.readInt32(field)) ?? .unknown
            case 2:
                let count = try reader.readList(field, of: .int32)
                column.encodings.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
                for _ in 0..<count {
                    column.encodings.append(Encoding(rawValue: try reader.readElementInt32()))
                }
            case 3:
                let count = try reader.readList(field, of: .binary)
                column.path.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
                for _ in 0..<count {
                    column.path.append(try reader.readElementBinary().repairedUTF8String())
                }
            case 4: column.codec = CodecNumber(rawValue: try reader.readInt32(field))
            case 5: column.valueCount = try reader.readInt64(field)
            case 6: column.uncompressedBytes = try reader.readInt64(field)
            case 7: column.compressedBytes = try reader.readInt64(field)
            default: try column.readRest(field, &reader)
            }
        }
        reader.leaveStructure()
        guard seen.isSuperset(of: [1, 4, 5, 7, 9]) else {
            throw reader.malformed("column metadata lack a required field")
        }
        self = column
    }

    private mutating func readRest(
        _ field: CompactProtocolReader.FieldHeader, _ reader: inout CompactProtocolReader
    ) throws(BinaryError) {
        switch field.id {
        case 8: keyValues = try KeyValue.list(from: &reader, field)
        case 9: dataPageOffset = try reader.readInt64(field)
        case 10: indexPageOffset = try reader.readInt64(field)
        case 11: dictionaryPageOffset = try reader.readInt64(field)
        case 12: statistics = try Statistics(from: &reader, field)
        case 13:
            let count = try reader.readList(field, of: .structure)
            encodingStats.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
            for _ in 0..<count {
                encodingStats.append(try PageEncodingStats(from: &reader))
            }
        case 14: bloomFilterOffset = try reader.readInt64(field)
        case 15: bloomFilterBytes = try reader.readInt32(field)
        case 16: sizeStatistics = try SizeStatistics(from: &reader, field)
        default: try reader.skip(field)
        }
    }

    func write(_ id: Int16, to writer: inout CompactProtocolWriter) {
        writer.beginStructure(id)
        writer.field(1, type.rawValue)
        writer.beginList(2, of: .int32, count: encodings.count)
        for encoding in encodings { writer.element(encoding.rawValue) }
        writer.beginList(3, of: .binary, count: path.count)
        for name in path { writer.element(Bytes(utf8: name)) }
        writer.field(4, codec.rawValue)
        writer.field(5, valueCount)
        writer.field(6, uncompressedBytes)
        writer.field(7, compressedBytes)
        if !keyValues.isEmpty { KeyValue.write(keyValues, 8, to: &writer) }
        writer.field(9, dataPageOffset)
        if let indexPageOffset { writer.field(10, indexPageOffset) }
        if let dictionaryPageOffset { writer.field(11, dictionaryPageOffset) }
        if let statistics { statistics.write(12, to: &writer) }
        if !encodingStats.isEmpty {
            writer.beginList(13, of: .structure, count: encodingStats.count)
            for entry in encodingStats { entry.write(to: &writer) }
        }
        if let bloomFilterOffset { writer.field(14, bloomFilterOffset) }
        if let bloomFilterBytes { writer.field(15, bloomFilterBytes) }
        if let sizeStatistics { sizeStatistics.write(16, to: &writer) }
        writer.endStructure()
    }
}

extension PageEncodingStats {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init(pageType: .dataPage, encoding: .plain, count: 0)
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: pageType = PageType(rawValue: try reader.readInt32(field))
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: count = try reader.readInt32(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.field(1, pageType.rawValue)
        writer.field(2, encoding.rawValue)
        writer.field(3, count)
        writer.endStructure()
    }
}
