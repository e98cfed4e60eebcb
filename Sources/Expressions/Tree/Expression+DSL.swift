// Expressions in Swift: `col("day") == "2026-11-20" && col("amount") < 0`.

public import Columnar

/// The column `name`; dots lead into structs, so a name with a dot needs `col(path:)`.
public func col(_ name: String) -> Expression {
    .column(
        ColumnReference(
            name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)))
}

/// The column or struct field with these names, from the outside in.
///
/// - Precondition: at least one name.
public func col(path: [String]) -> Expression {
    .column(ColumnReference(path))
}

/// A constant.
public func lit(_ value: Scalar, _ type: DataType) -> Expression {
    .literal(Literal(value, type))
}

extension Expression: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral
{
    public init(stringLiteral value: String) {
        self = .literal(Literal(.string(value), .string))
    }

    public init(booleanLiteral value: Bool) {
        self = .literal(Literal(.boolean(value), .boolean))
    }

    /// An `int` where the value fits, a `bigint` otherwise, as in SQL.
    public init(integerLiteral value: Int64) {
        if let narrow = Int32(exactly: value) {
            self = .literal(Literal(.int32(narrow), .int32))
        } else {
            self = .literal(Literal(.int64(value), .int64))
        }
    }

    public init(floatLiteral value: Double) {
        self = .literal(Literal(.float64(value), .float64))
    }
}

extension Expression {
    public static func == (left: Expression, right: Expression) -> Expression {
        .binary(.equal, left, right)
    }

    public static func != (left: Expression, right: Expression) -> Expression {
        .binary(.notEqual, left, right)
    }

    public static func < (left: Expression, right: Expression) -> Expression {
        .binary(.less, left, right)
    }

    public static func <= (left: Expression, right: Expression) -> Expression {
        .binary(.lessOrEqual, left, right)
    }

    public static func > (left: Expression, right: Expression) -> Expression {
        .binary(.greater, left, right)
    }

    public static func >= (left: Expression, right: Expression) -> Expression {
        .binary(.greaterOrEqual, left, right)
    }

    public static func + (left: Expression, right: Expression) -> Expression {
        .binary(.add, left, right)
    }

    public static func - (left: Expression, right: Expression) -> Expression {
        .binary(.subtract, left, right)
    }

    public static func * (left: Expression, right: Expression) -> Expression {
        .binary(.multiply, left, right)
    }

    public static func / (left: Expression, right: Expression) -> Expression {
        .binary(.divide, left, right)
    }

    public static func % (left: Expression, right: Expression) -> Expression {
        .binary(.remainder, left, right)
    }

    public static func && (left: Expression, right: Expression) -> Expression {
        .and(left.operands(ofAnd: true) + right.operands(ofAnd: true))
    }

    public static func || (left: Expression, right: Expression) -> Expression {
        .or(left.operands(ofAnd: false) + right.operands(ofAnd: false))
    }

    public static prefix func ! (operand: Expression) -> Expression { .not(operand) }

    public static prefix func - (operand: Expression) -> Expression { .unary(.negate, operand) }

    public var isNull: Expression { .isNull(self) }

    public var isNotNull: Expression { .isNotNull(self) }

    /// Whether this equals any of `values`.
    public func isIn(_ values: [Expression]) -> Expression { .isIn(self, values) }

    /// Whether this lies within `low` and `high`, both included.
    public func between(_ low: Expression, _ high: Expression) -> Expression {
        .between(self, low: low, high: high)
    }

    /// Whether this text matches a pattern with `%` and `_`.
    public func like(_ pattern: Expression) -> Expression {
        .like(self, pattern: pattern, LikeOptions())
    }

    public func cast(to type: DataType) -> Expression { .cast(self, type, .standard) }

    /// A call of the SQL function `name`.
    public static func call(_ name: String, _ arguments: Expression...) -> Expression {
        .function(FunctionCall(name, arguments))
    }

    func operands(ofAnd isAnd: Bool) -> [Expression] {
        switch self {
        case .and(let operands) where isAnd: operands
        case .or(let operands) where !isAnd: operands
        default: [self]
        }
    }
}
