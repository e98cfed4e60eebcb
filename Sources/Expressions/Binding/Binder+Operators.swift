// Operators: which types they take, and what they give.

import Columnar

extension Binder {
    func unary(
        _ sign: UnaryOperator, _ operand: BoundExpression, _ expression: Expression
    ) throws(ExpressionError) -> BoundExpression {
        var operand = operand
        if operand.type == .string || operand.type == .null {
            operand = try cast(operand, to: .float64)
        }
        guard operand.type.isNumeric else {
            throw ExpressionError(
                .typeMismatch, "\(sign.rawValue) does not take \(operand.type)",
                position: expression.position)
        }
        if sign == .plus { return operand }
        return BoundExpression(
            .negate(operand), operand.type, nullable: operand.nullable,
            canFail: session.ansi && operand.type.isIntegral, isLenient: !session.ansi,
            position: operand.position)
    }

    func logic(
        _ operands: [Expression], isAnd: Bool, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        var bound: [BoundExpression] = []
        for operand in operands {
            bound.append(
                try condition(
                    try bind(operand, depth: depth), "an operand of \(isAnd ? "AND" : "OR")",
                    operand))
        }
        return BoundExpression(
            isAnd ? .and(bound) : .or(bound), .boolean,
            nullable: bound.contains(where: \.nullable), canFail: false)
    }

    func isNull(_ operand: BoundExpression) -> BoundExpression {
        BoundExpression(.isNull(operand), .boolean, nullable: false, canFail: false)
    }

    func binary(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        if let interval = try intervalSum(operation, left, right, depth: depth) { return interval }
        let first = try bind(left, depth: depth)
        let second = try bind(right, depth: depth)
        switch operation {
        case .add: return try arithmetic(.add, first, second)
        case .subtract: return try arithmetic(.subtract, first, second)
        case .multiply: return try arithmetic(.multiply, first, second)
        case .divide: return try arithmetic(.divide, first, second)
        case .integralDivide: return try arithmetic(.integralDivide, first, second)
        case .remainder: return try arithmetic(.remainder, first, second)
        case .concatenate: return try concatenation([first, second])
        case .equal: return try comparison(.equal, first, second)
        case .notEqual: return try comparison(.notEqual, first, second)
        case .less: return try comparison(.less, first, second)
        case .lessOrEqual: return try comparison(.lessOrEqual, first, second)
        case .greater: return try comparison(.greater, first, second)
        case .greaterOrEqual: return try comparison(.greaterOrEqual, first, second)
        case .nullSafeEqual: return try comparison(.nullSafeEqual, first, second)
        }
    }

    // MARK: Comparison

    func comparison(
        _ operation: ComparisonOperator, _ left: BoundExpression, _ right: BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        guard let type = TypeRules.common(left.type, right.type), type.isComparable else {
            throw mismatch("a comparison", left, right)
        }
        let first = try cast(left, to: type)
        let second = try cast(right, to: type)
        return BoundExpression(
            .compare(operation, first, second), .boolean,
            nullable: operation != .nullSafeEqual && (first.nullable || second.nullable),
            canFail: false, position: left.position ?? right.position)
    }

    func isIn(
        _ operand: Expression, _ list: [Expression], depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let value = try bind(operand, depth: depth)
        var bound: [BoundExpression] = []
        for entry in list { bound.append(try bind(entry, depth: depth)) }
        guard let type = commonType([value] + bound), type.isComparable else {
            throw ExpressionError(
                .typeMismatch,
                "IN takes values that can be compared; here are \(value.type) and "
                    + Set(bound.map(\.type.description)).sorted().joined(separator: ", "),
                position: value.position)
        }
        let first = try cast(value, to: type)
        for index in bound.indices { bound[index] = try cast(bound[index], to: type) }
        return BoundExpression(
            .isIn(first, bound), .boolean,
            nullable: first.nullable || bound.contains(where: \.nullable), canFail: false,
            position: value.position)
    }

    func like(
        _ text: Expression, _ pattern: Expression, _ options: LikeOptions, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        let first = try argument(try bind(text, depth: depth), as: .string, of: "LIKE")
        let second = try argument(try bind(pattern, depth: depth), as: .string, of: "LIKE")
        if case .string(let text) = second.literalValue {
            _ = try LikePattern(text, escape: options.escape)
        }
        return BoundExpression(
            .like(first, pattern: second, options), .boolean,
            nullable: first.nullable || second.nullable, canFail: second.literalValue == nil,
            position: first.position)
    }

    /// The type that all of `operands` can be read as.
    func commonType(_ operands: [BoundExpression]) -> DataType? {
        var type = DataType.null
        for operand in operands {
            guard let common = TypeRules.common(type, operand.type) else { return nil }
            type = common
        }
        return type
    }

    // MARK: CASE

    func caseWhen(
        _ operand: Expression?, _ branches: [CaseBranch], _ otherwise: Expression?, depth: Int
    ) throws(ExpressionError) -> BoundExpression {
        var conditions: [BoundExpression] = []
        var values: [BoundExpression] = []
        let subject: BoundExpression? =
            if let operand { try bind(operand, depth: depth) } else { nil }
        for branch in branches {
            let bound = try bind(branch.condition, depth: depth)
            if let subject {
                conditions.append(try comparison(.equal, subject, bound))
            } else {
                conditions.append(try condition(bound, "a WHEN", branch.condition))
            }
            values.append(try bind(branch.value, depth: depth))
        }
        if let otherwise {
            values.append(try bind(otherwise, depth: depth))
        } else {
            values.append(BoundExpression(literal: .null, .null))
        }
        return try choice(conditions, values)
    }

    /// The value whose condition is the first to be true; the last value has none.
    func choice(
        _ conditions: [BoundExpression], _ values: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        guard let type = commonType(values) else {
            throw ExpressionError(
                .typeMismatch,
                "the branches have no type in common: "
                    + values.map(\.type.description).joined(separator: ", "),
                position: values[0].position)
        }
        var cast: [BoundExpression] = []
        for value in values { cast.append(try self.cast(value, to: type)) }
        let branches = zip(conditions, cast).map { BoundBranch(condition: $0, value: $1) }
        return BoundExpression(
            .caseWhen(branches, otherwise: cast[cast.count - 1]), type,
            nullable: cast.contains(where: \.nullable), canFail: false,
            position: conditions.first?.position)
    }

    // MARK: Elements

    func element(
        _ container: BoundExpression, _ key: BoundExpression, _ expression: Expression
    ) throws(ExpressionError) -> BoundExpression {
        switch container.type {
        case .list(let field):
            let index = try argument(key, as: .int32, of: "[ ]")
            return BoundExpression(
                .call(.listElement, [container, index]), field.type, nullable: true,
                canFail: session.ansi, isLenient: !session.ansi, position: expression.position)
        case .map(let keyField, let valueField):
            let cast = try argument(key, as: keyField.type, of: "[ ]")
            return BoundExpression(
                .call(.mapElement, [container, cast]), valueField.type, nullable: true,
                canFail: false, position: expression.position)
        default:
            throw ExpressionError(
                .typeMismatch, "[ ] looks into an array or a map, not into \(container.type)",
                position: expression.position)
        }
    }
}

extension DataType {
    /// Whether values can be compared with each other.
    var isComparable: Bool {
        switch self {
        case .map, .list, .struct: false
        default: true
        }
    }
}
