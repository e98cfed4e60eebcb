// CAST between types (Spark SQL reference, *ANSI Compliance*, section "Cast"). A value that the
// target cannot hold is an error, or null for TRY_CAST and outside of ANSI mode.

import Columnar

extension KernelCall {
    func cast(isTry: Bool) throws(ExpressionError) -> Vector {
        let source = arguments[0]
        let call = KernelCall(
            type: type, arguments: arguments, count: count, context: context, isLenient: isTry)
        if source.type == .null { return Vector(constant: .null, type) }
        switch (source.type, type) {
        case (_, .string): return call.castToText()
        case (.string, _): return try call.castFromText()
        case (.date, .timestamp), (.date, .timestampNTZ): return try call.castDateToTimestamp()
        case (.timestamp, .date), (.timestampNTZ, .date):
            guard let values = source.array.storage.int64 else { break }
            let days = mapValues(values) { Int32(truncatingIfNeeded: Calendar.split($0).days) }
            return finished(.int32(days), validity)
        case (.timestamp, .timestampNTZ), (.timestampNTZ, .timestamp):
            return Vector(source.array.retyped(type))
        case (.timestamp, _) where type.isNumeric: return try call.castTimestampToNumber()
        case (_, .timestamp) where source.type.isNumeric: return try call.castNumberToTimestamp()
        case (.boolean, _): return call.castFromBoolean()
        case (_, .boolean): return call.castToBoolean()
        case (.list, .list), (.map, .map), (.struct, .struct):
            return Vector(try castNested(source.array, to: type, isTry: isTry))
        case (_, .decimal(let target)): return try call.castToDecimal(target)
        case (.decimal(let decimal), _): return try call.castFromDecimal(decimal)
        default: return try call.castNumber()
        }
        return Vector(constant: .null, type)
    }

    // MARK: Numbers

    private func castNumber() throws(ExpressionError) -> Vector {
        switch arguments[0].array.storage {
        case .int8(let values): return try castInteger(values)
        case .int16(let values): return try castInteger(values)
        case .int32(let values): return try castInteger(values)
        case .int64(let values): return try castInteger(values)
        case .float32(let values): return try castFloat(mapValues(values) { Double($0) })
        case .float64(let values): return try castFloat(values)
        default: return Vector(constant: .null, type)
        }
    }

    @inline(__always)
    private func castInteger<T: Plain & FixedWidthInteger & SignedInteger>(
        _ values: TypedBuffer<T>
    ) throws(ExpressionError) -> Vector {
        switch type {
        case .int8:
            let nulls = try fitting(values, Int8.self)
            return finished(.int8(mapValues(values) { Int8(truncatingIfNeeded: $0) }), nulls)
        case .int16:
            let nulls = try fitting(values, Int16.self)
            return finished(.int16(mapValues(values) { Int16(truncatingIfNeeded: $0) }), nulls)
        case .int32:
            let nulls = try fitting(values, Int32.self)
            return finished(.int32(mapValues(values) { Int32(truncatingIfNeeded: $0) }), nulls)
        case .int64:
            return finished(.int64(mapValues(values) { Int64(truncatingIfNeeded: $0) }), validity)
        case .float32: return finished(.float32(mapValues(values) { Float($0) }), validity)
        case .float64: return finished(.float64(mapValues(values) { Double($0) }), validity)
        default: return Vector(constant: .null, type)
        }
    }

    @inline(__always)
    private func fitting<T: Plain & FixedWidthInteger, U: FixedWidthInteger>(
        _ values: TypedBuffer<T>, _ target: U.Type
    ) throws(ExpressionError) -> Bitmap? {
        if T.bitWidth <= U.bitWidth { return validity }
        return try settle(validity, .numericOverflow, RowMessage { rangeMessage("\(values[$0])") })
        {
            values[$0] > T(truncatingIfNeeded: U.max) || values[$0] < T(truncatingIfNeeded: U.min)
        }
    }

    func rangeMessage(_ value: String) -> String {
        "\(value) is not within the range of \(type)"
    }

    /// Floats lose their decimals; what lies outside of the range, and NaN, is an error.
    private func castFloat(_ values: TypedBuffer<Double>) throws(ExpressionError) -> Vector {
        if type == .float64 { return finished(.float64(values), validity) }
        if type == .float32 {
            return finished(.float32(mapValues(values) { Float($0) }), validity)
        }
        let (low, high): (Double, Double) =
            switch type {
            case .int8: (-129, 128)
            case .int16: (-32_769, 32_768)
            case .int32: (-2_147_483_649, 2_147_483_648)
            default: (-9_223_372_036_854_777_856, 9_223_372_036_854_775_808)
            }
        let isFit = { (value: Double) in value > low && value < high }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { rangeMessage(NumberText.text(values[$0])) }
        ) { !isFit(values[$0]) }
        switch type {
        case .int8: return finished(.int8(mapValues(values) { isFit($0) ? Int8($0) : 0 }), nulls)
        case .int16:
            return finished(.int16(mapValues(values) { isFit($0) ? Int16($0) : 0 }), nulls)
        case .int32:
            return finished(.int32(mapValues(values) { isFit($0) ? Int32($0) : 0 }), nulls)
        case .int64:
            return finished(.int64(mapValues(values) { isFit($0) ? Int64($0) : 0 }), nulls)
        default: return Vector(constant: .null, type)
        }
    }

    // MARK: Booleans

    private func castFromBoolean() -> Vector {
        guard case .boolean(let bits) = arguments[0].array.storage else {
            return Vector(constant: .null, type)
        }
        let flags = TypedBuffer<Int8>(capacity: count) { output in
            for row in 0..<count { output.append(bits[row] ? 1 : 0) }
        }
        switch type {
        case .int8: return finished(.int8(flags), validity)
        case .int16: return finished(.int16(mapValues(flags) { Int16($0) }), validity)
        case .int32: return finished(.int32(mapValues(flags) { Int32($0) }), validity)
        case .int64: return finished(.int64(mapValues(flags) { Int64($0) }), validity)
        case .float32: return finished(.float32(mapValues(flags) { Float($0) }), validity)
        case .float64: return finished(.float64(mapValues(flags) { Double($0) }), validity)
        case .decimal(let target) where target.scale < target.precision:
            let one = DecimalMath.powers[target.scale]
            return finished(
                Self.storage(mapValues(flags) { $0 == 0 ? 0 : one }, target), validity)
        default: return Vector(constant: .null, type)
        }
    }

    private func castToBoolean() -> Vector {
        let zero: Bitmap
        switch arguments[0].array.storage {
        case .int8(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .int16(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .int32(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .int64(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .int128(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .float32(let values): zero = makeBits(count: count) { values[$0] == 0 }
        case .float64(let values): zero = makeBits(count: count) { values[$0] == 0 }
        default: return Vector(constant: .null, .boolean)
        }
        return Vector(ColumnArray(boolean: zero.not(), validity: validity))
    }

    // MARK: Decimals

    private func castToDecimal(_ target: DecimalType) throws(ExpressionError) -> Vector {
        let source = arguments[0]
        let scale = source.type.decimalType?.scale ?? 0
        let unscaled: TypedBuffer<Int128>
        switch source.array.storage {
        case .int8(let values): unscaled = mapValues(values) { Int128($0) }
        case .int16(let values): unscaled = mapValues(values) { Int128($0) }
        case .int32(let values): unscaled = mapValues(values) { Int128($0) }
        case .int64(let values): unscaled = mapValues(values) { Int128($0) }
        case .int128(let values): unscaled = values
        case .float32(let values):
            return try castFloatToDecimal(values, target) { "\($0)" }
        case .float64(let values):
            return try castFloatToDecimal(values, target) { "\($0)" }
        default: return Vector(constant: .null, type)
        }
        func convert(_ value: Int128) -> Int128? {
            guard let result = DecimalMath.rescale(value, from: scale, to: target.scale),
                DecimalMath.fits(result, target.precision)
            else { return nil }
            return result
        }
        var anyMissing = false
        let values = mapValues(unscaled) { value -> Int128 in
            if let result = convert(value) { return result }
            anyMissing = true
            return 0
        }
        guard anyMissing else { return finished(Self.storage(values, target), validity) }
        let nulls = try settle(
            validity, .numericOverflow,
            RowMessage { rangeMessage(DecimalMath.text(unscaled[$0], scale: scale)) }
        ) { convert(unscaled[$0]) == nil }
        return finished(Self.storage(values, target), nulls)
    }

    /// A float becomes the decimal that its shortest text names, as in Spark.
    private func castFloatToDecimal<T: Plain>(
        _ values: TypedBuffer<T>, _ target: DecimalType, _ text: @escaping (T) -> String
    ) throws(ExpressionError) -> Vector {
        var result: [Int128?] = []
        result.reserveCapacity(count)
        for row in 0..<count {
            let parsed = DecimalText.parse(Array(text(values[row]).utf8).span)
            let value = parsed?.rescaled(to: target.scale)
            result.append(value.flatMap { DecimalMath.fits($0, target.precision) ? $0 : nil })
        }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { rangeMessage(text(values[$0])) }
        ) { result[$0] == nil }
        return finished(Self.storage(TypedBuffer(result.map { $0 ?? 0 }), target), nulls)
    }

    private func castFromDecimal(_ source: DecimalType) throws(ExpressionError) -> Vector {
        let unscaled = arguments[0].decimals.buffer
        if type == .float64 || type == .float32 {
            let doubles = mapValues(unscaled) { DecimalMath.double($0, scale: source.scale) }
            return type == .float64
                ? finished(.float64(doubles), validity)
                : finished(.float32(mapValues(doubles) { Float($0) }), validity)
        }
        let divisor = DecimalMath.powers[source.scale]
        let whole = mapValues(unscaled) { $0 / divisor }
        let (low, high): (Int128, Int128) =
            switch type {
            case .int8: (Int128(Int8.min), Int128(Int8.max))
            case .int16: (Int128(Int16.min), Int128(Int16.max))
            case .int32: (Int128(Int32.min), Int128(Int32.max))
            default: (Int128(Int64.min), Int128(Int64.max))
            }
        let nulls = try settle(
            validity, .numericOverflow,
            RowMessage { rangeMessage(DecimalMath.text(unscaled[$0], scale: source.scale)) }
        ) { whole[$0] < low || whole[$0] > high }
        switch type {
        case .int8: return finished(.int8(mapValues(whole) { Int8(truncatingIfNeeded: $0) }), nulls)
        case .int16:
            return finished(.int16(mapValues(whole) { Int16(truncatingIfNeeded: $0) }), nulls)
        case .int32:
            return finished(.int32(mapValues(whole) { Int32(truncatingIfNeeded: $0) }), nulls)
        case .int64:
            return finished(.int64(mapValues(whole) { Int64(truncatingIfNeeded: $0) }), nulls)
        default: return Vector(constant: .null, type)
        }
    }
}
