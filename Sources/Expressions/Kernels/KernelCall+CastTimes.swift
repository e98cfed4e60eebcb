// Casts between dates, timestamps and numbers of seconds, and casts of nested types.

import Columnar

extension KernelCall {
    func castDateToTimestamp() throws(ExpressionError) -> Vector {
        guard let days = arguments[0].array.storage.int32 else {
            return Vector(constant: .null, type)
        }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { rangeMessage(DateText.text(days: days[$0])) }
        ) { Calendar.microseconds(days: Int(days[$0])) == nil }
        let values = mapValues(days) { Int64($0) &* Calendar.microsecondsPerDay }
        return finished(.int64(values), nulls)
    }

    /// A number of seconds since 1970, its decimals being parts of a second.
    func castNumberToTimestamp() throws(ExpressionError) -> Vector {
        let source = arguments[0]
        if source.type.isFloating {
            return try castFloatToTimestamp()
        }
        let scale = source.type.decimalType?.scale ?? 0
        let unscaled: TypedBuffer<Int128>
        switch source.array.storage {
        case .int8(let values): unscaled = mapValues(values) { Int128($0) }
        case .int16(let values): unscaled = mapValues(values) { Int128($0) }
        case .int32(let values): unscaled = mapValues(values) { Int128($0) }
        case .int64(let values): unscaled = mapValues(values) { Int128($0) }
        case .int128(let values): unscaled = values
        default: return Vector(constant: .null, type)
        }
        let divisor = DecimalMath.powers[scale]
        // Digits past the sixth are cut off.
        func convert(_ value: Int128) -> Int64? {
            let (micros, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
            return overflow ? nil : Int64(exactly: micros / divisor)
        }
        let nulls = try settle(
            validity, .numericOverflow,
            RowMessage { rangeMessage(DecimalMath.text(unscaled[$0], scale: scale)) }
        ) { convert(unscaled[$0]) == nil }
        return finished(.int64(mapValues(unscaled) { convert($0) ?? 0 }), nulls)
    }

    private func castFloatToTimestamp() throws(ExpressionError) -> Vector {
        let values: TypedBuffer<Double>
        switch arguments[0].array.storage {
        case .float32(let floats): values = mapValues(floats) { Double($0) }
        case .float64(let doubles): values = doubles
        default: return Vector(constant: .null, type)
        }
        func convert(_ value: Double) -> Int64? {
            let micros = value * 1_000_000
            return micros > -9.223372036854775e18 && micros < 9.223372036854775e18
                ? Int64(micros) : nil
        }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { rangeMessage(NumberText.text(values[$0])) }
        ) { convert(values[$0]) == nil }
        return finished(.int64(mapValues(values) { convert($0) ?? 0 }), nulls)
    }

    /// Seconds since 1970; integers are rounded down.
    func castTimestampToNumber() throws(ExpressionError) -> Vector {
        guard let values = arguments[0].array.storage.int64 else {
            return Vector(constant: .null, type)
        }
        if type.isFloating || type.decimalType != nil {
            let micros = TypeRules.bounded(20, 6)
            let decimal = ColumnArray(
                type: .decimal(micros), count: count, validity: arguments[0].array.validity,
                storage: .int128(mapValues(values) { Int128($0) }))
            return try KernelCall(
                type: type, arguments: [Vector(decimal)], count: count, context: context,
                isLenient: isLenient
            ).cast(isTry: isLenient)
        }
        let seconds = ColumnArray(
            int64: mapValues(values) { Int64(Int($0).floorDivided(by: 1_000_000)) },
            validity: arguments[0].array.validity)
        if type == .int64 { return Vector(seconds) }
        return try KernelCall(
            type: type, arguments: [Vector(seconds)], count: count, context: context,
            isLenient: isLenient
        ).cast(isTry: isLenient)
    }

    // MARK: Nested types

    func castNested(
        _ array: ColumnArray, to target: DataType, isTry: Bool
    ) throws(ExpressionError) -> ColumnArray {
        let source = array.flattened()
        if source.type == target { return source }
        switch (source.storage, target) {
        case (.struct(let columns), .struct(let fields)):
            var cast: [ColumnArray] = []
            for (column, field) in zip(columns, fields) {
                cast.append(try castInner(column, to: field.type, isTry: isTry, rows: nil))
            }
            return ColumnArray(
                type: target, count: source.count, validity: source.validity,
                storage: .struct(cast))
        case (.list(let offsets, let child), .list(let element)):
            let inner = try castInner(child, to: element.type, isTry: isTry, rows: offsets)
            return ColumnArray(
                type: target, count: source.count, validity: source.validity,
                storage: .list(offsets: offsets, child: inner))
        case (.list(let offsets, let child), .map(let key, let value)):
            let inner = try castInner(
                child, to: .struct([key, value]), isTry: isTry, rows: offsets)
            return ColumnArray(
                type: target, count: source.count, validity: source.validity,
                storage: .list(offsets: offsets, child: inner))
        default:
            return ColumnArray(nulls: source.count, type: target)
        }
    }

    /// Casts the values inside of rows; an error inside is an error of its row.
    private func castInner(
        _ child: ColumnArray, to target: DataType, isTry: Bool, rows: TypedBuffer<Int32>?
    ) throws(ExpressionError) -> ColumnArray {
        if child.type == target { return child }
        let collector = Evaluation(collects: true)
        let batch = RecordBatch(
            schema: Schema([Field("value", child.type)]), columns: [child], count: child.count)
        let inner = KernelContext(collector, Scope(batch), nil)
        let call = KernelCall(
            type: target, arguments: [Vector(child.flattened())], count: child.count,
            context: inner, isLenient: isTry)
        let result = try call.cast(isTry: isTry).expanded(child.count).flattened()
        for place in inner.failed {
            let row = rows.map { Self.row(of: place, $0) } ?? place
            guard row < count, let error = collector.errors[place] else { continue }
            try context.fail(row, error.code, error.message)
        }
        return inner.failed.isEmpty ? result : result.clearing(inner.failed)
    }

    /// The list that holds element `place`.
    private static func row(of place: Int, _ offsets: TypedBuffer<Int32>) -> Int {
        var low = 0
        var high = offsets.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if Int(offsets[middle]) <= place { low = middle } else { high = middle }
        }
        return low
    }
}
