import Columnar

#if canImport(Glibc)
import Glibc
#endif

extension KernelCall {
    func numberFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .absolute: return try absolute()
        case .ceiling, .floor: return try wholeNumber(isFloor: function == .floor)
        case .round: return try round()
        case .squareRoot: return double { $0.squareRoot() }
        case .exponential: return double { exp($0) }
        case .naturalLogarithm: return try logarithm { log($0) }
        case .logarithm10: return try logarithm { log10($0) }
        case .sign: return double { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        case .isNaN:
            guard let values = arguments[0].array.storage.float64 else { return nil }
            let bits = makeBits(count: count) { values[$0].isNaN }
            let nulls = arguments[0].array.validity
            return Vector(ColumnArray(boolean: nulls.map { bits.and($0) } ?? bits))
        case .power:
            guard let base = arguments[0].array.storage.float64,
                let exponent = arguments[1].array.storage.float64
            else { return nil }
            let left = Operand(base, isConstant: arguments[0].isConstant)
            let right = Operand(exponent, isConstant: arguments[1].isConstant)
            return finished(.float64(mapPairs(left, right, count: count) { pow($0, $1) }), validity)
        case .greatest, .least: return extreme(isGreatest: function == .greatest)
        default: return nil
        }
    }

    private func double(_ body: (Double) -> Double) -> Vector {
        guard let values = arguments[0].array.storage.float64 else {
            return Vector(constant: .null, type)
        }
        return finished(.float64(mapValues(values, body)), validity)
    }

    /// Null for numbers that are not positive, as in Spark.
    private func logarithm(_ body: (Double) -> Double) throws(ExpressionError) -> Vector {
        guard let values = arguments[0].array.storage.float64 else {
            return Vector(constant: .null, type)
        }
        let positive = makeBits(count: count) { !(values[$0] <= 0) }
        return finished(
            .float64(mapValues(values) { $0 <= 0 ? 0 : body($0) }),
            Bitmap.and(validity, positive.setCount() == count ? nil : positive))
    }

    private func absolute() throws(ExpressionError) -> Vector {
        switch arguments[0].array.storage {
        case .int8(let values): return try magnitude(values) { .int8($0) }
        case .int16(let values): return try magnitude(values) { .int16($0) }
        case .int32(let values): return try magnitude(values) { .int32($0) }
        case .int64(let values): return try magnitude(values) { .int64($0) }
        case .int128(let values): return try magnitude(values) { .int128($0) }
        case .float32(let values):
            return finished(.float32(mapValues(values) { $0.magnitude }), validity)
        case .float64(let values):
            return finished(.float64(mapValues(values) { $0.magnitude }), validity)
        default: return Vector(constant: .null, type)
        }
    }

    private func magnitude<T: Plain & FixedWidthInteger>(
        _ values: TypedBuffer<T>, _ storage: (TypedBuffer<T>) -> ColumnArray.Storage
    ) throws(ExpressionError) -> Vector {
        let result = mapValues(values) { $0 < 0 ? 0 &- $0 : $0 }
        if isLenient { return finished(storage(result), validity) }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { _ in overflowMessage("abs") }
        ) {
            values[$0] == T.min
        }
        return finished(storage(result), nulls)
    }

    // MARK: Rounding

    /// `ceil` and `floor` of a double (to a bigint) or a decimal (to scale 0).
    private func wholeNumber(isFloor: Bool) throws(ExpressionError) -> Vector {
        if let decimal = arguments[0].type.decimalType, let target = type.decimalType {
            let divisor = DecimalMath.powers[decimal.scale]
            let values = mapValues(arguments[0].decimals.buffer) { value -> Int128 in
                let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
                if isFloor { return rest < 0 ? quotient - 1 : quotient }
                return rest > 0 ? quotient + 1 : quotient
            }
            return finished(Self.storage(values, target), validity)
        }
        let values: TypedBuffer<Double>
        switch arguments[0].array.storage {
        case .float32(let floats): values = mapValues(floats) { Double($0) }
        case .float64(let doubles): values = doubles
        default: return Vector(constant: .null, type)
        }
        // As Java's cast from double to long: NaN is 0 and what is too large is the largest.
        let result = mapValues(values) { value -> Int64 in
            let whole = value.rounded(isFloor ? .down : .up)
            if whole.isNaN { return 0 }
            if whole >= 9_223_372_036_854_775_808 { return .max }
            return whole <= -9_223_372_036_854_775_808 ? .min : Int64(whole)
        }
        return finished(.int64(result), validity)
    }

    /// `round(x, digits)`, half away from zero.
    private func round() throws(ExpressionError) -> Vector {
        guard let places = arguments[1].array.storage.int32.map({ Int($0[0]) }) else {
            return Vector(constant: .null, type)
        }
        if let decimal = arguments[0].type.decimalType, let target = type.decimalType {
            func convert(_ value: Int128) -> Int128? {
                let scale = min(decimal.scale, places)
                guard let rounded = DecimalMath.rescale(value, from: decimal.scale, to: scale),
                    let result = DecimalMath.rescale(rounded, from: scale, to: target.scale),
                    DecimalMath.fits(result, target.precision)
                else { return nil }
                return result
            }
            let source = arguments[0].decimals.buffer
            let values = mapValues(source) { convert($0) ?? 0 }
            let nulls = try settle(
                validity, .numericOverflow, RowMessage { _ in overflowMessage("round") }
            ) { convert(source[$0]) == nil }
            return finished(Self.storage(values, target), nulls)
        }
        switch arguments[0].array.storage {
        case .int8(let values): return try rounded(values, places) { .int8($0) }
        case .int16(let values): return try rounded(values, places) { .int16($0) }
        case .int32(let values): return try rounded(values, places) { .int32($0) }
        case .int64(let values): return try rounded(values, places) { .int64($0) }
        case .float32(let values):
            return finished(
                .float32(mapValues(values) { Float(Self.rounded(Double($0), "\($0)", places)) }),
                validity)
        case .float64(let values):
            return finished(
                .float64(mapValues(values) { Self.rounded($0, "\($0)", places) }), validity)
        default: return Vector(constant: .null, type)
        }
    }

    private func rounded<T: Plain & FixedWidthInteger>(
        _ values: TypedBuffer<T>, _ places: Int,
        _ storage: (TypedBuffer<T>) -> ColumnArray.Storage
    ) throws(ExpressionError) -> Vector {
        if places >= 0 { return finished(storage(values), validity) }
        func convert(_ value: T) -> T? {
            guard places > -38,
                let short = DecimalMath.rescale(Int128(value), from: 0, to: places),
                let long = DecimalMath.rescale(short, from: places, to: 0)
            else { return 0 }
            return T(exactly: long)
        }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { _ in overflowMessage("round") }
        ) { convert(values[$0]) == nil }
        return finished(storage(mapValues(values) { convert($0) ?? 0 }), nulls)
    }

    /// A double rounded in decimal, on its shortest text, as Java's BigDecimal does.
    private static func rounded(_ value: Double, _ text: String, _ places: Int) -> Double {
        guard value.isFinite, let parsed = DecimalText.parse(Array(text.utf8).span) else {
            return value
        }
        if parsed.scale <= places { return value }
        guard let result = parsed.rescaled(to: places) else { return value }
        return Double("\(result)e\(-places)") ?? value
    }

    // MARK: Extremes

    /// The largest or smallest argument of each row; nulls are passed over.
    private func extreme(isGreatest: Bool) -> Vector {
        var best = arguments[0]
        for next in arguments.dropFirst() {
            let operation: ComparisonOperator = isGreatest ? .greater : .less
            let wins = bits(operation, next, best)
            let nextValid = Bitmap.notNull(next, count)
            let bestValid = Bitmap.notNull(best, count)
            let takesNext = wins.or(bestValid.not()).and(nextValid)
            best = Vector.select(takesNext, next, best, count)
        }
        return best.isConstant ? Vector(best.expanded(count)) : best
    }
}

extension Vector {
    /// Rows of `first` where the bit is set, of `second` elsewhere.
    static func select(_ mask: Bitmap, _ first: Vector, _ second: Vector, _ count: Int) -> Vector {
        let both = ColumnArray.concatenate([first.array, second.array])
        let offset = first.array.count
        let indices = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count {
                output.append(
                    mask[row]
                        ? Int32(first.isConstant ? 0 : row)
                        : Int32(offset + (second.isConstant ? 0 : row)))
            }
        }
        return Vector(both.take(indices))
    }
}
