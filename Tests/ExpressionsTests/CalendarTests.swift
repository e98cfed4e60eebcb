import Columnar
import Testing

@testable import Expressions

/// The calendar against a walk that counts days one by one.
@Suite struct CalendarTests {
    @Test("every day from year 1 to 2400 has its date, weekday and day of the year")
    func walk() {
        var (year, month, day, dayOfYear) = (1, 1, 1, 1)
        // 0001-01-01 was a Monday, 719162 days before 1970.
        var weekday = 0
        var wrong: [Int] = []
        for days in -719_162..<157_000 {
            let civil = CivilDate(daysSinceEpoch: days)
            if civil != CivilDate(year: year, month: month, day: day)
                || CivilDate.days(year: year, month: month, day: day) != days
                || Calendar.weekday(days) != weekday || Calendar.dayOfYear(days) != dayOfYear
            {
                wrong.append(days)
            }
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            dayOfYear += 1
            weekday = (weekday + 1) % 7
            if day > lengths[month - 1] {
                (day, month) = (1, month + 1)
                if month > 12 { (year, month, dayOfYear) = (year + 1, 1, 1) }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("ISO weeks at the turn of years")
    func weeks() {
        // Python: datetime.date(y, m, d).isocalendar()
        let table: [((Int, Int, Int), (Int, Int))] = [
            ((2020, 12, 31), (2020, 53)), ((2021, 1, 3), (2020, 53)), ((2021, 1, 4), (2021, 1)),
            ((2024, 12, 30), (2025, 1)), ((2026, 12, 31), (2026, 53)), ((2027, 1, 1), (2026, 53)),
            ((1969, 12, 29), (1970, 1)), ((2000, 1, 1), (1999, 52)), ((2005, 1, 1), (2004, 53)),
        ]
        for (date, week) in table {
            let days = CivilDate.days(year: date.0, month: date.1, day: date.2)
            let found = Calendar.week(days)
            #expect(found.year == week.0 && found.week == week.1, "\(date)")
        }
    }

    @Test("dates far away do not trap")
    func extremes() {
        for days in [Int(Int32.min), Int(Int32.max), -719_163] {
            let civil = CivilDate(daysSinceEpoch: days)
            #expect(CivilDate.days(year: civil.year, month: civil.month, day: civil.day) == days)
        }
        #expect(CivilDate(daysSinceEpoch: -719_163) == CivilDate(year: 0, month: 12, day: 31))
    }
}
