/// The units of intervals and of functions such as `date_trunc` and `extract`.
package enum DateTimeUnit: Hashable, Sendable, CaseIterable {
    case microsecond, millisecond, second, minute, hour, day, week, month, quarter, year
    case dayOfWeek, dayOfWeekISO, dayOfYear

    /// The unit with this name, in any case and in singular or plural.
    package init?(name: String) {
        switch name.lowercased() {
        case "microsecond", "microseconds": self = .microsecond
        case "millisecond", "milliseconds": self = .millisecond
        case "second", "seconds", "s", "sec", "secs": self = .second
        case "minute", "minutes", "min", "mins": self = .minute
        case "hour", "hours", "h", "hr", "hrs": self = .hour
        case "day", "days", "d", "dd": self = .day
        case "week", "weeks", "w": self = .week
        case "month", "months", "mon", "mons", "mm": self = .month
        case "quarter", "quarters", "qtr": self = .quarter
        case "year", "years", "y", "yr", "yrs", "yyyy", "yy": self = .year
        case "dayofweek", "dow": self = .dayOfWeek
        case "dayofweek_iso", "dow_iso": self = .dayOfWeekISO
        case "dayofyear", "doy": self = .dayOfYear
        default: return nil
        }
    }

    /// Microseconds of the unit, where it has a fixed length.
    var microseconds: Int64? {
        switch self {
        case .microsecond: 1
        case .millisecond: 1_000
        case .second: 1_000_000
        case .minute: 60_000_000
        case .hour: 3_600_000_000
        case .day, .week, .month, .quarter, .year, .dayOfWeek, .dayOfWeekISO, .dayOfYear: nil
        }
    }
}

extension Interval {
    /// The sum of numbers with units; nil for a unit or number that an interval cannot have.
    init?(parts: [(String, String)]) {
        var months: Int64 = 0
        var days: Int64 = 0
        var microseconds: Int64 = 0
        for (number, name) in parts {
            guard let unit = DateTimeUnit(name: name) else { return nil }
            let added: (Int64, Bool)
            if let size = unit.microseconds {
                guard let value = Self.scaled(number, by: size, wholeOnly: unit != .second) else {
                    return nil
                }
                added = microseconds.addingReportingOverflow(value)
                microseconds = added.0
            } else {
                guard let value = Int64(number), abs(value) <= Int64(Int32.max) else { return nil }
                switch unit {
                case .day: added = days.addingReportingOverflow(value)
                case .week: added = days.addingReportingOverflow(value * 7)
                case .month: added = months.addingReportingOverflow(value)
                case .quarter: added = months.addingReportingOverflow(value * 3)
                case .year: added = months.addingReportingOverflow(value * 12)
                default: return nil
                }
                if unit == .day || unit == .week { days = added.0 } else { months = added.0 }
            }
            guard !added.1 else { return nil }
        }
        guard let months = Int32(exactly: months), let days = Int32(exactly: days) else {
            return nil
        }
        self.init(months: months, days: days, microseconds: microseconds)
    }

    /// A number, perhaps with up to six decimals, times `size`.
    private static func scaled(_ number: String, by size: Int64, wholeOnly: Bool) -> Int64? {
        guard let parsed = DecimalText.parse(Array(number.utf8).span), parsed.scale <= 6,
            !wholeOnly || parsed.scale <= 0, let value = parsed.rescaled(to: 6)
        else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: Int128(size))
        return overflow ? nil : Int64(exactly: product / 1_000_000)
    }
}
