// The proleptic Gregorian calendar on plain integers (the algorithms of Howard Hinnant's
// "chrono-Compatible Low-Level Date Algorithms").

/// A day of the calendar.
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int
}

enum Calendar {
    static let microsecondsPerDay: Int64 = 86_400_000_000
    /// The years that Spark's dates and ours hold as text.
    static let years = -999_999...999_999

    /// Days since 1970-01-01.
    @inline(__always)
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The calendar day `days` after 1970-01-01.
    @inline(__always)
    static func civil(_ days: Int) -> CivilDate {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return CivilDate(year: year, month: month, day: dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01, or nil where there is no such day.
    static func checkedDays(year: Int, month: Int, day: Int) -> Int32? {
        guard years.contains(year), (1...12).contains(month), day >= 1,
            day <= daysInMonth(year, month)
        else { return nil }
        return Int32(exactly: days(year: year, month: month, day: day))
    }

    /// 0 for Monday through 6 for Sunday.
    @inline(__always)
    static func weekday(_ days: Int) -> Int { floorModulo(days + 3, 7) }

    /// The day that a microsecond lies in, and the microseconds since its midnight.
    @inline(__always)
    static func split(_ microseconds: Int64) -> (days: Int, time: Int64) {
        var days = microseconds / microsecondsPerDay
        var time = microseconds % microsecondsPerDay
        if time < 0 {
            days -= 1
            time += microsecondsPerDay
        }
        return (Int(days), time)
    }

    /// Microseconds at midnight of a day; nil outside of 64 bits.
    static func microseconds(days: Int) -> Int64? {
        let (value, overflow) = Int64(days).multipliedReportingOverflow(by: microsecondsPerDay)
        return overflow ? nil : value
    }

    /// The day moved by months; a day that the month does not have becomes its last one.
    static func adding(months: Int, to days: Int) -> Int? {
        var date = civil(days)
        let total = date.year * 12 + (date.month - 1) + months
        date.year = floorDivide(total, 12)
        date.month = floorModulo(total, 12) + 1
        guard years.contains(date.year) else { return nil }
        date.day = Swift.min(date.day, daysInMonth(date.year, date.month))
        return self.days(year: date.year, month: date.month, day: date.day)
    }

    /// The ISO 8601 week of a day, 1 through 53, and the year that the week belongs to.
    static func week(_ days: Int) -> (year: Int, week: Int) {
        let thursday = days - weekday(days) + 3
        let year = civil(thursday).year
        return (year, (thursday - self.days(year: year, month: 1, day: 1)) / 7 + 1)
    }

    static func dayOfYear(_ days: Int) -> Int {
        days - self.days(year: civil(days).year, month: 1, day: 1) + 1
    }

    @inline(__always)
    static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    @inline(__always)
    static func floorModulo(_ value: Int, _ divisor: Int) -> Int {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
