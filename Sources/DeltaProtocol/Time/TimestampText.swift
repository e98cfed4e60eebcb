// Timestamps as the log writes them in partition values and statistics: `YYYY-MM-DD HH:MM:SS`
// with an optional fraction, or ISO 8601 with `T` and a zone (PROTOCOL.md, *Partition Value
// Serialization*). Reading and writing stand here together.

import Columnar

/// The text forms of dates and timestamps; microseconds and days as `Columnar` holds them.
package enum TimestampText {
    package static let microsecondsPerDay: Int64 = 86_400_000_000

    // MARK: Writing

    /// `YYYY-MM-DD`.
    package static func date(days: Int32) -> String {
        CivilDate(daysSinceEpoch: Int(days)).description
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always six digits: the form that carries its zone.
    package static func utc(microseconds: Int64) -> String {
        let (date, time) = parts(microseconds)
        return "\(date)T\(time.clock).\(time.microseconds.zeroPadded(6))Z"
    }

    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`, the form of statistics; the value is already whole milliseconds.
    package static func utcMilliseconds(microseconds: Int64, zone: String) -> String {
        let (date, time) = parts(microseconds)
        return "\(date)T\(time.clock).\((time.microseconds / 1000).zeroPadded(3))\(zone)"
    }

    /// `YYYY-MM-DD HH:MM:SS`, with `.ffffff` where there is a fraction.
    package static func local(microseconds: Int64) -> String {
        let (date, time) = parts(microseconds)
        let fraction = time.microseconds == 0 ? "" : "." + time.microseconds.zeroPadded(6)
        return "\(date) \(time.clock)\(fraction)"
    }

    private static func parts(
        _ microseconds: Int64
    ) -> (date: CivilDate, time: (clock: String, microseconds: Int)) {
        var days = microseconds / microsecondsPerDay
        var rest = microseconds % microsecondsPerDay
        if rest < 0 {
            days -= 1
            rest += microsecondsPerDay
        }
        let seconds = Int(rest / 1_000_000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.zeroPadded(2) }
            .joined(separator: ":")
        return (CivilDate(daysSinceEpoch: Int(days)), (clock, Int(rest % 1_000_000)))
    }

    // MARK: Reading

    /// Days since the epoch of `YYYY-MM-DD`; nil for any other text.
    package static func days(of text: String) -> Int32? {
        var scanner = DigitScanner(text.utf8)
        guard let date = scanner.date(), scanner.isAtEnd else { return nil }
        return Int32(exactly: date.daysSinceEpoch)
    }

    /// Microseconds since the epoch, of any of the forms; a text without a zone is taken as UTC.
    ///
    /// Digits beyond microseconds are dropped (towards the past).
    package static func microseconds(of text: String) -> Int64? {
        var scanner = DigitScanner(text.utf8)
        guard let date = scanner.date() else { return nil }
        var total = Int64(date.daysSinceEpoch).multipliedReportingOverflow(by: microsecondsPerDay)
        guard !total.overflow else { return nil }
        if scanner.isAtEnd { return total.partialValue }
        guard scanner.take(" ") || scanner.take("T"), let time = scanner.timeOfDay(),
            let offset = scanner.zoneOffset(), scanner.isAtEnd
        else { return nil }
        total = total.partialValue.addingReportingOverflow(time)
        guard !total.overflow else { return nil }
        total = total.partialValue.subtractingReportingOverflow(offset)
        return total.overflow ? nil : total.partialValue
    }
}

/// Reads fixed fields of digits from a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// A run of `count` digits.
    mutating func digits(_ count: ClosedRange<Int>) -> (value: Int, count: Int)? {
        var value = 0
        var taken = 0
        while taken < count.upperBound, let byte = rest.first, byte >= 0x30, byte <= 0x39 {
            value = value * 10 + Int(byte - 0x30)
            taken += 1
            rest.removeFirst()
        }
        return count.contains(taken) ? (value, taken) : nil
    }

    mutating func date() -> CivilDate? {
        let negative = take("-")
        if !negative { _ = take("+") }
        guard let year = digits(1...7), take("-"), let month = digits(1...2), take("-"),
            let day = digits(1...2)
        else { return nil }
        return CivilDate(
            year: negative ? -year.value : year.value, month: month.value, day: day.value)
    }

    /// Microseconds since midnight.
    mutating func timeOfDay() -> Int64? {
        guard let hour = digits(1...2), hour.value < 24, take(":"),
            let minute = digits(1...2), minute.value < 60
        else { return nil }
        var seconds = 0
        var fraction = 0
        if take(":") {
            guard let second = digits(1...2), second.value < 60 else { return nil }
            seconds = second.value
            if take(".") {
                guard let read = digits(1...6) else { return nil }
                fraction = read.value
                for _ in read.count..<6 { fraction *= 10 }
                _ = digits(0...12)
            }
        }
        let total = (hour.value * 60 + minute.value) * 60 + seconds
        return Int64(total) * 1_000_000 + Int64(fraction)
    }

    /// Microseconds east of UTC; zero where no zone is written.
    mutating func zoneOffset() -> Int64? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let west = take("-")
        guard west || take("+"), let hour = digits(2...2), hour.value <= 18 else { return nil }
        var minutes = 0
        if !isAtEnd {
            _ = take(":")
            guard let minute = digits(2...2), minute.value < 60 else { return nil }
            minutes = minute.value
        }
        let offset = Int64(hour.value * 60 + minutes) * 60_000_000
        return west ? -offset : offset
    }
}
