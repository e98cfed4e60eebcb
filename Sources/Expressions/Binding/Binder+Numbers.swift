import Columnar

extension Binder {
    /// Functions on numbers whose result type follows their argument's.
    func numberFunction(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression? {
        switch call.name {
        case "abs", "negative", "positive":
            guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
            let operand = try number(arguments[0], call.name)
            if call.name == "positive" { return operand }
            if call.name == "negative" { return try unary(.negate, operand, call.arguments[0]) }
            return callNode(
                .absolute, [operand], operand.type,
                failure: operand.type.isIntegral ? .ansi : .never)
        case "ceil", "ceiling", "floor":
            guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
            return wholeNumber(call, try number(arguments[0], call.name))
        case "round":
            guard (1...2).contains(arguments.count) else {
                throw wrongCount(call.name, "1 to 2", arguments)
            }
            return try round(try number(arguments[0], call.name), arguments.dropFirst().first)
        case "mod":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try arithmetic(.remainder, arguments[0], arguments[1])
        case "try_divide":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try Binder(schema, session: session.lenient, qualifiers: qualifiers)
                .arithmetic(.divide, arguments[0], arguments[1])
        default: return nil
        }
    }

    private func number(
        _ bound: BoundExpression, _ name: String
    ) throws(ExpressionError) -> BoundExpression {
        if bound.type == .string || bound.type == .null { return try cast(bound, to: .float64) }
        guard bound.type.isNumeric else {
            throw ExpressionError(
                .typeMismatch, "\(name) takes a number, not \(bound.type)",
                position: bound.position)
        }
        return bound
    }

    /// `ceil` and `floor`: a bigint, or a decimal without decimals.
    private func wholeNumber(_ call: FunctionCall, _ operand: BoundExpression) -> BoundExpression {
        let function: Function = call.name == "floor" ? .floor : .ceiling
        if operand.type.isIntegral {
            return (try? cast(operand, to: .int64)) ?? operand
        }
        if let decimal = operand.type.decimalType {
            let precision = decimal.precision - decimal.scale + (decimal.scale > 0 ? 1 : 0)
            return callNode(
                function, [operand], .decimal(TypeRules.bounded(max(precision, 1), 0)))
        }
        return callNode(function, [operand], .int64)
    }

    private func round(
        _ operand: BoundExpression, _ digits: BoundExpression?
    ) throws(ExpressionError) -> BoundExpression {
        var places = 0
        if let digits {
            guard let value = digits.literalValue?.integer, (-38...38).contains(value) else {
                throw ExpressionError(
                    .invalidArgument,
                    "round takes a constant number of digits, -38 through 38",
                    position: digits.position)
            }
            places = Int(value)
        }
        var type = operand.type
        if let decimal = type.decimalType {
            // Rounding up may need one more digit in front of the point.
            let whole = decimal.precision - decimal.scale + 1
            if places < 0 {
                type = .decimal(TypeRules.bounded(max(whole, -places + 1), 0))
            } else {
                let scale = min(decimal.scale, places)
                type = .decimal(TypeRules.bounded(whole + scale, scale))
            }
        }
        let literal = BoundExpression(literal: .int32(Int32(places)), .int32)
        return callNode(
            .round, [operand, literal], type,
            failure: operand.type.isIntegral && places < 0 ? .ansi : .never)
    }
}

extension SessionOptions {
    /// The same session with errors as nulls.
    var lenient: SessionOptions {
        SessionOptions(
            ansi: false, timeZone: timeZone, batchTimeMicroseconds: batchTimeMicroseconds)
    }
}
