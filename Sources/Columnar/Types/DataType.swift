// The logical types of columns, with Arrow's names. The memory layout of each follows the Arrow
// columnar format; `ColumnArray.Storage` says which layout a type has.

/// The logical type of a column.
public indirect enum DataType: Hashable, Sendable {
    /// A column in which every row is null.
    case null
    case boolean
    case int8
    case int16
    case int32
    case int64
    case float32
    case float64
    case decimal(DecimalType)
    /// UTF-8 text.
    case string
    case binary
    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    case date
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp
    /// Microseconds since 1970-01-01T00:00:00 on a clock without a time zone.
    case timestampNTZ
    case `struct`([Field])
    case list(Field)
    case map(key: Field, value: Field)
}

extension DataType {
    /// Whether values of this type hold other columns.
    public var isNested: Bool {
        switch self {
        case .struct, .list, .map: true
        case .null, .boolean, .int8, .int16, .int32, .int64, .float32, .float64, .decimal,
            .string, .binary, .date, .timestamp, .timestampNTZ:
            false
        }
    }

    /// The columns inside, in order: a struct's fields, a list's element, a map's key and value.
    public var children: [Field] {
        switch self {
        case .struct(let fields): fields
        case .list(let element): [element]
        case .map(let key, let value): [key, value]
        case .null, .boolean, .int8, .int16, .int32, .int64, .float32, .float64, .decimal,
            .string, .binary, .date, .timestamp, .timestampNTZ:
            []
        }
    }
}

extension DataType: CustomStringConvertible {
    /// The type in the words of Spark SQL's DDL, such as `array<struct<a:int,b:string>>`.
    public var description: String {
        switch self {
        case .null: "void"
        case .boolean: "boolean"
        case .int8: "tinyint"
        case .int16: "smallint"
        case .int32: "int"
        case .int64: "bigint"
        case .float32: "float"
        case .float64: "double"
        case .decimal(let type): type.description
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .struct(let fields):
            "struct<" + fields.map { "\($0.name):\($0.type)" }.joined(separator: ",") + ">"
        case .list(let element): "array<\(element.type)>"
        case .map(let key, let value): "map<\(key.type),\(value.type)>"
        }
    }
}
