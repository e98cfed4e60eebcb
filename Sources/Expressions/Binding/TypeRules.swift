// Which types meet, and in which type (Spark SQL reference, *ANSI Compliance*, sections
// "Type Promotion and Precedence" and "Least Common Type Resolution"; decimals as in Spark's
// DecimalPrecision with `spark.sql.decimalOperations.allowPrecisionLoss` on, its default).

package import Columnar

extension DataType {
    package var isIntegral: Bool {
        switch self {
        case .int8, .int16, .int32, .int64: true
        default: false
        }
    }

    package var isFloating: Bool { self == .float32 || self == .float64 }

    package var isNumeric: Bool { isIntegral || isFloating || decimalType != nil }

    package var isDateOrTimestamp: Bool {
        self == .date || self == .timestamp || self == .timestampNTZ
    }

    package var decimalType: DecimalType? {
        if case .decimal(let type) = self { return type }
        return nil
    }

    /// The decimal that holds every value of this integral type, or the decimal itself.
    var asDecimal: DecimalType? {
        switch self {
        case .int8: DecimalType(precision: 3, scale: 0)
        case .int16: DecimalType(precision: 5, scale: 0)
        case .int32: DecimalType(precision: 10, scale: 0)
        case .int64: DecimalType(precision: 20, scale: 0)
        case .decimal(let type): type
        default: nil
        }
    }

    /// The place in the order of widening: tinyint, smallint, int, bigint, float, double.
    var widening: Int? {
        switch self {
        case .int8: 0
        case .int16: 1
        case .int32: 2
        case .int64: 3
        case .float32: 4
        case .float64: 5
        default: nil
        }
    }
}

enum TypeRules {
    /// The type that both can be read as, or nil.
    static func common(_ left: DataType, _ right: DataType) -> DataType? {
        if left == right { return left }
        if left == .null { return right }
        if right == .null { return left }
        if left == .string { return commonWithString(right) }
        if right == .string { return commonWithString(left) }
        if let first = left.widening, let second = right.widening {
            if first == 4 || second == 4, first != second { return .float64 }
            return first >= second ? left : right
        }
        if left.isNumeric, right.isNumeric {
            guard let first = left.asDecimal, let second = right.asDecimal else { return .float64 }
            return .decimal(wider(first, second))
        }
        if left.isDateOrTimestamp, right.isDateOrTimestamp {
            return left == .timestamp || right == .timestamp ? .timestamp : .timestampNTZ
        }
        return commonNested(left, right)
    }

    /// A string that meets another type is read as that type; integers are read as bigint,
    /// fractions as double.
    private static func commonWithString(_ other: DataType) -> DataType? {
        if other.isIntegral { return .int64 }
        if other.isNumeric { return .float64 }
        switch other {
        case .boolean, .date, .timestamp, .timestampNTZ, .binary: return other
        default: return nil
        }
    }

    private static func commonNested(_ left: DataType, _ right: DataType) -> DataType? {
        switch (left, right) {
        case (.list(let a), .list(let b)): return commonField(a, b).map { .list($0) }
        case (.map(let a, let x), .map(let b, let y)):
            guard let key = commonField(a, b), let value = commonField(x, y) else { return nil }
            return .map(key: key, value: value)
        case (.struct(let a), .struct(let b)) where a.count == b.count:
            var fields: [Field] = []
            for (first, second) in zip(a, b) {
                guard first.name.lowercased() == second.name.lowercased(),
                    let field = commonField(first, second)
                else { return nil }
                fields.append(field)
            }
            return .struct(fields)
        default: return nil
        }
    }

    private static func commonField(_ left: Field, _ right: Field) -> Field? {
        common(left.type, right.type).map {
            Field(left.name, $0, nullable: left.nullable || right.nullable)
        }
    }

    /// The decimal that holds the values of both, as far as 38 digits go.
    static func wider(_ left: DecimalType, _ right: DecimalType) -> DecimalType {
        let scale = max(left.scale, right.scale)
        let whole = max(left.precision - left.scale, right.precision - right.scale)
        return bounded(whole + scale, scale)
    }

    static func bounded(_ precision: Int, _ scale: Int) -> DecimalType {
        let limit = DecimalType.precisionMax
        guard
            let type = DecimalType(precision: min(precision, limit), scale: min(scale, limit))
        else { preconditionFailure("a bounded decimal exists") }
        return type
    }

    /// The type of `left operator right` on decimals.
    static func result(
        _ operation: ArithmeticOperator, _ left: DecimalType, _ right: DecimalType
    ) -> DecimalType {
        let (p1, s1) = (left.precision, left.scale)
        let (p2, s2) = (right.precision, right.scale)
        switch operation {
        case .add, .subtract:
            let scale = max(s1, s2)
            return adjusted(max(p1 - s1, p2 - s2) + scale + 1, scale)
        case .multiply: return adjusted(p1 + p2 + 1, s1 + s2)
        case .divide:
            let scale = max(6, s1 + p2 + 1)
            return adjusted(p1 - s1 + s2 + scale, scale)
        case .remainder:
            let scale = max(s1, s2)
            return adjusted(min(p1 - s1, p2 - s2) + scale, scale)
        case .integralDivide:
            return bounded(max(p1 - s1 + s2, 1), 0)
        }
    }

    /// Gives up decimals behind the point, down to six, where 38 digits are not enough.
    private static func adjusted(_ precision: Int, _ scale: Int) -> DecimalType {
        if precision <= DecimalType.precisionMax { return bounded(max(precision, 1), scale) }
        let whole = precision - scale
        let kept = max(DecimalType.precisionMax - whole, min(scale, 6))
        return bounded(DecimalType.precisionMax, kept)
    }

    /// Whether CAST takes a value of one type to the other (the table of *ANSI Compliance*).
    static func canCast(_ from: DataType, to: DataType) -> Bool {
        if from == to || from == .null { return true }
        switch (from, to) {
        case (_, .string): return true
        case (.string, .boolean), (.string, .binary), (.string, .date), (.string, .timestamp),
            (.string, .timestampNTZ):
            return true
        case (.string, _): return to.isNumeric
        case (.boolean, _): return to.isNumeric
        case (_, .boolean): return from.isNumeric
        case (.timestamp, _) where to.isNumeric: return true
        case (_, .timestamp) where from.isNumeric: return true
        case (.list(let a), .list(let b)): return canCast(a.type, to: b.type)
        case (.map(let a, let x), .map(let b, let y)):
            return canCast(a.type, to: b.type) && canCast(x.type, to: y.type)
        case (.struct(let a), .struct(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { canCast($0.type, to: $1.type) }
        default:
            return from.isNumeric && to.isNumeric
                || from.isDateOrTimestamp && to.isDateOrTimestamp
        }
    }

    /// Whether a cast may meet a value that it cannot take over.
    static func castCanFail(_ from: DataType, to: DataType) -> Bool {
        if from == to || from == .null { return false }
        switch (from, to) {
        case (_, .string), (.string, .binary): return false
        case (.string, _): return true
        case (.boolean, .decimal), (_, .decimal):
            guard let target = to.decimalType, let source = from.asDecimal else { return true }
            return source.scale > target.scale
                && source.precision - source.scale
                    >= target.precision - target.scale
                || source.precision - source.scale > target.precision - target.scale
        case (.boolean, _), (_, .boolean): return false
        case (.date, _), (_, .date): return to == .timestamp || to == .timestampNTZ
        case (.list(let a), .list(let b)): return castCanFail(a.type, to: b.type)
        case (.map(let a, let x), .map(let b, let y)):
            return castCanFail(a.type, to: b.type) || castCanFail(x.type, to: y.type)
        case (.struct(let a), .struct(let b)):
            return zip(a, b).contains { castCanFail($0.type, to: $1.type) }
        default:
            if from.isDateOrTimestamp, to.isDateOrTimestamp { return false }
            guard let first = from.widening, let second = to.widening else {
                return !to.isFloating
            }
            return second < first && !(first == 5 && second == 4)
        }
    }

    /// Whether a value may stand where a function takes `target` (Spark's ANSI implicit casts).
    static func castsImplicitly(_ from: DataType, to target: DataType) -> Bool {
        if from == target || from == .null || from == .string { return canCast(from, to: target) }
        if target == .string { return !from.isNested }
        if target.isIntegral { return from.isIntegral }
        if target.isNumeric { return from.isNumeric }
        return from.isDateOrTimestamp && target.isDateOrTimestamp
    }
}
