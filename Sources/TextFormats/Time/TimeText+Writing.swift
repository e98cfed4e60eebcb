// Dates and times to text, of the width that reads back in every engine.

import Columnar

extension TimeText {
    /// Appends `YYYY-MM-DD`; years beyond four digits have a sign, as in ISO 8601.
    static func append(date days: Int, to output: inout [UInt8]) {
        let date = CivilDate(daysSinceEpoch: days)
        appendYear(date.year, to: &output)
        output.append(UInt8(ascii: "-"))
        appendTwoDigits(date.month, to: &output)
        output.append(UInt8(ascii: "-"))
        appendTwoDigits(date.day, to: &output)
    }

    /// Appends `YYYY-MM-DDThh:mm:ss.ffffff`.
    static func append(microseconds: Int, to output: inout [UInt8]) {
        let days = microseconds.floorDivided(by: microsecondsPerDay)
        // Wrapping: the first day's start is out of range, what is left of it is not.
        let time = microseconds &- days &* microsecondsPerDay
        append(date: days, to: &output)
        let seconds = time / microsecondsPerSecond
        let fraction = time % microsecondsPerSecond
        output.append(UInt8(ascii: "T"))
        appendTwoDigits(seconds / 3600, to: &output)
        output.append(UInt8(ascii: ":"))
        appendTwoDigits(seconds / 60 % 60, to: &output)
        output.append(UInt8(ascii: ":"))
        appendTwoDigits(seconds % 60, to: &output)
        output.append(UInt8(ascii: "."))
        appendTwoDigits(fraction / 10_000, to: &output)
        appendTwoDigits(fraction / 100 % 100, to: &output)
        appendTwoDigits(fraction % 100, to: &output)
    }

    private static func appendYear(_ year: Int, to output: inout [UInt8]) {
        guard year < 0 || year > 9999 else {
            appendTwoDigits(year / 100, to: &output)
            appendTwoDigits(year % 100, to: &output)
            return
        }
        output.append(year < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let digits = String(abs(year)).utf8
        for _ in digits.count..<max(digits.count, 4) { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: digits)
    }

    @inline(__always)
    private static func appendTwoDigits(_ value: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
        output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }
}
