import Columnar

extension KernelCall {
    /// Functions that read or write dates and times by a pattern.
    func patternFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .parseDate, .parseTimestamp:
            return try parsedByPattern(isDate: function == .parseDate)
        case .formatDate: return try formatted(arguments[0], pattern: arguments[1])
        case .fromUnixTime: return try fromUnixTime()
        default: return nil
        }
    }

    private func parsedByPattern(isDate: Bool) throws(ExpressionError) -> Vector {
        guard let views = arguments[0].array.storage.views,
            case .string(let text) = arguments[1].constant
        else { return Vector(constant: .null, type) }
        let pattern = try DateTimePattern(text)
        let step = arguments[0].isConstant ? 0 : 1
        var days: [Int32] = []
        var times: [Int64] = []
        var bad: [Int] = []
        let nulls = validity
        for row in 0..<count {
            var time: Int64 = 0
            if isValid(nulls, row) {
                let bytes = views.bytes(at: row * step)
                if let value = pattern.parse(Span<UInt8>(_bytes: bytes)) {
                    time = value
                } else {
                    bad.append(row)
                }
            }
            if isDate {
                days.append(Int32(truncatingIfNeeded: Calendar.split(time).days))
            } else {
                times.append(time)
            }
        }
        if arguments[2].constant != .boolean(true) {
            for row in bad {
                try context.fail(
                    row, .invalidCast,
                    "'\(views.string(at: row * step).prefix(100))' does not fit the pattern "
                        + "'\(text)'")
            }
        }
        let storage: ColumnArray.Storage =
            isDate ? .int32(TypedBuffer(days)) : .int64(TypedBuffer(times))
        let result = ColumnArray(type: type, count: count, validity: nulls, storage: storage)
        return Vector(bad.isEmpty ? result : result.clearing(bad))
    }

    private func formatted(
        _ times: Vector, pattern: Vector
    ) throws(ExpressionError) -> Vector {
        guard let values = times.array.storage.int64 else { return Vector(constant: .null, type) }
        let step = times.isConstant ? 0 : 1
        guard case .string(let text) = pattern.constant else {
            throw ExpressionError(.unsupported, "a date pattern that is not a constant")
        }
        let pattern = try DateTimePattern(text)
        return texts(validity) { row, output in
            pattern.append(values[row * step], to: &output)
        }
    }

    private func fromUnixTime() throws(ExpressionError) -> Vector {
        guard let seconds = arguments[0].array.storage.int64 else {
            return Vector(constant: .null, type)
        }
        let step = arguments[0].isConstant ? 0 : 1
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { rangeMessage("\(seconds[$0 * step])") }
        ) { seconds[$0 * step].multipliedReportingOverflow(by: 1_000_000).overflow }
        let times = ColumnArray(
            int64: mapValues(seconds) { $0 &* 1_000_000 }, type: .timestamp)
        let vector = arguments[0].isConstant ? Vector(constant: times) : Vector(times)
        let pattern =
            arguments.count > 1
            ? arguments[1] : Vector(constant: .string("yyyy-MM-dd HH:mm:ss"), .string)
        return try formatted(vector, pattern: pattern).withValidity(nulls)
    }
}
