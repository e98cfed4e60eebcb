import Columnar

extension Binder {
    /// Functions on dates and times whose arguments vary.
    func timeFunction(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression? {
        if let unit = Self.fields[call.name] {
            guard arguments.count == 1 else { throw wrongCount(call.name, "1", arguments) }
            return try extract(unit, arguments[0])
        }
        switch call.name {
        case "extract", "date_part", "datepart":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            return try extract(unitName(arguments[0], call), arguments[1])
        case "date_trunc":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            _ = try unit(arguments[0], call)
            let operand = try argument(arguments[1], as: .timestamp, of: call.name)
            return callNode(.truncateTimestamp, [arguments[0], operand], .timestamp)
        case "trunc":
            guard arguments.count == 2 else { throw wrongCount(call.name, "2", arguments) }
            _ = try unit(arguments[1], call)
            let operand = try argument(arguments[0], as: .date, of: call.name)
            return callNode(.truncateDate, [arguments[1], operand], .date)
        case "to_date", "to_timestamp", "try_to_timestamp", "try_to_date":
            return try parse(call, arguments)
        case "date_format", "from_unixtime":
            if arguments.count == 2 {
                try checkPattern(try argument(arguments[1], as: .string, of: call.name), call)
            }
            return nil
        case "unix_timestamp", "to_unix_timestamp":
            return try unixTimestamp(call, arguments)
        case "datediff", "date_diff", "timestampdiff":
            return try difference(call, arguments)
        case "dateadd", "timestampadd", "date_add":
            guard arguments.count == 3 else {
                return arguments.count == 2 ? try function(.dateAdd, arguments) : nil
            }
            return try addUnits(call, arguments)
        default: return nil
        }
    }

    private static let fields: [String: String] = [
        "year": "year", "quarter": "quarter", "month": "month", "day": "day",
        "dayofmonth": "day", "dayofweek": "dayofweek", "weekday": "weekday",
        "dayofyear": "dayofyear", "weekofyear": "week", "hour": "hour", "minute": "minute",
        "second": "wholesecond",
    ]

    private func unitName(
        _ bound: BoundExpression, _ call: FunctionCall
    ) throws(ExpressionError) -> String {
        guard case .string(let name) = bound.literalValue else {
            throw ExpressionError(
                .invalidArgument, "\(call.name) takes a constant unit such as 'DAY'",
                position: call.position)
        }
        return name.lowercased()
    }

    private func unit(
        _ bound: BoundExpression, _ call: FunctionCall
    ) throws(ExpressionError) -> DateTimeUnit {
        let name = try unitName(bound, call)
        guard let unit = DateTimeUnit(name: name) else {
            throw ExpressionError(
                .invalidArgument, "\(call.name) does not know the unit \(name)",
                position: call.position)
        }
        return unit
    }

    private func extract(
        _ name: String, _ operand: BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        let special = name == "weekday" || name == "wholesecond"
        guard special || DateTimeUnit(name: name) != nil else {
            throw ExpressionError(
                .invalidArgument, "\(name) is no field of a date or time",
                position: operand.position)
        }
        let isClock =
            ["wholesecond"].contains(name)
            || [.hour, .minute, .second].contains(DateTimeUnit(name: name) ?? .day)
        let argument: BoundExpression
        if operand.type.isDateOrTimestamp, !(isClock && operand.type == .date) {
            argument = operand
        } else {
            argument = try self.argument(
                operand, as: isClock ? .timestamp : .date, of: "extract")
        }
        let literal = BoundExpression(literal: .string(name), .string)
        // A second of EXTRACT has decimals; second() has none.
        if !special, DateTimeUnit(name: name) == .second {
            return callNode(.extract, [literal, argument], .decimal(TypeRules.bounded(8, 6)))
        }
        return callNode(.extract, [literal, argument], .int32)
    }

    private func parse(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        let isDate = call.name.hasSuffix("date")
        let type: DataType = isDate ? .date : .timestamp
        let isTry = call.name.hasPrefix("try_")
        guard (1...2).contains(arguments.count) else {
            throw wrongCount(call.name, "1 to 2", arguments)
        }
        if arguments.count == 1 || arguments[0].type != .string && arguments[0].type != .null {
            return try cast(arguments[0], to: type, isTry ? .try : .standard)
        }
        let pattern = try argument(arguments[1], as: .string, of: call.name)
        try checkPattern(pattern, call)
        let failure: Failure = isTry ? .never : .ansi
        return callNode(
            isDate ? .parseDate : .parseTimestamp,
            [
                try cast(arguments[0], to: .string), pattern,
                BoundExpression(literal: .boolean(isTry || !session.ansi), .boolean),
            ], type, failure: failure, makesNulls: isTry)
    }

    private func checkPattern(
        _ bound: BoundExpression, _ call: FunctionCall
    ) throws(ExpressionError) {
        guard case .string(let text) = bound.literalValue else {
            throw ExpressionError(
                .unsupported, "\(call.name) with a pattern that is not a constant",
                position: call.position)
        }
        _ = try DateTimePattern(text)
    }

    private func unixTimestamp(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        if arguments.isEmpty {
            guard let now = try sessionLiteral("now", call.position) else {
                throw wrongCount(call.name, "1 to 2", arguments)
            }
            return try function(.unixSeconds, [now])
        }
        guard arguments.count <= 2 else { throw wrongCount(call.name, "0 to 2", arguments) }
        if arguments[0].type == .string {
            let pattern =
                arguments.count == 2
                ? arguments[1]
                : BoundExpression(literal: .string("yyyy-MM-dd HH:mm:ss"), .string)
            let parsed = try parse(
                FunctionCall("to_timestamp", call.arguments, position: call.position),
                [arguments[0], pattern])
            return try function(.unixSeconds, [parsed])
        }
        return try function(.unixSeconds, [arguments[0]])
    }

    /// `datediff(end, start)` in days, or `datediff(unit, start, end)` in whole units.
    private func difference(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        if arguments.count == 2 {
            let day = BoundExpression(literal: .string("day"), .string)
            return callNode(
                .dateDifference,
                [
                    day, try argument(arguments[1], as: .date, of: call.name),
                    try argument(arguments[0], as: .date, of: call.name),
                ], .int32)
        }
        guard arguments.count == 3 else { throw wrongCount(call.name, "2 to 3", arguments) }
        _ = try unit(arguments[0], call)
        return callNode(
            .dateDifference,
            [
                arguments[0], try argument(arguments[1], as: .timestamp, of: call.name),
                try argument(arguments[2], as: .timestamp, of: call.name),
            ], .int64)
    }

    /// `dateadd(unit, count, when)`: a timestamp, as in Spark.
    private func addUnits(
        _ call: FunctionCall, _ arguments: [BoundExpression]
    ) throws(ExpressionError) -> BoundExpression {
        let unit = try self.unit(arguments[0], call)
        guard let count = arguments[1].literalValue?.integer,
            let interval = Interval(parts: [("\(count)", unit.name)])
        else {
            throw ExpressionError(
                .unsupported, "\(call.name) with a count that is not a constant",
                position: call.position)
        }
        let operand = try argument(arguments[2], as: .timestamp, of: call.name)
        return callNode(
            .addInterval,
            [
                operand, BoundExpression(literal: .int32(interval.months), .int32),
                BoundExpression(literal: .int32(interval.days), .int32),
                BoundExpression(literal: .int64(interval.microseconds), .int64),
            ], .timestamp, failure: .always)
    }
}

extension DateTimeUnit {
    /// The unit's name in lower case and singular.
    var name: String {
        switch self {
        case .microsecond: "microsecond"
        case .millisecond: "millisecond"
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .quarter: "quarter"
        case .year: "year"
        case .dayOfWeek: "dayofweek"
        case .dayOfWeekISO: "dayofweek_iso"
        case .dayOfYear: "dayofyear"
        }
    }
}
