// Arithmetic on days and microseconds, over the calendar of Columnar.

import Columnar

/// What dates and timestamps mean to functions: months, weeks, midnights.
enum Calendar {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Days since 1970-01-01, or nil where there is no such day.
    static func checkedDays(year: Int, month: Int, day: Int) -> Int32? {
        CivilDate(year: year, month: month, day: day).flatMap { Int32(exactly: $0.daysSinceEpoch) }
    }

    /// 0 for Monday through 6 for Sunday.
    @inline(__always)
    static func weekday(_ days: Int) -> Int { (days + 3).floorModulo(7) }

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
        var date = CivilDate(daysSinceEpoch: days)
        let total = date.year * 12 + (date.month - 1) + months
        date.year = total.floorDivided(by: 12)
        date.month = total.floorModulo(12) + 1
        guard CivilDate.years.contains(date.year) else { return nil }
        date.day = Swift.min(date.day, CivilDate.daysInMonth(date.year, date.month))
        return date.daysSinceEpoch
    }

    /// The ISO 8601 week of a day, 1 through 53, and the year that the week belongs to.
    static func week(_ days: Int) -> (year: Int, week: Int) {
        let thursday = days - weekday(days) + 3
        let year = CivilDate(daysSinceEpoch: thursday).year
        return (year, (thursday - CivilDate.days(year: year, month: 1, day: 1)) / 7 + 1)
    }

    static func dayOfYear(_ days: Int) -> Int {
        days - CivilDate.days(year: CivilDate(daysSinceEpoch: days).year, month: 1, day: 1) + 1
    }
}
