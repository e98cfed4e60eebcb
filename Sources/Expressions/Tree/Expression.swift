// The expression tree as it was written: names are not resolved and types are not known. `Binder`
// turns it into a `BoundExpression` over a schema. Trees are values: equal trees are the same
// expression, wherever they were written.

public import Columnar

/// A scalar SQL expression.
public indirect enum Expression: Sendable {
    case literal(Literal)
    /// Only as an operand of + and - with a date or a timestamp.
    case interval(Interval)
    case column(ColumnReference)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// True where all are true; at least two operands.
    case and([Expression])
    /// True where any is true; at least two operands.
    case or([Expression])
    case not(Expression)
    case isNull(Expression)
    case isNotNull(Expression)
    /// Whether the first equals any of the others.
    case isIn(Expression, [Expression])
    case between(Expression, low: Expression, high: Expression)
    case like(Expression, pattern: Expression, LikeOptions)
    /// `CASE WHEN condition THEN value … ELSE otherwise END`; with an operand, the conditions are
    /// values that it is compared with.
    case caseWhen(operand: Expression?, branches: [CaseBranch], otherwise: Expression?)
    case cast(Expression, DataType, CastMode)
    case function(FunctionCall)
    /// A field of a struct that is not a plain column path.
    case field(Expression, String)
    /// An element of a list by position from 0, or of a map by key.
    case element(Expression, Expression)
}

/// One WHEN … THEN … of a CASE.
public struct CaseBranch: Hashable, Sendable {
    public let condition: Expression
    public let value: Expression

    public init(when condition: Expression, then value: Expression) {
        self.condition = condition
        self.value = value
    }
}

public enum UnaryOperator: String, Hashable, Sendable {
    case negate = "-"
    case plus = "+"
}

public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case integralDivide = "DIV"
    case remainder = "%"
    case concatenate = "||"
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// Equal, or both null; never null.
    case nullSafeEqual = "<=>"

    /// Whether the result is a boolean.
    public var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual:
            true
        case .add, .subtract, .multiply, .divide, .integralDivide, .remainder, .concatenate:
            false
        }
    }
}

/// How LIKE compares.
public struct LikeOptions: Hashable, Sendable {
    public let ignoresCase: Bool
    /// The character that makes a following `%`, `_` or itself literal.
    public let escape: Character

    public init(ignoresCase: Bool = false, escape: Character = "\\") {
        self.ignoresCase = ignoresCase
        self.escape = escape
    }
}

/// What becomes of a value that cannot be cast.
public enum CastMode: Hashable, Sendable {
    /// An error in ANSI mode, null otherwise.
    case standard
    /// Null.
    case `try`
}

extension Expression {
    /// Where the expression was written: the place of its leftmost name or literal.
    public var position: SourcePosition? {
        switch self {
        case .literal(let literal): literal.position
        case .column(let reference): reference.position
        case .function(let call): call.position
        case .interval: nil
        default: children.lazy.compactMap(\.position).first
        }
    }

    /// The direct parts, in the order they are written.
    public var children: [Expression] {
        switch self {
        case .literal, .interval, .column: []
        case .unary(_, let operand), .not(let operand), .isNull(let operand),
            .isNotNull(let operand), .cast(let operand, _, _), .field(let operand, _):
            [operand]
        case .binary(_, let left, let right), .element(let left, let right): [left, right]
        case .like(let text, let pattern, _): [text, pattern]
        case .and(let operands), .or(let operands): operands
        case .isIn(let operand, let list): [operand] + list
        case .between(let operand, let low, let high): [operand, low, high]
        case .caseWhen(let operand, let branches, let otherwise):
            (operand.map { [$0] } ?? []) + branches.flatMap { [$0.condition, $0.value] }
                + (otherwise.map { [$0] } ?? [])
        case .function(let call): call.arguments
        }
    }

    /// The columns that occur, each once, in the order of first occurrence.
    public var columns: [ColumnReference] {
        var seen: Set<ColumnReference> = []
        var result: [ColumnReference] = []
        collectColumns(&seen, &result)
        return result
    }

    private func collectColumns(
        _ seen: inout Set<ColumnReference>, _ result: inout [ColumnReference]
    ) {
        if case .column(let reference) = self, seen.insert(reference).inserted {
            result.append(reference)
        }
        for child in children { child.collectColumns(&seen, &result) }
    }

    /// The operands of a conjunction, or the expression alone.
    public var conjuncts: [Expression] {
        if case .and(let operands) = self { return operands.flatMap(\.conjuncts) }
        return [self]
    }

    /// True where all of `operands` are; nil for none.
    public static func conjunction(_ operands: [Expression]) -> Expression? {
        operands.count > 1 ? .and(operands) : operands.first
    }
}

extension Expression: Hashable {
    /// Whether two trees are the same expression; where they were written does not matter.
    ///
    /// Disfavoured, so that `col("a") == 1` builds an expression unless a `Bool` is asked for.
    @_disfavoredOverload
    public static func == (left: Expression, right: Expression) -> Bool {
        switch (left, right) {
        case (.literal(let a), .literal(let b)): a == b
        case (.interval(let a), .interval(let b)): a == b
        case (.column(let a), .column(let b)): a == b
        case (.unary(let a, let x), .unary(let b, let y)): a == b && same(x, y)
        case (.binary(let a, let x, let z), .binary(let b, let y, let w)):
            a == b && same(x, y) && same(z, w)
        case (.and(let a), .and(let b)), (.or(let a), .or(let b)): a == b
        case (.not(let a), .not(let b)), (.isNull(let a), .isNull(let b)),
            (.isNotNull(let a), .isNotNull(let b)):
            same(a, b)
        case (.isIn(let a, let x), .isIn(let b, let y)): same(a, b) && x == y
        case (.between(let a, let x, let z), .between(let b, let y, let w)):
            same(a, b) && same(x, y) && same(z, w)
        case (.like(let a, let x, let m), .like(let b, let y, let n)):
            same(a, b) && same(x, y) && m == n
        case (.caseWhen(let a, let x, let m), .caseWhen(let b, let y, let n)):
            same(a, b) && x == y && same(m, n)
        case (.cast(let a, let t, let m), .cast(let b, let u, let n)):
            same(a, b) && t == u && m == n
        case (.function(let a), .function(let b)): a == b
        case (.field(let a, let m), .field(let b, let n)): same(a, b) && m == n
        case (.element(let a, let x), .element(let b, let y)): same(a, b) && same(x, y)
        default: false
        }
    }

    private static func same(_ left: Expression?, _ right: Expression?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?):
            { (equal: Bool) in equal }(left == right)
        default: false
        }
    }
}
