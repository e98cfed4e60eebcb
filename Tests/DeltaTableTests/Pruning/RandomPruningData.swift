// Random columns whose pages differ, so that there is something to leave out: values drift from
// row to row, with runs of nulls, NaN, both zeros, long texts and few or many different values.

import Columnar
import HostEnvironment
import Parquet

struct RandomPruningData {
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func below(_ bound: Int) -> Int { Int(random.next(upperBound: UInt64(bound))) }

    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

    private static func decimal(_ precision: Int, _ scale: Int) -> DataType {
        .decimal(DecimalType(precision: precision, scale: scale)!)
    }

    private static let types: [DataType] = [
        .boolean, .int8, .int16, .int32, .int64, .float32, .float64, .string, .binary, .date,
        .timestamp, .timestampNTZ, decimal(7, 2), decimal(17, 3), decimal(30, 5),
        .struct([Field("x", .int32), Field("y", .string)]), .list(Field("element", .int64)),
        .struct([Field("z", .list(Field("element", .string))), Field("w", .float64)]),
    ]

    /// A batch with the row's number in its first column.
    mutating func batch() -> RecordBatch {
        let rows = pick([1, 9, 64, 200, 500])
        var fields = [Field("id", .int64, nullable: false)]
        for index in 0..<(2 + below(5)) {
            fields.append(Field("c\(index)", pick(Self.types), nullable: below(4) > 0))
        }
        let columns = fields.enumerated().map { index, field -> ColumnArray in
            if index == 0 {
                return ColumnArray(scalars: (0..<rows).map { .int64(Int64($0)) }, type: .int64)
            }
            return column(field, rows)
        }
        return RecordBatch(schema: Schema(fields), columns: columns, count: rows)
    }

    private mutating func column(_ field: Field, _ rows: Int) -> ColumnArray {
        // Rising slowly, all over the place, or few values.
        let drift = pick([0, 1, 4])
        let spread = pick([1, 5, 200])
        let nullRun = pick([0, 0, 3, 60])
        var nulls = 0
        var scalars: [Scalar] = []
        for row in 0..<rows {
            if field.nullable, nullRun > 0, below(nullRun) == 0 { nulls = below(nullRun) + 1 }
            if nulls > 0 {
                nulls -= 1
                scalars.append(.null)
            } else {
                scalars.append(value(field.type, row * drift / 4 + below(spread)))
            }
        }
        return ColumnArray(scalars: scalars, type: field.type)
    }

    mutating func value(_ type: DataType, _ number: Int) -> Scalar {
        switch type {
        case .boolean: return .boolean(number % 2 == 0)
        case .int8: return .int8(Int8(truncatingIfNeeded: number - 20))
        case .int16: return .int16(Int16(truncatingIfNeeded: number * 7 - 300))
        case .int32: return .int32(Int32(truncatingIfNeeded: number - 100))
        case .int64: return .int64(below(50) == 0 ? pick([.min, .max, 0]) : Int64(number) - 50)
        case .float32: return .float32(Float(real(number)))
        case .float64: return .float64(real(number))
        case .string: return .string(text(number))
        case .binary:
            return .binary(below(20) == 0 ? [0xFF, 0xFF, 0xFF] : Array(text(number).utf8))
        case .date: return .date(Int32(number - 30))
        case .timestamp: return .timestamp(Int64(number) * 1_000_001 - 5)
        case .timestampNTZ: return .timestampNTZ(Int64(number) * 1_000_001 - 5)
        case .decimal(let decimal):
            let scaled = Int128(number - 90)
            let wide = decimal.precision > 18
            return .decimal(scaled * (wide ? 10_000_000_000_000_000_000 : 100), decimal)
        case .struct(let fields):
            return .struct(
                fields.map { field in
                    below(5) == 0 ? .null : value(field.type, number)
                })
        case .list(let element):
            return .list(
                (0..<below(4)).map { _ in below(5) == 0 ? .null : value(element.type, number) })
        default: return .null
        }
    }

    private mutating func real(_ number: Int) -> Double {
        switch below(12) {
        case 0: pick([.nan, -0.0, 0.0, .infinity, -.infinity])
        default: Double(number) / 4 - 10
        }
    }

    /// Texts that are alike up to where bounds are cut.
    private mutating func text(_ number: Int) -> String {
        let ending = ["", "a", "é", "zz", "\u{10FFFF}"][number % 5]
        let prefix = ["", "key ", "a long beginning that all share "][number % 3 == 0 ? 2 : 1]
        return "\(prefix)\(String(number, radix: 5))\(ending)"
    }

    mutating func options(_ schema: Schema) -> Parquet.WriteOptions {
        var options = Parquet.WriteOptions(pick(Parquet.WriteOptions.Profile.allCases))
        options.pageVersion = pick(Parquet.WriteOptions.PageVersion.allCases)
        // By bytes, the pages of columns end at different rows.
        options.pageRowsMax = pick([3, 16, 50, 1000])
        options.pageBytesMax = pick([20, 100, 1 << 20])
        options.rowGroupRowsMax = pick([40, 150, 1000])
        options.statisticsBytesMax = pick([1, 4, 64])
        options.writesDictionaries = below(3) > 0
        options.dictionaryBytesMax = pick([40, 1 << 20])
        options.usesTotalOrder = below(4) == 0
        options.bloomFilters = Set(
            schema.fields.filter { $0.type != .boolean && !$0.type.isNested && below(2) == 0 }
                .map(\.name))
        return options
    }
}
