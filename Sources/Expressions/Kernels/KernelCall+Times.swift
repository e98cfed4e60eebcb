import Columnar

extension KernelCall {
    func timeFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .dateAdd, .dateSubtract: return try movedDays(isBack: function == .dateSubtract)
        case .addMonths: return try movedMonths()
        case .addInterval: return try addInterval()
        case .lastDay:
            return days { date, _ in
                let civil = CivilDate(daysSinceEpoch: date)
                return date + CivilDate.daysInMonth(civil.year, civil.month) - civil.day
            }
        case .extract: return try extracted()
        case .truncateTimestamp, .truncateDate: return truncated()
        case .dateDifference: return differences()
        case .unixSeconds: return times(.int64) { $0.floorDivided(by: 1_000_000) }
        case .unixMilliseconds: return times(.int64) { $0.floorDivided(by: 1_000) }
        case .unixMicroseconds: return Vector(arguments[0].array.retyped(.int64))
        case .timestampFromMicroseconds: return Vector(arguments[0].array.retyped(.timestamp))
        case .timestampFromMilliseconds: return try scaledTime(1_000)
        case .timestampFromSeconds:
            return try KernelCall(
                type: .timestamp, arguments: arguments, count: count, context: context,
                isLenient: false
            ).cast(isTry: false)
        case .unixDate: return Vector(arguments[0].array.retyped(.int32))
        case .dateFromUnixDate: return Vector(arguments[0].array.retyped(.date))
        case .makeDate: return try madeDates()
        default: return try patternFunction(function)
        }
    }

    private func number(_ argument: Int) -> Operand<Int32> {
        Operand(
            arguments[argument].array.storage.int32 ?? TypedBuffer([0]),
            isConstant: arguments[argument].isConstant)
    }

    private func micros(_ argument: Int) -> Operand<Int64> {
        Operand(
            arguments[argument].array.storage.int64 ?? TypedBuffer([0]),
            isConstant: arguments[argument].isConstant)
    }

    /// A day from each day and the number beside it, if there is one.
    private func days(_ body: (Int, Int) -> Int) -> Vector {
        let dates = number(0)
        let others = arguments.count > 1 ? number(1) : Operand(TypedBuffer([0]), isConstant: true)
        let values = mapPairs(dates, others, count: count) { date, other in
            Int32(truncatingIfNeeded: body(Int(date), Int(other)))
        }
        return finished(.int32(values), validity)
    }

    private func movedDays(isBack: Bool) throws(ExpressionError) -> Vector {
        let dates = number(0)
        let counts = number(1)
        let nulls = try settleDays { row in
            let count = Int(counts.buffer[row * counts.step])
            return Int(dates.buffer[row * dates.step]) + (isBack ? -count : count)
        }
        return days { isBack ? $0 - $1 : $0 + $1 }.withValidity(nulls)
    }

    private func movedMonths() throws(ExpressionError) -> Vector {
        let dates = number(0)
        let counts = number(1)
        let nulls = try settleDays { row in
            Calendar.adding(
                months: Int(counts.buffer[row * counts.step]),
                to: Int(dates.buffer[row * dates.step]))
        }
        return days { Calendar.adding(months: $1, to: $0) ?? 0 }.withValidity(nulls)
    }

    private func settleDays(_ day: (Int) -> Int?) throws(ExpressionError) -> Bitmap? {
        try settle(validity, .numericOverflow, RowMessage { _ in "the date is out of range" }) {
            row in
            day(row).map { Int32(exactly: $0) == nil } ?? true
        }
    }

    /// Months, days and microseconds added to a date or a timestamp.
    private func addInterval() throws(ExpressionError) -> Vector {
        let months = Int(number(1).buffer[0])
        let days = Int(number(2).buffer[0])
        let microseconds = micros(3).buffer[0]
        if type == .date {
            let dates = number(0)
            func moved(_ day: Int) -> Int? {
                (months == 0 ? day : Calendar.adding(months: months, to: day)).map { $0 + days }
            }
            let nulls = try settleDays { moved(Int(dates.buffer[$0 * dates.step])) }
            let values = mapValues(dates.buffer) { Int32(truncatingIfNeeded: moved(Int($0)) ?? 0) }
            return finished(.int32(values), nulls)
        }
        let times = micros(0)
        func moved(_ time: Int64) -> Int64? {
            var result = time
            if months != 0 {
                let (day, rest) = Calendar.split(time)
                guard let date = Calendar.adding(months: months, to: day),
                    let midnight = Calendar.microseconds(days: date)
                else { return nil }
                result = midnight &+ rest
            }
            let (shift, first) = Int64(days).multipliedReportingOverflow(
                by: Calendar.microsecondsPerDay)
            let (shifted, second) = result.addingReportingOverflow(shift)
            let (sum, third) = shifted.addingReportingOverflow(microseconds)
            return first || second || third ? nil : sum
        }
        let nulls = try settle(
            validity, .numericOverflow, RowMessage { _ in "the timestamp is out of range" }
        ) { moved(times.buffer[$0 * times.step]) == nil }
        return finished(.int64(mapValues(times.buffer) { moved($0) ?? 0 }), nulls)
    }

    private func times(_ type: DataType, _ body: (Int) -> Int) -> Vector {
        let source = micros(0)
        return finished(.int64(mapValues(source.buffer) { Int64(body(Int($0))) }), validity)
    }

    private func scaledTime(_ factor: Int64) throws(ExpressionError) -> Vector {
        let source = micros(0)
        let nulls = try settle(
            validity, .numericOverflow,
            RowMessage { rangeMessage("\(source.buffer[$0 * source.step])") }
        ) { source.buffer[$0 * source.step].multipliedReportingOverflow(by: factor).overflow }
        return finished(.int64(mapValues(source.buffer) { $0 &* factor }), nulls)
    }

    private func madeDates() throws(ExpressionError) -> Vector {
        let years = number(0)
        let months = number(1)
        let dayNumbers = number(2)
        func made(_ row: Int) -> Int32? {
            Calendar.checkedDays(
                year: Int(years.buffer[row * years.step]),
                month: Int(months.buffer[row * months.step]),
                day: Int(dayNumbers.buffer[row * dayNumbers.step]))
        }
        let nulls = try settle(
            validity, .invalidArgument, RowMessage { _ in "there is no such date" }
        ) { made($0) == nil }
        let values = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count { output.append(made(row) ?? 0) }
        }
        return finished(.int32(values), nulls)
    }

    // MARK: Fields

    private func extracted() throws(ExpressionError) -> Vector {
        guard case .string(let name) = arguments[0].constant else {
            return Vector(constant: .null, type)
        }
        let body = Self.field(name)
        let values: TypedBuffer<Int32>
        switch arguments[1].array.storage {
        case .int32(let days):
            values = mapValues(days) { Int32(truncatingIfNeeded: body(Int($0), 0)) }
        case .int64(let times):
            if let decimal = type.decimalType {
                let seconds = mapValues(times) { Calendar.split($0).time % 60_000_000 }
                return finished(
                    Self.storage(mapValues(seconds) { Int128($0) }, decimal), validity)
            }
            values = mapValues(times) {
                let (day, time) = Calendar.split($0)
                return Int32(truncatingIfNeeded: body(day, Int(time)))
            }
        default: return Vector(constant: .null, type)
        }
        return finished(.int32(values), validity)
    }

    /// A field of a day and the microseconds since its midnight.
    private static func field(_ name: String) -> (Int, Int) -> Int {
        switch name {
        case "weekday": return { day, _ in Calendar.weekday(day) }
        case "wholesecond": return { _, time in time / 1_000_000 % 60 }
        default: break
        }
        switch DateTimeUnit(name: name) {
        case .year: return { day, _ in CivilDate(daysSinceEpoch: day).year }
        case .quarter: return { day, _ in (CivilDate(daysSinceEpoch: day).month - 1) / 3 + 1 }
        case .month: return { day, _ in CivilDate(daysSinceEpoch: day).month }
        case .week: return { day, _ in Calendar.week(day).week }
        case .day: return { day, _ in CivilDate(daysSinceEpoch: day).day }
        case .dayOfWeek: return { day, _ in (Calendar.weekday(day) + 1) % 7 + 1 }
        case .dayOfWeekISO: return { day, _ in Calendar.weekday(day) + 1 }
        case .dayOfYear: return { day, _ in Calendar.dayOfYear(day) }
        case .hour: return { _, time in time / 3_600_000_000 }
        case .minute: return { _, time in time / 60_000_000 % 60 }
        case .second: return { _, time in time / 1_000_000 % 60 }
        case .millisecond: return { _, time in time / 1_000 % 60_000 }
        case .microsecond, nil: return { _, time in time % 60_000_000 }
        }
    }

    // MARK: Truncation and differences

    private func truncated() -> Vector {
        guard case .string(let name) = arguments[0].constant, let unit = DateTimeUnit(name: name)
        else { return Vector(constant: .null, type) }
        if let days = arguments[1].array.storage.int32 {
            let values = mapValues(days) {
                Int32(truncatingIfNeeded: Self.start(of: unit, Int($0)))
            }
            return finished(.int32(values), validity)
        }
        guard let times = arguments[1].array.storage.int64 else {
            return Vector(constant: .null, type)
        }
        if let size = unit.microseconds {
            let values = mapValues(times) { time in
                let rest = time % size
                return time &- (rest < 0 ? rest + size : rest)
            }
            return finished(.int64(values), validity)
        }
        let values = mapValues(times) {
            Int64(Self.start(of: unit, Calendar.split($0).days)) &* Calendar.microsecondsPerDay
        }
        return finished(.int64(values), validity)
    }

    /// The first day of the year, quarter, month or week (from Monday) of a day.
    private static func start(of unit: DateTimeUnit, _ day: Int) -> Int {
        let civil = CivilDate(daysSinceEpoch: day)
        switch unit {
        case .year: return CivilDate.days(year: civil.year, month: 1, day: 1)
        case .quarter:
            return CivilDate.days(year: civil.year, month: (civil.month - 1) / 3 * 3 + 1, day: 1)
        case .month: return day - civil.day + 1
        case .week: return day - Calendar.weekday(day)
        default: return day
        }
    }

    /// From the second argument to the third, in whole units of the first.
    private func differences() -> Vector {
        guard case .string(let name) = arguments[0].constant, let unit = DateTimeUnit(name: name)
        else { return Vector(constant: .null, type) }
        if arguments[1].array.storage.int32 != nil {
            let values = mapPairs(number(1), number(2), count: count) { $1 &- $0 }
            return finished(.int32(values), validity)
        }
        let values = mapPairs(micros(1), micros(2), count: count) { start, end -> Int64 in
            if let size = unit.microseconds { return (end &- start) / size }
            switch unit {
            case .day: return (end &- start) / Calendar.microsecondsPerDay
            case .week: return (end &- start) / Calendar.microsecondsPerDay / 7
            default:
                let months = Self.months(from: start, to: end)
                return Int64(unit == .year ? months / 12 : unit == .quarter ? months / 3 : months)
            }
        }
        return finished(.int64(values), validity)
    }

    /// Whole months between two timestamps.
    private static func months(from start: Int64, to end: Int64) -> Int {
        let first = Calendar.split(start)
        let last = Calendar.split(end)
        let (a, b) = (CivilDate(daysSinceEpoch: first.days), CivilDate(daysSinceEpoch: last.days))
        let months = (b.year - a.year) * 12 + b.month - a.month
        let isShort = (b.day, last.time) < (a.day, first.time)
        let isLong = (b.day, last.time) > (a.day, first.time)
        if months > 0, isShort { return months - 1 }
        return months < 0 && isLong ? months + 1 : months
    }
}

extension Vector {
    func withValidity(_ validity: Bitmap?) -> Vector {
        isConstant ? self : Vector(array.withValidity(validity))
    }
}
