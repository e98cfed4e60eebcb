// Random tables: nested up to four deep, every type, row counts at the borders of groups of eight,
// values at the borders of their types, few or many different ones.

import Columnar
import Compression
import Parquet

struct RandomTable {
    var random: SmallRandom

    init(seed: UInt64) {
        random = SmallRandom(seed: seed)
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[random.next(choices.count)] }

    /// Batches of one schema, and how to write them.
    mutating func table() -> ([RecordBatch], WriteOptions) {
        let fields = (0..<(1 + random.next(6))).map { index in field("c\(index)", depth: 0) }
        let schema = Schema(fields)
        let batches = (0..<(1 + random.next(3))).map { _ -> RecordBatch in
            let rows = pick([0, 1, 7, 8, 9, 63, 64, 65, 200, 1000])
            let columns = fields.map { field -> ColumnArray in
                let distinct = pick([1, 2, 5, 1 << 20])
                let nulls = pick([0, 0, 2, 5, 100])
                return ColumnArray(
                    scalars: (0..<rows).map { _ in value(field, distinct: distinct, nulls: nulls) },
                    type: field.type)
            }
            return RecordBatch(schema: schema, columns: columns, count: rows)
        }
        return (batches, options(fields))
    }

    private mutating func options(_ fields: [Field]) -> WriteOptions {
        var options = WriteOptions(pick(WriteOptions.Profile.allCases))
        options.codec = pick([.uncompressed, .snappy, .gzip, .zstd, .lz4, .brotli])
        options.pageVersion = pick(WriteOptions.PageVersion.allCases)
        options.encoding = pick(
            [.dictionaryOrPlain, .smallest]
                + [
                    ValueEncoding.plain, .dictionary, .runs, .deltaBinaryPacked,
                    .deltaLengthByteArray,
                ].map { .always($0) })
        options.pageRowsMax = pick([1, 8, 100, 20_000])
        options.rowGroupRowsMax = pick([50, 1 << 20])
        options.dictionaryBytesMax = pick([20, 1 << 20])
        options.statisticsBytesMax = pick([1, 5, 64])
        options.bloomFilters = Set(fields.filter { _ in random.next(4) == 0 }.map(\.name))
        return options
    }

    private mutating func field(_ name: String, depth: Int) -> Field {
        let nullable = random.next(4) > 0
        if depth < 4 && random.next(4) == 0 {
            switch random.next(3) {
            case 0:
                let members = (0..<(1 + random.next(3))).map { field("m\($0)", depth: depth + 1) }
                return Field(name, .struct(members), nullable: nullable)
            case 1:
                return Field(name, .list(field("element", depth: depth + 1)), nullable: nullable)
            default:
                let key = Field("key", pick([.string, .int32, .int64]), nullable: false)
                return Field(
                    name, .map(key: key, value: field("value", depth: depth + 1)),
                    nullable: nullable)
            }
        }
        if depth == 0 && random.next(4) == 0 {
            let (type, stored) = pick(Self.storedTypes)
            return Field("\(name)_\(stored.0)", type, nullable: nullable).stored(as: stored.1)
        }
        return Field(name, pick(Self.types), nullable: nullable)
    }

    private static let types: [DataType] =
        [
            .boolean, .int8, .int16, .int32, .int64, .float32, .float64, .string, .binary, .date,
            .timestamp, .timestampNTZ,
        ]
        + [(1, 0), (5, 2), (9, 9), (10, 0), (18, 4), (19, 0), (38, 10), (38, 38)].map {
            EveryType.decimal($0.0, $0.1)
        }

    /// Each with a name that tells the suite which engines know it.
    private static let storedTypes: [(DataType, (String, StoredType))] = [
        (.string, ("json", .json)), (.string, ("enum", .enumeration)), (.binary, ("bson", .bson)),
        (.binary, ("uuid", .uuid)), (.float32, ("half", .float16)),
        (.int32, ("time", .time(.millis, isAdjustedToUTC: true))),
        (.int64, ("time", .time(.micros, isAdjustedToUTC: false))),
        (.int64, ("timens", .time(.nanos, isAdjustedToUTC: true))),
        (.int64, ("millis", .timestamp(.millis, isAdjustedToUTC: true))),
        (.int64, ("nanos", .timestamp(.nanos, isAdjustedToUTC: false))),
        (.int32, ("ubyte", .unsigned(bitWidth: 8))),
        (.int32, ("ushort", .unsigned(bitWidth: 16))),
        (.int32, ("unsigned", .unsigned(bitWidth: 32))),
        (.int64, ("unsigned", .unsigned(bitWidth: 64))),
    ]

    private mutating func value(_ field: Field, distinct: Int, nulls: Int) -> Scalar {
        if field.nullable && nulls > 0 && random.next(nulls == 100 ? 1 : nulls) == 0 {
            return .null
        }
        let pick = random.next(min(distinct, 1 << 20))
        if let kind = field.name.split(separator: "_").dropFirst().first {
            return storedValue(String(kind), field.type, pick)
        }
        switch field.type {
        case .list(let element):
            return .list(
                (0..<random.next(4)).map { _ in value(element, distinct: distinct, nulls: nulls) })
        case .struct(let members):
            return .struct(members.map { value($0, distinct: distinct, nulls: nulls) })
        case .map(let key, let item):
            let count = random.next(4)
            return .map(
                (0..<count).map { Self.key($0, key.type) },
                (0..<count).map { _ in value(item, distinct: distinct, nulls: nulls) })
        default: return Self.leaf(field.type, pick)
        }
    }

    private static func key(_ index: Int, _ type: DataType) -> Scalar {
        switch type {
        case .int32: .int32(Int32(index) - 1)
        case .int64: .int64(Int64(index) - 1)
        default: .string("key \(index)")
        }
    }

    private static func number(_ pick: Int) -> Int64 {
        [.min, .max, 0, -1, 1][safe: pick] ?? Int64(pick) &* 0x1E37_79B9_7F4A_7C15
            >> Int64(pick % 60)
    }

    private static func leaf(_ type: DataType, _ pick: Int) -> Scalar {
        let number = number(pick)
        switch type {
        case .boolean: return .boolean(pick % 2 == 0)
        case .int8: return .int8(Int8(truncatingIfNeeded: number))
        case .int16: return .int16(Int16(truncatingIfNeeded: number))
        case .int32: return .int32(Int32(truncatingIfNeeded: number))
        case .int64: return .int64(number)
        case .float32:
            return .float32(
                [-.infinity, .infinity, -0.0, 0, 1.5, .leastNonzeroMagnitude][safe: pick]
                    ?? Float(pick) / 3)
        case .float64:
            return .float64(
                [-.infinity, .infinity, -0.0, 0, 1.5, .leastNonzeroMagnitude][safe: pick]
                    ?? Double(pick) / 3)
        case .decimal(let decimal):
            var most: Int128 = 1
            for _ in 0..<decimal.precision { most *= 10 }
            let picked = [most - 1, 1 - most, 0, -1, 1][safe: pick] ?? Int128(number) % most
            return .decimal(picked, decimal)
        case .string:
            return .string(
                ["", "a", "grüße", "\u{0}", String(repeating: "🦆long ", count: 20)][safe: pick]
                    ?? "text \(pick)")
        case .binary:
            return .binary(
                [[], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]][safe: pick]
                    ?? [
                        UInt8(truncatingIfNeeded: pick), UInt8(truncatingIfNeeded: pick >> 8), 0x80,
                    ])
        case .date: return .date([-719_162, 2_932_896, 0, -1][safe: pick] ?? Int32(pick % 40_000))
        case .timestamp: return .timestamp(micros(pick))
        case .timestampNTZ: return .timestampNTZ(micros(pick))
        case .null, .list, .struct, .map: return .null
        }
    }

    private static func micros(_ pick: Int) -> Int64 {
        [-62_135_596_800_000_000, 253_402_300_799_999_999, 0, -1][safe: pick]
            ?? Int64(pick) * 1_000_003_007
    }

    private func storedValue(_ kind: String, _ type: DataType, _ pick: Int) -> Scalar {
        switch kind {
        case "json": return .string(["{}", "[1,2]", "null", "\"ü\""][safe: pick] ?? "\(pick)")
        case "enum": return .string("E\(pick)")
        case "bson": return .binary([5, 0, 0, 0, UInt8(truncatingIfNeeded: pick)])
        case "uuid":
            return .binary((0..<16).map { UInt8(truncatingIfNeeded: (pick + 1) &* 37 &* ($0 + 1)) })
        case "half":
            return .float32([-.infinity, 65_504, -0.0, 0][safe: pick] ?? Float(pick % 2048))
        case "time":
            return type == .int32
                ? .int32([0, 86_399_999][safe: pick] ?? Int32(pick)) : .int64(Int64(pick) * 7919)
        case "timens":
            return .int64([0, 86_399_999_999_999][safe: pick] ?? Int64(pick) * 7_919_000)
        case "millis":
            return .int64([0, -1, 253_402_300_799_999][safe: pick] ?? Int64(pick) * 1009)
        case "ubyte": return .int32(Int32(pick % 256))
        case "ushort": return .int32(Int32(pick % 65_536))
        case "nanos":
            return .int64([0, -1, 4_102_444_800_000_000_000][safe: pick] ?? Int64(pick) * 977)
        default:
            let number = Self.number(pick)
            guard type == .int32 else { return .int64(number) }
            return .int32(Int32(truncatingIfNeeded: number))
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
