// Dates and times as ISO 8601 text, as Spark reads them from JSON and CSV by default:
// `YYYY-MM-DD`, then `T` or a space, `hh:mm[:ss[.fraction]]`, then `Z`, `±hh`, `±hhmm` or
// `±hh:mm`. A fraction is cut, not rounded, below a microsecond.

import Columnar

/// Reading dates and times. All return nil for text that is not one.
enum TimeText {
    static let microsecondsPerSecond = 1_000_000
    static let microsecondsPerDay = 86_400_000_000

    /// Days since 1970-01-01 of `YYYY-MM-DD`.
    static func date(_ text: Span<UInt8>) -> Int32? {
        guard text.count == 10, let days = days(text) else { return nil }
        return Int32(truncatingIfNeeded: days)
    }

    /// Microseconds since 1970-01-01T00:00:00Z; text without a zone is UTC.
    static func timestamp(_ text: Span<UInt8>) -> Int64? {
        guard let days = days(text) else { return nil }
        guard text.count > 10 else { return Int64(days * microsecondsPerDay) }
        guard let (time, end) = timeOfDay(text), let zone = zone(text, from: end) else {
            return nil
        }
        return Int64(days * microsecondsPerDay + time - zone * microsecondsPerSecond)
    }

    /// Microseconds since 1970-01-01T00:00:00 on the same clock; text with a zone is refused,
    /// because a clock time without its zone is another time.
    static func timestampNTZ(_ text: Span<UInt8>) -> Int64? {
        guard let days = days(text) else { return nil }
        guard text.count > 10 else { return Int64(days * microsecondsPerDay) }
        guard let (time, end) = timeOfDay(text), end == text.count else { return nil }
        return Int64(days * microsecondsPerDay + time)
    }

    private static func days(_ text: Span<UInt8>) -> Int? {
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let century = twoDigits(text, at: 0), let year = twoDigits(text, at: 2),
            let month = twoDigits(text, at: 5), let day = twoDigits(text, at: 8)
        else { return nil }
        return CivilDate(year: century * 100 + year, month: month, day: day)?.daysSinceEpoch
    }

    /// Microseconds since midnight, and where the text goes on.
    private static func timeOfDay(_ text: Span<UInt8>) -> (time: Int, end: Int)? {
        guard text.count >= 16, text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            let hour = twoDigits(text, at: 11), hour < 24, text[13] == UInt8(ascii: ":"),
            let minute = twoDigits(text, at: 14), minute < 60
        else { return nil }
        var seconds = hour * 3600 + minute * 60
        guard text.count > 16, text[16] == UInt8(ascii: ":") else {
            return (seconds * microsecondsPerSecond, 16)
        }
        guard text.count >= 19, let second = twoDigits(text, at: 17), second < 60 else {
            return nil
        }
        seconds += second
        guard text.count > 19, text[19] == UInt8(ascii: ".") else {
            return (seconds * microsecondsPerSecond, 19)
        }
        var index = 20
        var fraction = 0
        var scale = microsecondsPerSecond
        while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
            scale /= 10
            fraction += scale * Int(text[index] &- UInt8(ascii: "0"))
            index += 1
        }
        guard index > 20 else { return nil }
        return (seconds * microsecondsPerSecond + fraction, index)
    }

    /// Seconds east of Greenwich; zero where the text ends.
    private static func zone(_ text: Span<UInt8>, from start: Int) -> Int? {
        guard start < text.count else { return 0 }
        let sign = text[start]
        if sign == UInt8(ascii: "Z") { return start + 1 == text.count ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = twoDigits(text, at: start + 1)
        else { return nil }
        var minutes = 0
        let end = start + 3
        if end < text.count {
            let colon = text[end] == UInt8(ascii: ":") ? 1 : 0
            guard text.count == end + colon + 2, let written = twoDigits(text, at: end + colon)
            else { return nil }
            minutes = written
        }
        guard hours <= 18, minutes < 60, hours < 18 || minutes == 0 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    @inline(__always)
    private static func twoDigits(_ text: Span<UInt8>, at index: Int) -> Int? {
        guard index + 1 < text.count else { return nil }
        let tens = text[index] &- UInt8(ascii: "0")
        let ones = text[index + 1] &- UInt8(ascii: "0")
        guard tens < 10, ones < 10 else { return nil }
        return Int(tens) * 10 + Int(ones)
    }
}
