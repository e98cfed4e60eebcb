// Functions that choose among their arguments, written as CASE and COALESCE, so that what is not
// chosen is not evaluated.

import Columnar

extension Binder {
    func conditional(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression? {
        switch call.name {
        case "coalesce":
            guard !arguments.isEmpty else { throw wrongCount(call.name, "1 or more", arguments) }
            return try coalesce(arguments)
        case "ifnull", "nvl":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try coalesce(arguments)
        case "nvl2":
            guard arguments.count == 3 else { throw wrongCount(call.name, "3", arguments) }
            return try choice([negated(isNull(arguments[0]))], [arguments[1], arguments[2]])
        case "nullif":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            let equal = try comparison(.equal, arguments[0], arguments[1])
            return try choice([equal], [BoundExpression(literal: .null, .null), arguments[0]])
        case "if", "iff":
            guard arguments.count == 3 else { throw wrongCount(call.name, "3", arguments) }
            let condition = try self.condition(
                arguments[0], "the first argument of if", call.arguments[0])
            return try choice([condition], [arguments[1], arguments[2]])
        case "isnull", "isnotnull":
            guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
            let bound = isNull(arguments[0])
            return call.name == "isnull" ? bound : negated(bound)
        case "equal_null":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try comparison(.nullSafeEqual, arguments[0], arguments[1])
        case "like", "ilike":
            guard call.arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try like(
                call.arguments[0], call.arguments[1],
                LikeOptions(ignoresCase: call.name == "ilike"), depth: 0)
        case "greatest", "least":
            guard arguments.count >= 2 else { throw wrongCount(call.name, "2 or more", arguments) }
            return try extreme(call, arguments)
        default: return nil
        }
    }

    private func negated(_ operand: BoundExpression) -> BoundExpression {
        BoundExpression(.not(operand), .boolean, nullable: operand.nullable, canFail: false)
    }

    private func coalesce(
        _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        guard let type = commonType(arguments) else {
            throw ExpressionError(
                .typeMismatch,
                "coalesce takes values of one type, not "
                    + arguments.map(\.type.description).joined(separator: " and "),
                position: arguments[0].position)
        }
        var cast: [BoundExpression] = []
        for argument in arguments { cast.append(try self.cast(argument, to: type)) }
        if cast.count == 1 { return cast[0] }
        return BoundExpression(
            .coalesce(cast), type, nullable: cast.allSatisfy(\.nullable), canFail: false,
            position: arguments[0].position)
    }

    private func extreme(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        guard let type = commonType(arguments), type.isComparable else {
            throw ExpressionError(
                .typeMismatch,
                "\(call.name) takes values that can be compared, not "
                    + arguments.map(\.type.description).joined(separator: " and "),
                position: call.position)
        }
        var cast: [BoundExpression] = []
        for argument in arguments { cast.append(try self.cast(argument, to: type)) }
        return BoundExpression(
            .call(call.name == "greatest" ? .greatest : .least, cast), type,
            nullable: cast.allSatisfy(\.nullable), canFail: false, position: call.position)
    }
}
