import Columnar
import Expressions

/// A seeded source of numbers, rows, bounds and conditions.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

    // MARK: Rows

    /// A few rows around a random centre, with nulls, NaN and equal values among them.
    mutating func batch(_ schema: Schema) -> RecordBatch {
        let count = 1 + below(6)
        let center = below(20) - 10
        let spread = 1 + below(4)
        let nulls = below(4)
        let columns = schema.fields.map { field in
            ColumnArray(
                scalars: (0..<count).map { _ in
                    below(4) < nulls ? .null : scalar(field.type, center + below(spread))
                }, type: field.type)
        }
        return RecordBatch(schema: schema, columns: columns, count: count)
    }

    private mutating func scalar(_ type: DataType, _ value: Int) -> Scalar {
        switch type {
        case .int32: .int32(Int32(value))
        case .float64: .float64(below(8) == 0 ? .nan : below(8) == 0 ? -0.0 : Double(value) / 2)
        case .string: .string(text(value))
        case .date: .date(Int32(value * 40))
        case .timestamp: .timestamp(Int64(value) * 86_400_000_000 * 10 + Int64(below(1000)))
        case .boolean: .boolean(value % 2 == 0)
        case .decimal(let decimal): .decimal(Int128(value * 50), decimal)
        default: .null
        }
    }

    private func text(_ value: Int) -> String {
        let letters = Array("abcde")
        let index = value + 12
        return "\(letters[index / 5 % 5])\(letters[index % 5])"
    }

    /// Bounds of a column as a writer might keep them: exact, wider, or not at all.
    mutating func bounds(_ column: ColumnArray?) -> ColumnBounds? {
        guard let column, below(6) > 0 else { return nil }
        let values = column.scalars()
        let nullCount = values.count { $0.isNull }
        var numbers = values.filter { !$0.isNull }
        numbers.removeAll {
            if case .float64(let value) = $0 { value.isNaN } else { false }
        }
        let sorted = numbers.sorted { Self.less($0, $1) }
        var bounds = ColumnBounds(
            min: sorted.first, max: sorted.last, nullCount: Int64(nullCount))
        if below(5) == 0 { bounds.nullCount = nil }
        if below(5) == 0 { bounds.min = nil }
        if below(5) == 0 { bounds.max = nil }
        if case .string(let text) = bounds.min, below(2) == 0 {
            bounds.min = .string(String(text.prefix(1)))
        }
        if case .string(let text) = bounds.max, below(2) == 0 {
            bounds.max = .string(String(text.prefix(1)) + "\u{10FFFF}")
        }
        return bounds
    }

    private static func less(_ a: Scalar, _ b: Scalar) -> Bool {
        switch (a, b) {
        case (.int32(let x), .int32(let y)), (.date(let x), .date(let y)): x < y
        case (.float64(let x), .float64(let y)): x < y
        case (.timestamp(let x), .timestamp(let y)): x < y
        case (.decimal(let x, _), .decimal(let y, _)): x < y
        case (.string(let x), .string(let y)):
            Array(x.utf8).lexicographicallyPrecedes(Array(y.utf8))
        case (.boolean(let x), .boolean(let y)): !x && y
        default: false
        }
    }

    // MARK: Conditions

    mutating func condition(depth: Int) -> String {
        switch depth == 0 ? 6 + below(6) : below(12) {
        case 0, 1: return "(\(condition(depth: depth - 1)) AND \(condition(depth: depth - 1)))"
        case 2, 3: return "(\(condition(depth: depth - 1)) OR \(condition(depth: depth - 1)))"
        case 4: return "NOT \(condition(depth: depth - 1))"
        case 5: return "(\(pick(["i", "f", "s", "d", "m", "b", "t"])) IS \(pick(["", "NOT "]))NULL)"
        case 6:
            return pick([
                "b", "NOT b", "b = TRUE", "b <=> FALSE", "b IS TRUE", "TRUE", "FALSE", "NULL",
            ])
        case 7:
            let list = (0..<(1 + below(3))).map { _ in number() } + (below(4) == 0 ? ["NULL"] : [])
            return "(i \(pick(["", "NOT "]))IN (\(list.joined(separator: ", "))))"
        case 8:
            return "(s LIKE '\(text(below(20) - 10).prefix(1 + below(2)))\(pick(["", "%", "_"]))')"
        case 9: return "(year(d) \(comparison()) \(1969 + below(3)))"
        case 10:
            let term = pick(["i + 2", "3 - i", "-i", "CAST(i AS DOUBLE)", "12 / i", "i % 3"])
            return "(\(term) \(comparison()) \(number()))"
        default: break
        }
        switch below(6) {
        case 0: return "(i \(comparison()) \(number()))"
        case 1: return "(f \(comparison()) \(pick([number(), "CAST('NaN' AS DOUBLE)", "0.5"])))"
        case 2: return "(s \(comparison()) '\(text(below(20) - 10))')"
        case 3: return "(d \(comparison()) DATE '1970-0\(1 + below(9))-11')"
        case 4: return "(m \(comparison()) \(number()).25)"
        default: return "(CAST(t AS DATE) \(comparison()) DATE '1970-0\(1 + below(9))-11')"
        }
    }

    private mutating func number() -> String { "\(below(24) - 12)" }

    private mutating func comparison() -> String {
        pick(["=", "!=", "<", "<=", ">", ">=", "<=>"])
    }
}
