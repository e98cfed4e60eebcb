// From columns to the schema of a file, in exactly the forms that every reader accepts: lists with
// `list` and `element`, maps with `key_value`, `key` and `value`, decimals as integers where they
// fit, both annotations where there are two (LogicalTypes.md).

import Columnar

/// Flattens a schema.
struct SchemaFlattener {
    private(set) var elements: [SchemaElement] = []

    /// The elements of a file with these columns.
    ///
    /// - Throws: `ParquetError` where a type cannot be written.
    static func elements(_ schema: Schema) throws(ParquetError) -> [SchemaElement] {
        var flattener = SchemaFlattener()
        var root = SchemaElement(name: "schema")
        root.childCount = Int32(clamping: schema.count)
        flattener.elements.append(root)
        for field in schema.fields { try flattener.append(field, name: field.name) }
        return flattener.elements
    }

    private mutating func append(_ field: Field, name: String) throws(ParquetError) {
        var element = SchemaElement(name: name)
        element.repetition = field.nullable ? .optional : .required
        element.fieldID = field.metadata[ColumnNodeBuilder.fieldIDKey].flatMap { Int32($0) }
        switch field.type {
        case .struct(let fields):
            guard !fields.isEmpty else {
                throw ParquetError(
                    .schemaMismatch, "a structure without fields cannot be written",
                    column: field.name)
            }
            element.childCount = Int32(clamping: fields.count)
            if let stored = try StoredType(of: field) {
                element.logicalType = stored.element.logicalType
            }
            elements.append(element)
            for child in fields { try append(child, name: child.name) }
        case .list(let child):
            element.logicalType = .list
            element.convertedType = .list
            element.childCount = 1
            elements.append(element)
            elements.append(Self.repeated("list", children: 1))
            try append(child, name: "element")
        case .map(let key, let value):
            element.logicalType = .map
            element.convertedType = .map
            element.childCount = 1
            elements.append(element)
            elements.append(Self.repeated("key_value", children: 2))
            // A key is never null, whatever the field says: readers refuse optional keys.
            try append(
                Field(key.name, key.type, nullable: false, metadata: key.metadata), name: "key")
            try append(value, name: "value")
        default:
            if let stored = try StoredType(of: field) {
                try stored.annotate(&element, field)
            } else {
                Self.annotate(&element, field.type)
            }
            elements.append(element)
        }
    }

    private static func repeated(_ name: String, children: Int32) -> SchemaElement {
        var element = SchemaElement(name: name)
        element.repetition = .repeated
        element.childCount = children
        return element
    }

    private static func annotate(_ element: inout SchemaElement, _ type: DataType) {
        element.type = type.physicalType
        switch type {
        case .null:
            element.logicalType = .unknown
            element.repetition = .optional
        case .int8:
            element.logicalType = .integer(bitWidth: 8, isSigned: true)
            element.convertedType = .int8
        case .int16:
            element.logicalType = .integer(bitWidth: 16, isSigned: true)
            element.convertedType = .int16
        case .string:
            element.logicalType = .string
            element.convertedType = .utf8
        case .date:
            element.logicalType = .date
            element.convertedType = .date
        case .timestamp, .timestampNTZ:
            element.logicalType = .timestamp(isAdjustedToUTC: type == .timestamp, unit: .micros)
            element.convertedType = .timestampMicros
        case .decimal(let decimal):
            let scale = Int32(decimal.scale)
            let precision = Int32(decimal.precision)
            element.logicalType = .decimal(scale: scale, precision: precision)
            element.convertedType = .decimal
            element.scale = scale
            element.precision = precision
            if element.type == .fixedLenByteArray {
                element.typeLength = Int32(decimal.fixedBytes)
            }
        case .boolean, .int32, .int64, .float32, .float64, .binary, .struct, .list, .map: break
        }
    }
}

extension DataType {
    /// How values of a leaf type are stored.
    fileprivate var physicalType: PhysicalType {
        switch self {
        case .boolean: .boolean
        case .null, .int8, .int16, .int32, .date: .int32
        case .int64, .timestamp, .timestampNTZ: .int64
        case .float32: .float
        case .float64: .double
        case .string, .binary, .struct, .list, .map: .byteArray
        case .decimal(let decimal):
            if decimal.precision <= DecimalType.precisionOfInt32Max {
                .int32
            } else if decimal.fitsInt64 {
                .int64
            } else {
                .fixedLenByteArray
            }
        }
    }
}

extension DecimalType {
    /// Decimals of at most this many digits are stored as INT32.
    static let precisionOfInt32Max = 9

    /// The fewest bytes that hold every value in two's complement.
    var fixedBytes: Int {
        var largest: Int128 = 1
        for _ in 0..<precision { largest *= 10 }
        let bits = Int128.bitWidth - (largest - 1).leadingZeroBitCount + 1
        return (bits + 7) / 8
    }
}
