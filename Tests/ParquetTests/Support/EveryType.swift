// A batch with a column of every type, flat and nested, with nulls and the values that formats
// have been known to get wrong.

import Columnar

enum EveryType {
    static let nested = DataType.struct([
        Field("a", .int32), Field("b", .string, nullable: false),
        Field("c", .list(Field("element", .struct([Field("x", .float64), Field("y", .date)])))),
    ])

    static let map = DataType.map(
        key: Field("key", .string, nullable: false), value: Field("value", .int32))

    static let schema = Schema([
        Field("boolean", .boolean), Field("int8", .int8), Field("int16", .int16),
        Field("int32", .int32), Field("int64", .int64), Field("float32", .float32),
        Field("float64", .float64), Field("decimal5", decimal(5, 2)),
        Field("decimal15", decimal(15, 2)), Field("decimal38", decimal(38, 10)),
        Field("string", .string), Field("binary", .binary), Field("date", .date),
        Field("timestamp", .timestamp), Field("timestamp_ntz", .timestampNTZ),
        Field("required", .int64, nullable: false),
        Field("list", .list(Field("element", .string))),
        Field("lists", .list(Field("element", .list(Field("element", .int64))))),
        Field("map", map),
        Field("struct", nested), Field("nothing", .null),
        Field("names.with dots", .struct([Field("", .int32), Field("ü", .string)])),
    ])

    static func decimal(_ precision: Int, _ scale: Int) -> DataType {
        .decimal(DecimalType(precision: precision, scale: scale)!)
    }

    private static func decimalScalar(_ value: Int128, _ type: DataType) -> Scalar {
        guard case .decimal(let decimal) = type else { return .null }
        return .decimal(value, decimal)
    }

    /// `rows` rows; about every fifth value is null.
    static func batch(_ rows: Int, seed: UInt64 = 1) -> RecordBatch {
        var random = SmallRandom(seed: seed)
        let columns = schema.fields.map { field in
            ColumnArray(
                scalars: (0..<rows).map { row in
                    value(field.type, nullable: field.nullable, row, &random)
                }, type: field.type)
        }
        return RecordBatch(schema: schema, columns: columns, count: rows)
    }

    private static func value(
        _ type: DataType, nullable: Bool, _ row: Int, _ random: inout SmallRandom
    ) -> Scalar {
        if type == .null { return .null }
        if nullable && random.next(5) == 0 { return .null }
        let pick = random.next(8)
        switch type {
        case .null: return .null
        case .boolean: return .boolean(pick % 2 == 0)
        case .int8: return .int8([.min, -1, 0, 1, .max, 5, 6, 7][pick])
        case .int16: return .int16([.min, -1, 0, 1, .max, 5, 6, 7][pick])
        case .int32: return .int32([.min, -1, 0, 1, .max, Int32(row), 6, 7][pick])
        case .int64: return .int64([.min, -1, 0, 1, .max, Int64(row), 6, 7][pick])
        case .float32:
            return .float32([-.infinity, -0.0, 0, 1.5, .infinity, Float(row), -1, 3e38][pick])
        case .float64:
            return .float64([-.infinity, -0.0, 0, 1.5, .infinity, Double(row), -1, 1e300][pick])
        case .decimal(let decimal):
            var most: Int128 = 1
            for _ in 0..<decimal.precision { most *= 10 }
            let value = [-(most - 1), -1, 0, 1, most - 1, Int128(row), 12_345, -999][pick]
            return decimalScalar(value, type)
        case .string:
            let texts = [
                "", "a", "twelve bytes", "thirteen byte", "grüße", "\u{0}", "row \(row)",
                String(repeating: "long text 🦆 ", count: 9),
            ]
            return .string(texts[pick])
        case .binary:
            return .binary(Array([UInt8](repeating: UInt8(pick), count: pick * 3) + [0xFF, 0x80]))
        case .date: return .date([-719_162, -1, 0, 1, 2_932_896, Int32(row), 18_000, 5][pick])
        case .timestamp: return .timestamp(micros(pick, row))
        case .timestampNTZ: return .timestampNTZ(micros(pick, row))
        case .list(let element):
            return .list(
                (0..<[0, 1, 2, 3, 0, 1, 9, 2][pick]).map { _ in
                    value(element.type, nullable: element.nullable, row, &random)
                })
        case .struct(let fields):
            return .struct(
                fields.map { value($0.type, nullable: $0.nullable, row, &random) })
        case .map(let key, let item):
            let count = [0, 1, 2, 3, 0, 1, 2, 2][pick]
            return .map(
                (0..<count).map { .string("\(key.name) \($0)") },
                (0..<count).map { _ in
                    value(item.type, nullable: item.nullable, row, &random)
                })
        }
    }

    private static func micros(_ pick: Int, _ row: Int) -> Int64 {
        [
            -62_135_596_800_000_000, -1, 0, 1, 253_402_300_799_999_999, Int64(row) * 1_000_003,
            1_577_836_800_000_000, 999_999,
        ][pick]
    }
}

/// A small generator whose sequence a seed fixes (SplitMix64).
struct SmallRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number below `bound`.
    mutating func next(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
