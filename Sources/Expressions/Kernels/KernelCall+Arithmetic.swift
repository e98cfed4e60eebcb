// Arithmetic on integers and floats. A first loop computes every row and notes whether any
// overflowed; only then a second one looks for the rows.

import Columnar

extension KernelCall {
    func arithmetic(_ operation: ArithmeticOperator) throws(ExpressionError) -> Vector {
        let (left, right) = (arguments[0], arguments[1])
        if left.type.decimalType != nil, right.type.decimalType != nil {
            return try decimalArithmetic(operation)
        }
        switch (left.array.storage, right.array.storage) {
        case (.int8(let a), .int8(let b)):
            let (values, nulls) = try integers(operation, a, b)
            return finished(.int8(values), nulls)
        case (.int16(let a), .int16(let b)):
            let (values, nulls) = try integers(operation, a, b)
            return finished(.int16(values), nulls)
        case (.int32(let a), .int32(let b)):
            let (values, nulls) = try integers(operation, a, b)
            return finished(.int32(values), nulls)
        case (.int64(let a), .int64(let b)):
            let (values, nulls) = try integers(operation, a, b)
            return finished(.int64(values), nulls)
        case (.float32(let a), .float32(let b)):
            let (values, nulls) = try floats(operation, a, b)
            return finished(.float32(values), nulls)
        case (.float64(let a), .float64(let b)):
            let (values, nulls) = try floats(operation, a, b)
            return finished(.float64(values), nulls)
        default:
            return Vector(constant: .null, type)
        }
    }

    func finished(_ storage: ColumnArray.Storage, _ validity: Bitmap?) -> Vector {
        Vector(ColumnArray(type: type, count: count, validity: validity, storage: storage))
    }

    @inline(__always)
    private func integers<T: Plain & FixedWidthInteger & SignedInteger>(
        _ operation: ArithmeticOperator, _ a: TypedBuffer<T>, _ b: TypedBuffer<T>
    ) throws(ExpressionError) -> (TypedBuffer<T>, Bitmap?) {
        let left = Operand(a, isConstant: arguments[0].isConstant)
        let right = Operand(b, isConstant: arguments[1].isConstant)
        switch operation {
        case .add: return try overflowing(left, right, "+") { $0.addingReportingOverflow($1) }
        case .subtract:
            return try overflowing(left, right, "-") { $0.subtractingReportingOverflow($1) }
        case .multiply:
            return try overflowing(left, right, "*") { $0.multipliedReportingOverflow(by: $1) }
        case .integralDivide, .divide:
            let nulls = try zeroDivisors(right)
            let values = mapPairs(left, right, count: count) { a, b in
                b == 0 ? 0 : b == -1 ? 0 &- a : a / b
            }
            guard !isLenient else { return (values, nulls) }
            let checked = try settle(
                nulls, .numericOverflow, RowMessage { _ in overflowMessage("DIV") }
            ) {
                right.buffer[$0 * right.step] == -1 && left.buffer[$0 * left.step] == T.min
            }
            return (values, checked)
        case .remainder:
            let nulls = try zeroDivisors(right)
            let values = mapPairs(left, right, count: count) { a, b in
                b == 0 || b == -1 ? 0 : a % b
            }
            return (values, nulls)
        }
    }

    @inline(__always)
    private func overflowing<T: Plain & FixedWidthInteger>(
        _ left: Operand<T>, _ right: Operand<T>, _ symbol: String,
        _ body: (T, T) -> (partialValue: T, overflow: Bool)
    ) throws(ExpressionError) -> (TypedBuffer<T>, Bitmap?) {
        var anyOverflow = false
        let values = mapPairs(left, right, count: count) { a, b in
            let (value, overflow) = body(a, b)
            anyOverflow = anyOverflow || overflow
            return value
        }
        // Without ANSI mode an integer wraps around, as in Java.
        guard anyOverflow, !isLenient else { return (values, validity) }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { _ in overflowMessage(symbol) }
        ) {
            body(left.buffer[$0 * left.step], right.buffer[$0 * right.step]).overflow
        }
        return (values, nulls)
    }

    func overflowMessage(_ symbol: String) -> String {
        "the result of \(symbol) is not within the range of \(type)"
    }

    private func zeroDivisors<T: Plain & Numeric>(
        _ divisor: Operand<T>
    ) throws(ExpressionError) -> Bitmap? {
        if divisor.step == 0, divisor.buffer[0] != 0 { return validity }
        return try settle(validity, .divideByZero, RowMessage { _ in "division by zero" }) {
            divisor.buffer[$0 * divisor.step] == 0
        }
    }

    @inline(__always)
    private func floats<T: Plain & BinaryFloatingPoint>(
        _ operation: ArithmeticOperator, _ a: TypedBuffer<T>, _ b: TypedBuffer<T>
    ) throws(ExpressionError) -> (TypedBuffer<T>, Bitmap?) {
        let left = Operand(a, isConstant: arguments[0].isConstant)
        let right = Operand(b, isConstant: arguments[1].isConstant)
        switch operation {
        case .add: return (mapPairs(left, right, count: count) { $0 + $1 }, validity)
        case .subtract: return (mapPairs(left, right, count: count) { $0 - $1 }, validity)
        case .multiply: return (mapPairs(left, right, count: count) { $0 * $1 }, validity)
        case .divide, .integralDivide:
            let nulls = try zeroDivisors(right)
            return (mapPairs(left, right, count: count) { $0 / $1 }, nulls)
        case .remainder:
            let nulls = try zeroDivisors(right)
            return (
                mapPairs(left, right, count: count) { $0.truncatingRemainder(dividingBy: $1) },
                nulls
            )
        }
    }

    func negate() throws(ExpressionError) -> Vector {
        switch arguments[0].array.storage {
        case .int8(let values): return try negated(values) { .int8($0) }
        case .int16(let values): return try negated(values) { .int16($0) }
        case .int32(let values): return try negated(values) { .int32($0) }
        case .int64(let values): return try negated(values) { .int64($0) }
        case .int128(let values): return try negated(values) { .int128($0) }
        case .float32(let values): return finished(.float32(mapValues(values) { -$0 }), validity)
        case .float64(let values): return finished(.float64(mapValues(values) { -$0 }), validity)
        default: return Vector(constant: .null, type)
        }
    }

    private func negated<T: Plain & FixedWidthInteger>(
        _ values: TypedBuffer<T>, _ storage: (TypedBuffer<T>) -> ColumnArray.Storage
    ) throws(ExpressionError) -> Vector {
        let result = mapValues(values) { 0 &- $0 }
        guard !isLenient else { return finished(storage(result), validity) }
        let nulls = try settle(validity, .numericOverflow, RowMessage { _ in overflowMessage("-") })
        {
            values[$0] == T.min
        }
        return finished(storage(result), nulls)
    }
}
