// Dates and timestamps as text, in the formats that Spark's casts take and give
// (SparkDateTimeUtils.stringToDate, stringToTimestamp; Spark SQL reference, *Datetime*).

import Columnar

/// A timestamp as it stood in text.
struct ParsedTimestamp: Equatable {
    /// Since 1970-01-01T00:00:00 in UTC; of the written clock where there is no zone.
    var microseconds: Int64
    var hasZone: Bool
}

enum DateText {
    /// Reads `[+-]yyyy[-[m]m[-[d]d[( |T)…]]]` with blanks around; nil for anything else.
    static func parseDate(_ text: Span<UInt8>) -> Int32? {
        var cursor = TextCursor(text)
        guard let date = cursor.date() else { return nil }
        if cursor.isAtEnd || cursor.hasDay && cursor.isNextSeparator { return date }
        return nil
    }

    /// Reads a date, or a date and a time with up to nine decimals and an optional zone. Digits
    /// after the sixth are cut off.
    static func parseTimestamp(_ text: Span<UInt8>) -> ParsedTimestamp? {
        var cursor = TextCursor(text)
        guard let date = cursor.date() else { return nil }
        guard let midnight = Calendar.microseconds(days: Int(date)) else { return nil }
        if cursor.isAtEnd { return ParsedTimestamp(microseconds: midnight, hasZone: false) }
        guard cursor.hasDay, cursor.skipSeparator() else { return nil }
        if cursor.isAtEnd { return ParsedTimestamp(microseconds: midnight, hasZone: false) }
        guard let time = cursor.time() else { return nil }
        var offset: Int64 = 0
        let hasZone = !cursor.isAtEnd
        if hasZone {
            guard let zone = cursor.zone() else { return nil }
            offset = zone
        }
        let (local, first) = midnight.addingReportingOverflow(time)
        let (result, second) = local.subtractingReportingOverflow(offset)
        return first || second ? nil : ParsedTimestamp(microseconds: result, hasZone: hasZone)
    }

    /// Appends `yyyy-MM-dd`.
    static func append(days: Int, to output: inout [UInt8]) {
        let date = CivilDate(daysSinceEpoch: days)
        if date.year > 9999 { output.append(UInt8(ascii: "+")) }
        if date.year < 0 { output.append(UInt8(ascii: "-")) }
        append(abs(date.year), width: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        append(date.month, width: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        append(date.day, width: 2, to: &output)
    }

    /// Appends `yyyy-MM-dd HH:mm:ss` and the decimals that are not zero.
    static func append(microseconds: Int64, to output: inout [UInt8]) {
        let (days, time) = Calendar.split(microseconds)
        append(days: days, to: &output)
        output.append(UInt8(ascii: " "))
        append(Int(time / 3_600_000_000), width: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        append(Int(time / 60_000_000 % 60), width: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        append(Int(time / 1_000_000 % 60), width: 2, to: &output)
        var fraction = Int(time % 1_000_000)
        guard fraction > 0 else { return }
        output.append(UInt8(ascii: "."))
        var width = 6
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        append(fraction, width: width, to: &output)
    }

    /// Appends a number of at least `width` digits.
    static func append(_ value: Int, width: Int, to output: inout [UInt8]) {
        let start = output.count
        var rest = value
        while rest > 0 || output.count - start < width {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        output[start...].reverse()
    }

    static func text(days: Int32) -> String {
        var output: [UInt8] = []
        append(days: Int(days), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static func text(microseconds: Int64) -> String {
        var output: [UInt8] = []
        append(microseconds: microseconds, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
