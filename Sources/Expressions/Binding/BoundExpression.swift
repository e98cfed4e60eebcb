// An expression over the columns of one schema: names are positions, every operand has the type
// that its operator works on, and what is implicit in SQL (casts, NULL's type) is written out.

public import Columnar

/// An expression that is resolved and typed against a schema.
public struct BoundExpression: Sendable, Hashable {
    package indirect enum Node: Sendable, Hashable {
        case literal(Scalar)
        /// A top-level column by position.
        case column(Int)
        /// A struct's field by position.
        case field(BoundExpression, Int)
        case negate(BoundExpression)
        case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression)
        /// Both sides have one type.
        case compare(ComparisonOperator, BoundExpression, BoundExpression)
        case and([BoundExpression])
        case or([BoundExpression])
        case not(BoundExpression)
        case isNull(BoundExpression)
        /// The operand and the list have one type.
        case isIn(BoundExpression, [BoundExpression])
        case like(BoundExpression, pattern: BoundExpression, LikeOptions)
        /// The values have the type of the whole.
        case caseWhen([BoundBranch], otherwise: BoundExpression)
        /// The first operand that is not null; all have the type of the whole.
        case coalesce([BoundExpression])
        case cast(BoundExpression, CastMode)
        case call(Function, [BoundExpression])
    }

    package let node: Node
    /// The type of the result.
    public let type: DataType
    /// Whether a result may be null.
    public let nullable: Bool
    /// Whether evaluating it may meet a row that is an error.
    package let canFail: Bool
    /// Whether a row that has no result is null instead of an error (ANSI mode off).
    package let isLenient: Bool
    /// Where it was written, for the errors of rows.
    package let position: SourcePosition?

    package init(
        _ node: Node, _ type: DataType, nullable: Bool, canFail: Bool,
        isLenient: Bool = false, position: SourcePosition? = nil
    ) {
        self.node = node
        self.type = type
        self.nullable = nullable
        self.canFail = canFail || node.children.contains(where: \.canFail)
        self.isLenient = isLenient
        self.position = position
    }

    package init(literal value: Scalar, _ type: DataType, position: SourcePosition? = nil) {
        self.init(
            .literal(value), type, nullable: value.isNull, canFail: false, position: position)
    }

    /// The positions of the top-level columns that are read, ascending.
    public var columns: [Int] {
        var found: Set<Int> = []
        collectColumns(&found)
        return found.sorted()
    }

    private func collectColumns(_ found: inout Set<Int>) {
        if case .column(let index) = node { found.insert(index) }
        for child in node.children { child.collectColumns(&found) }
    }

    /// Whether it reads no column, so that every row has the same value.
    package var isConstant: Bool {
        if case .column = node { return false }
        return node.children.allSatisfy(\.isConstant)
    }

    /// The value of a literal.
    package var literalValue: Scalar? {
        if case .literal(let value) = node { return value }
        return nil
    }

    /// The operands of a conjunction, or the expression alone.
    package var conjuncts: [BoundExpression] {
        if case .and(let operands) = node { return operands.flatMap(\.conjuncts) }
        return [self]
    }

    /// True where all of `operands` are; nil for none.
    package static func conjunction(_ operands: [BoundExpression]) -> BoundExpression? {
        guard operands.count > 1 else { return operands.first }
        return BoundExpression(
            .and(operands), .boolean, nullable: operands.contains(where: \.nullable),
            canFail: false)
    }
}

/// One WHEN … THEN … of a bound CASE.
package struct BoundBranch: Sendable, Hashable {
    package let condition: BoundExpression
    package let value: BoundExpression
}

package enum ArithmeticOperator: Sendable, Hashable {
    case add, subtract, multiply, divide, integralDivide, remainder
}

package enum ComparisonOperator: Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, nullSafeEqual

    /// The comparison that holds exactly where this one does not, among values that are not null.
    package var negated: ComparisonOperator? {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .nullSafeEqual: nil
        }
    }

    /// The comparison with its sides exchanged.
    package var mirrored: ComparisonOperator {
        switch self {
        case .equal, .notEqual, .nullSafeEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

extension BoundExpression.Node {
    package var children: [BoundExpression] {
        switch self {
        case .literal, .column: []
        case .field(let operand, _), .negate(let operand), .not(let operand),
            .isNull(let operand), .cast(let operand, _):
            [operand]
        case .arithmetic(_, let left, let right), .compare(_, let left, let right): [left, right]
        case .and(let operands), .or(let operands), .coalesce(let operands): operands
        case .isIn(let operand, let list): [operand] + list
        case .like(let text, let pattern, _): [text, pattern]
        case .caseWhen(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.value] } + [otherwise]
        case .call(_, let arguments): arguments
        }
    }
}
