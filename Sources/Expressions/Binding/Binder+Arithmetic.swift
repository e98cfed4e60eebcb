// + - * / % DIV on numbers, dates and intervals.

import Columnar

extension Binder {
    func arithmetic(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        if let date = try dateSum(operation, left, right) { return date }
        var first = try numeric(left, with: right)
        var second = try numeric(right, with: left)
        guard first.type.isNumeric, second.type.isNumeric else {
            throw mismatch("the operator \(operation.symbol)", left, right)
        }
        if first.type.decimalType != nil || second.type.decimalType != nil,
            !first.type.isFloating, !second.type.isFloating
        {
            return try decimalArithmetic(operation, first, second)
        }
        var type = TypeRules.common(first.type, second.type) ?? .float64
        if first.type.decimalType != nil || second.type.decimalType != nil { type = .float64 }
        switch operation {
        case .divide: type = .float64
        case .integralDivide:
            guard first.type.isIntegral, second.type.isIntegral else {
                throw mismatch("DIV", first, second)
            }
            type = .int64
        case .add, .subtract, .multiply, .remainder: break
        }
        first = try cast(first, to: type)
        second = try cast(second, to: type)
        return result(operation, first, second, type)
    }

    /// Text in arithmetic is read as a bigint beside an integer, and as a double otherwise.
    private func numeric(
        _ operand: BoundExpression, with other: BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        switch operand.type {
        case .string: return try cast(operand, to: other.type.isIntegral ? .int64 : .float64)
        case .null: return try cast(operand, to: other.type.isNumeric ? other.type : .float64)
        default: return operand
        }
    }

    private func decimalArithmetic(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        let first = try decimal(left)
        let second = try decimal(right)
        guard let a = first.type.decimalType, let b = second.type.decimalType else {
            throw mismatch("the operator \(operation.symbol)", left, right)
        }
        if operation == .integralDivide { return result(operation, first, second, .int64) }
        return result(operation, first, second, .decimal(TypeRules.result(operation, a, b)))
    }

    /// An integer as the decimal that holds it; a literal takes only the digits that it has.
    private func decimal(_ operand: BoundExpression) throws(ExpressionError) -> BoundExpression {
        guard operand.type.isIntegral, let type = operand.type.asDecimal else { return operand }
        if let value = operand.literalValue?.integer {
            let fitted = TypeRules.bounded(DecimalMath.digits(Int128(value)), 0)
            return BoundExpression(
                literal: .decimal(Int128(value), fitted), .decimal(fitted),
                position: operand.position)
        }
        return try cast(operand, to: .decimal(type))
    }

    private func result(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression,
        _ type: DataType
    ) -> BoundExpression {
        let divides =
            operation == .divide || operation == .integralDivide || operation == .remainder
        let overflows =
            type.isIntegral && operation != .remainder
            || type.decimalType.map { decimal in
                decimal.precision == DecimalType.precisionMax
            } ?? false
        let divisor = right.literalValue
        let mayFail = overflows || divides && divisor?.isNonZeroNumber != true
        return BoundExpression(
            .arithmetic(operation, left, right), type,
            nullable: left.nullable || right.nullable || !session.ansi && mayFail,
            canFail: session.ansi && mayFail, isLenient: !session.ansi,
            position: left.position ?? right.position)
    }

    // MARK: Dates

    /// Days added to or taken from a date; nil for other operands.
    private func dateSum(
        _ operation: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression
    ) throws(ExpressionError) -> BoundExpression? {
        guard operation == .add || operation == .subtract else { return nil }
        if left.type == .date, right.type.isIntegral {
            return try function(operation == .add ? .dateAdd : .dateSubtract, [left, right])
        }
        if right.type == .date, left.type.isIntegral, operation == .add {
            return try function(.dateAdd, [right, left])
        }
        if left.type.isDateOrTimestamp, right.type.isDateOrTimestamp, operation == .subtract {
            throw ExpressionError(
                .unsupported,
                "the difference of dates as an interval is not supported yet; use datediff",
                position: left.position ?? right.position)
        }
        return nil
    }

    /// An interval added to or taken from a date or a timestamp; nil where there is no interval.
    func intervalSum(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, depth: Int
    ) throws(ExpressionError) -> BoundExpression? {
        let operand: Expression
        var interval: Interval?
        switch (left, right, operation) {
        case (_, .interval(let value), .add): (operand, interval) = (left, value)
        case (_, .interval(let value), .subtract): (operand, interval) = (left, value.negated)
        case (.interval(let value), _, .add): (operand, interval) = (right, value)
        default: return nil
        }
        let bound = try bind(operand, depth: depth)
        guard let interval, bound.type.isDateOrTimestamp || bound.type == .string else {
            throw ExpressionError(
                .typeMismatch, "an interval cannot be added to \(bound.type)",
                position: operand.position)
        }
        // A date moved by whole days stays a date; by a part of a day it is a timestamp.
        let type: DataType =
            bound.type == .string || bound.type == .date && interval.microseconds != 0
            ? .timestamp : bound.type
        return BoundExpression(
            .call(
                .addInterval,
                [
                    try cast(bound, to: type),
                    BoundExpression(literal: .int32(interval.months), .int32),
                    BoundExpression(literal: .int32(interval.days), .int32),
                    BoundExpression(literal: .int64(interval.microseconds), .int64),
                ]), type, nullable: bound.nullable, canFail: true, position: bound.position)
    }
}

extension ArithmeticOperator {
    var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .integralDivide: "DIV"
        case .remainder: "%"
        }
    }
}

extension Scalar {
    /// An integer of any width.
    package var integer: Int64? {
        switch self {
        case .int8(let value): Int64(value)
        case .int16(let value): Int64(value)
        case .int32(let value): Int64(value)
        case .int64(let value): value
        default: nil
        }
    }

    /// Whether this is a number other than zero.
    var isNonZeroNumber: Bool {
        switch self {
        case .float32(let value): value != 0
        case .float64(let value): value != 0
        case .decimal(let value, _): value != 0
        default: integer.map { $0 != 0 } ?? false
        }
    }
}
