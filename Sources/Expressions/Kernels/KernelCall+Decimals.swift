// Arithmetic on decimals: in 64 bits where the types promise that nothing overflows, in 128
// otherwise. Results are rounded half away from zero to the type's scale.

import Columnar

extension KernelCall {
    func decimalArithmetic(_ operation: ArithmeticOperator) throws(ExpressionError) -> Vector {
        guard let a = arguments[0].type.decimalType, let b = arguments[1].type.decimalType else {
            return Vector(constant: .null, type)
        }
        if let target = type.decimalType, target.fitsInt64,
            let fast = narrow(operation, a, b, target)
        {
            return finished(.int64(fast), validity)
        }
        let left = arguments[0].decimals
        let right = arguments[1].decimals
        if operation == .integralDivide { return try decimalQuotients(left, right, a, b) }
        guard let target = type.decimalType else { return Vector(constant: .null, type) }
        var nulls = validity
        if operation == .divide || operation == .remainder {
            nulls = try settle(nulls, .divideByZero, RowMessage { _ in "division by zero" }) {
                right.buffer[$0 * right.step] == 0
            }
        }
        var anyOverflow = false
        func compute(_ x: Int128, _ y: Int128) -> Int128? {
            switch operation {
            case .add, .subtract:
                return Self.sum(x, y, a, b, target, isSubtraction: operation == .subtract)
            case .multiply:
                return DecimalMath.multiply(x, y, dropping: a.scale + b.scale - target.scale)
            case .divide, .integralDivide:
                return y == 0
                    ? 0 : DecimalMath.divide(x, y, shift: target.scale - a.scale + b.scale)
            case .remainder: return y == 0 ? 0 : Self.remainder(x, y, a, b, target)
            }
        }
        let values = mapPairs(left, right, count: count) { x, y -> Int128 in
            guard let value = compute(x, y), DecimalMath.fits(value, target.precision) else {
                anyOverflow = true
                return 0
            }
            return value
        }
        if anyOverflow {
            nulls = try settle(
                nulls, .numericOverflow, RowMessage { _ in overflowMessage(operation.symbol) }
            ) { row in
                let value = compute(
                    left.buffer[row * left.step], right.buffer[row * right.step])
                return value.map { !DecimalMath.fits($0, target.precision) } ?? true
            }
        }
        return finished(Self.storage(values, target), nulls)
    }

    /// Unscaled values in the layout of a decimal type.
    static func storage(_ values: TypedBuffer<Int128>, _ type: DecimalType) -> ColumnArray.Storage {
        type.fitsInt64
            ? .int64(mapValues(values) { Int64(truncatingIfNeeded: $0) }) : .int128(values)
    }

    /// Addition, subtraction and multiplication whose result has at most 18 digits: the rules of
    /// result types leave room for every value, so nothing is checked.
    private func narrow(
        _ operation: ArithmeticOperator, _ a: DecimalType, _ b: DecimalType, _ target: DecimalType
    ) -> TypedBuffer<Int64>? {
        guard case .int64(let first) = arguments[0].array.storage,
            case .int64(let second) = arguments[1].array.storage
        else { return nil }
        let left = Operand(first, isConstant: arguments[0].isConstant)
        let right = Operand(second, isConstant: arguments[1].isConstant)
        let x = Int64(truncatingIfNeeded: DecimalMath.powers[max(target.scale - a.scale, 0)])
        let y = Int64(truncatingIfNeeded: DecimalMath.powers[max(target.scale - b.scale, 0)])
        switch operation {
        case .add where target.scale >= max(a.scale, b.scale):
            return mapPairs(left, right, count: count) { $0 &* x &+ $1 &* y }
        case .subtract where target.scale >= max(a.scale, b.scale):
            return mapPairs(left, right, count: count) { $0 &* x &- $1 &* y }
        case .multiply where target.scale == a.scale + b.scale:
            return mapPairs(left, right, count: count) { $0 &* $1 }
        default:
            return nil
        }
    }

    private static func sum(
        _ x: Int128, _ y: Int128, _ a: DecimalType, _ b: DecimalType, _ target: DecimalType,
        isSubtraction: Bool
    ) -> Int128? {
        // Both sides meet at the larger scale; only then digits are given up.
        let scale = max(a.scale, b.scale)
        let (first, one) = x.multipliedReportingOverflow(by: DecimalMath.powers[scale - a.scale])
        let (second, two) = y.multipliedReportingOverflow(by: DecimalMath.powers[scale - b.scale])
        guard !one, !two else { return nil }
        let (result, three) =
            isSubtraction
            ? first.subtractingReportingOverflow(second) : first.addingReportingOverflow(second)
        if three { return nil }
        return scale == target.scale
            ? result : DecimalMath.rescale(result, from: scale, to: target.scale)
    }

    private static func remainder(
        _ x: Int128, _ y: Int128, _ a: DecimalType, _ b: DecimalType, _ target: DecimalType
    ) -> Int128? {
        let scale = max(a.scale, b.scale)
        let (first, one) = x.multipliedReportingOverflow(by: DecimalMath.powers[scale - a.scale])
        let (second, two) = y.multipliedReportingOverflow(by: DecimalMath.powers[scale - b.scale])
        guard !one, !two else { return nil }
        return DecimalMath.rescale(first % second, from: scale, to: target.scale)
    }

    private func decimalQuotients(
        _ left: Operand<Int128>, _ right: Operand<Int128>, _ a: DecimalType, _ b: DecimalType
    ) throws(ExpressionError) -> Vector {
        var nulls = try settle(validity, .divideByZero, RowMessage { _ in "division by zero" }) {
            right.buffer[$0 * right.step] == 0
        }
        func compute(_ x: Int128, _ y: Int128) -> Int64? {
            let scale = max(a.scale, b.scale)
            let (first, one) = x.multipliedReportingOverflow(
                by: DecimalMath.powers[scale - a.scale])
            let (second, two) = y.multipliedReportingOverflow(
                by: DecimalMath.powers[scale - b.scale])
            guard !one, !two, second != 0 else { return y == 0 ? 0 : nil }
            return Int64(exactly: first / second)
        }
        let values = mapPairs(left, right, count: count) { compute($0, $1) ?? 0 }
        nulls = try settle(nulls, .numericOverflow, RowMessage { _ in overflowMessage("DIV") }) {
            compute(left.buffer[$0 * left.step], right.buffer[$0 * right.step]) == nil
        }
        return finished(.int64(values), nulls)
    }
}

extension Vector {
    /// The unscaled values of a decimal, in 128 bits.
    var decimals: Operand<Int128> {
        switch array.storage {
        case .int128(let values): Operand(values, isConstant: isConstant)
        case .int64(let values):
            Operand(mapValues(values) { Int128($0) }, isConstant: isConstant)
        default:
            Operand(TypedBuffer(repeating: 0, count: array.count), isConstant: isConstant)
        }
    }
}
