// Rewrites that give the same value for every row, and the same error for every row that is one.
// An operand that can fail is only dropped where it would never have been evaluated.

import Columnar

/// Makes bound expressions smaller.
package enum Simplifier {
    /// An equivalent expression: constants are folded, NOT stands at the leaves, conditions that
    /// are decided are gone.
    ///
    /// - Complexity: O(nodes).
    package static func simplify(_ expression: BoundExpression) -> BoundExpression {
        let inner = expression.replacing(expression.node.mapChildren(simplify))
        return fold(rewrite(inner))
    }

    private static func rewrite(_ expression: BoundExpression) -> BoundExpression {
        switch expression.node {
        case .and(let operands): connective(expression, operands, isAnd: true)
        case .or(let operands): connective(expression, operands, isAnd: false)
        case .not(let operand): negated(operand) ?? expression
        case .caseWhen(let branches, let otherwise): choice(expression, branches, otherwise)
        case .coalesce(let operands): coalesce(expression, operands)
        case .isNull(let operand) where !operand.nullable && !operand.canFail:
            BoundExpression(literal: .boolean(false), .boolean)
        default: expression
        }
    }

    /// A constant that is no error as its value.
    private static func fold(_ expression: BoundExpression) -> BoundExpression {
        guard expression.literalValue == nil, expression.isConstant, !expression.type.isNested
        else { return expression }
        let empty = RecordBatch(schema: Schema([]), columns: [], count: 1)
        guard let column = try? VectorEvaluator().evaluate(expression, on: empty) else {
            return expression
        }
        return BoundExpression(
            literal: column.scalar(at: 0), expression.type, position: expression.position)
    }

    // MARK: AND, OR, NOT

    private static func connective(
        _ expression: BoundExpression, _ operands: [BoundExpression], isAnd: Bool
    ) -> BoundExpression {
        let neutral = Scalar.boolean(isAnd)
        let deciding = Scalar.boolean(!isAnd)
        var kept: [BoundExpression] = []
        for operand in flattened(operands, isAnd: isAnd) {
            if operand.literalValue == neutral { continue }
            if operand.literalValue == deciding {
                // What stands behind is never evaluated; what stands before may be an error.
                if !kept.contains(where: \.canFail) { return operand }
                kept.append(operand)
                break
            }
            if !operand.canFail, kept.contains(operand) { continue }
            kept.append(operand)
        }
        switch kept.count {
        case 0: return BoundExpression(literal: neutral, .boolean, position: expression.position)
        case 1: return kept[0]
        default: return expression.replacing(isAnd ? .and(kept) : .or(kept))
        }
    }

    private static func flattened(
        _ operands: [BoundExpression], isAnd: Bool
    ) -> [BoundExpression] {
        operands.flatMap { operand -> [BoundExpression] in
            switch operand.node {
            case .and(let inner) where isAnd: flattened(inner, isAnd: isAnd)
            case .or(let inner) where !isAnd: flattened(inner, isAnd: isAnd)
            default: [operand]
            }
        }
    }

    /// The opposite of a condition; nil where NOT has to stand before it.
    private static func negated(_ operand: BoundExpression) -> BoundExpression? {
        switch operand.node {
        case .not(let inner): return inner
        case .compare(let operation, let left, let right):
            guard let opposite = operation.negated else { return nil }
            return operand.replacing(.compare(opposite, left, right))
        case .and(let operands):
            return rewrite(operand.replacing(.or(operands.map { negated($0) ?? not($0) })))
        case .or(let operands):
            return rewrite(operand.replacing(.and(operands.map { negated($0) ?? not($0) })))
        case .literal(.boolean(let value)):
            return BoundExpression(literal: .boolean(!value), .boolean, position: operand.position)
        default: return nil
        }
    }

    private static func not(_ operand: BoundExpression) -> BoundExpression {
        BoundExpression(.not(operand), .boolean, nullable: operand.nullable, canFail: false)
    }

    // MARK: Choices

    private static func choice(
        _ expression: BoundExpression, _ branches: [BoundBranch], _ otherwise: BoundExpression
    ) -> BoundExpression {
        var kept: [BoundBranch] = []
        var last = otherwise
        for branch in branches {
            if let value = branch.condition.literalValue {
                if value != .boolean(true) { continue }
                last = branch.value
                break
            }
            kept.append(branch)
        }
        return kept.isEmpty ? last : expression.replacing(.caseWhen(kept, otherwise: last))
    }

    private static func coalesce(
        _ expression: BoundExpression, _ operands: [BoundExpression]
    ) -> BoundExpression {
        var kept: [BoundExpression] = []
        for operand in operands {
            if operand.literalValue?.isNull == true { continue }
            kept.append(operand)
            if !operand.nullable { break }
        }
        guard let first = kept.first else {
            return BoundExpression(literal: .null, expression.type)
        }
        return kept.count == 1 ? first : expression.replacing(.coalesce(kept))
    }
}
