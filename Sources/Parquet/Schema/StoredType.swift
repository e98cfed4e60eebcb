// How a column is stored where its type alone does not say: carried in the metadata of its field,
// from a reader that keeps stored types to a writer, or from a caller who wants a column stored so.

import BinaryIO
public import Columnar

/// A physical type with its annotation.
public struct StoredType: Hashable, Sendable {
    /// Without a name, repetition, children or field id.
    let element: SchemaElement

    /// Field metadata under which a stored type is carried.
    static let metadataKey = "PARQUET:stored"

    init(element: SchemaElement) {
        self.element = element
    }

    private init(
        _ type: PhysicalType, _ logical: LogicalType?, _ converted: ConvertedType? = nil,
        length: Int32? = nil
    ) {
        var element = SchemaElement(name: "")
        element.type = type
        element.typeLength = length
        element.logicalType = logical
        element.convertedType = converted
        self.init(element: element)
    }
}

extension StoredType {
    /// A unit of time.
    public enum Unit: Hashable, Sendable, CaseIterable {
        case millis
        case micros
        case nanos

        fileprivate var timeUnit: LogicalType.TimeUnit {
            switch self {
            case .millis: .millis
            case .micros: .micros
            case .nanos: .nanos
            }
        }
    }

    /// Text or bytes that are JSON.
    public static let json = StoredType(.byteArray, .json, .json)
    /// Bytes that are BSON.
    public static let bson = StoredType(.byteArray, .bson, .bson)
    /// Text of an enumeration.
    public static let enumeration = StoredType(.byteArray, .enum, .enum)
    /// 16 bytes, the most significant first.
    public static let uuid = StoredType(.fixedLenByteArray, .uuid, length: 16)
    /// 12 bytes: months, days, milliseconds, each little-endian without a sign.
    public static let interval = StoredType(.fixedLenByteArray, nil, .interval, length: 12)
    /// Half-precision floats; the column holds floats.
    public static let float16 = StoredType(.fixedLenByteArray, .float16, length: 2)
    /// 12 bytes: nanoseconds of the day, Julian day. Deprecated by the format.
    public static let int96 = StoredType(.int96, nil)

    /// Bytes of one length.
    public static func fixedBytes(_ count: Int) -> StoredType {
        StoredType(.fixedLenByteArray, nil, length: Int32(clamping: count))
    }

    /// Times of day; the column holds int32 for milliseconds, otherwise int64.
    public static func time(_ unit: Unit, isAdjustedToUTC: Bool) -> StoredType {
        let logical = LogicalType.time(isAdjustedToUTC: isAdjustedToUTC, unit: unit.timeUnit)
        switch unit {
        case .millis: return StoredType(.int32, logical, .timeMillis)
        case .micros: return StoredType(.int64, logical, .timeMicros)
        case .nanos: return StoredType(.int64, logical)
        }
    }

    /// Instants in this unit; the column holds int64.
    public static func timestamp(_ unit: Unit, isAdjustedToUTC: Bool) -> StoredType {
        let logical = LogicalType.timestamp(isAdjustedToUTC: isAdjustedToUTC, unit: unit.timeUnit)
        switch unit {
        case .millis: return StoredType(.int64, logical, .timestampMillis)
        case .micros: return StoredType(.int64, logical, .timestampMicros)
        case .nanos: return StoredType(.int64, logical)
        }
    }

    /// Integers of 8, 16, 32 or 64 bits without a sign; the column holds their bits in an int32,
    /// for 64 bits in an int64.
    public static func unsigned(bitWidth: Int) -> StoredType {
        let logical = LogicalType.integer(bitWidth: Int8(clamping: bitWidth), isSigned: false)
        switch bitWidth {
        case 8: return StoredType(.int32, logical, .uint8)
        case 16: return StoredType(.int32, logical, .uint16)
        case 64: return StoredType(.int64, logical, .uint64)
        default: return StoredType(.int32, .integer(bitWidth: 32, isSigned: false), .uint32)
        }
    }
}

extension Field {
    /// The same field, to be stored in this way.
    public func stored(as type: StoredType) -> Field {
        var metadata = self.metadata
        metadata[StoredType.metadataKey] = type.text
        return Field(name, self.type, nullable: nullable, metadata: metadata)
    }
}

extension StoredType {
    /// The bytes of the schema element in hexadecimal digits.
    var text: String {
        var writer = CompactProtocolWriter(capacity: 64)
        element.write(to: &writer)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in writer.finish().array() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `field` says about how it is stored; nil where it says nothing.
    init?(of field: Field) throws(ParquetError) {
        guard let text = field.metadata[Self.metadataKey] else { return nil }
        guard let bytes = Self.bytes(text) else { throw Self.malformed(field) }
        var reader = CompactProtocolReader(Bytes(bytes))
        do {
            self.init(element: try SchemaElement(from: &reader))
        } catch {
            throw Self.malformed(field)
        }
    }

    private static func malformed(_ field: Field) -> ParquetError {
        ParquetError(
            .schemaMismatch, "the field's \(metadataKey) is not a schema element in hexadecimal",
            column: field.name)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Makes `element` store the leaf column `field` in this way.
    func annotate(_ element: inout SchemaElement, _ field: Field) throws(ParquetError) {
        guard holds(field.type) else {
            throw ParquetError(
                .schemaMismatch,
                "a column of \(field.type) cannot be stored as "
                    + "\(self.element.type?.description ?? "a group")", column: field.name)
        }
        element.type = self.element.type
        element.typeLength = self.element.typeLength
        element.convertedType = self.element.convertedType
        element.scale = self.element.scale
        element.precision = self.element.precision
        element.logicalType = self.element.logicalType
    }

    private func holds(_ type: DataType) -> Bool {
        switch (element.type, type) {
        case (.boolean, .boolean), (.float, .float32), (.double, .float64): true
        case (.int32, .int8), (.int32, .int16), (.int32, .int32), (.int32, .date): true
        case (.int64, .int64), (.int64, .timestamp), (.int64, .timestampNTZ): true
        case (.byteArray, .string), (.byteArray, .binary), (.int96, .binary): true
        case (.fixedLenByteArray, .binary): (element.typeLength ?? 0) > 0
        case (.fixedLenByteArray, .float32):
            element.typeLength == 2 && element.logicalType == .float16
        default: false
        }
    }
}
