// One bound between its JSON and a value. Times are kept in whole milliseconds by most writers, cut
// off towards the past, so a maximum may be up to a millisecond too small and is widened.

import Columnar
import JSONCodec

/// Bounds from and to JSON.
enum StatisticsValue {
    private static let microsecondsPerMillisecond: Int64 = 1000

    // MARK: Reading

    /// Nil where the JSON is no value of the type, and for NaN.
    static func decode(_ element: borrowing JSONElement, _ type: DataType) -> Scalar? {
        switch type {
        case .boolean: return (try? element.bool()).map { .boolean($0) }
        case .int8: return integer(element).flatMap { Int8(exactly: $0) }.map { .int8($0) }
        case .int16: return integer(element).flatMap { Int16(exactly: $0) }.map { .int16($0) }
        case .int32: return integer(element).flatMap { Int32(exactly: $0) }.map { .int32($0) }
        case .int64: return integer(element).map { .int64($0) }
        case .float32: return floating(element).map { .float32(Float($0)) }
        case .float64: return floating(element).map { .float64($0) }
        case .decimal(let decimal):
            let value = try? element.decimal(precision: decimal.precision, scale: decimal.scale)
            return value.map { .decimal($0, decimal) }
        case .string: return (try? element.string()).map { .string($0) }
        case .date: return text(element).flatMap(TimestampText.days).map { .date($0) }
        case .timestamp:
            return text(element).flatMap(TimestampText.microseconds).map { .timestamp($0) }
        case .timestampNTZ:
            return text(element).flatMap(TimestampText.microseconds).map { .timestampNTZ($0) }
        case .binary, .null, .struct, .list, .map: return nil
        }
    }

    /// A maximum with what its writer may have cut off added; nil where that cannot be said.
    static func widenedMaximum(_ value: Scalar) -> Scalar? {
        switch value {
        case .timestamp(let value): widened(value).map { .timestamp($0) }
        case .timestampNTZ(let value): widened(value).map { .timestampNTZ($0) }
        default: value
        }
    }

    /// A bound that holds whether its text was that of a `double` or of a `float`.
    static func alsoAsFloat(_ value: Scalar, isMaximum: Bool) -> Scalar {
        guard case .float64(let number) = value else { return value }
        let rounded = Double(Float(number))
        return .float64(isMaximum ? max(number, rounded) : min(number, rounded))
    }

    private static func widened(_ microseconds: Int64) -> Int64? {
        let (value, overflow) = microseconds.addingReportingOverflow(microsecondsPerMillisecond)
        return overflow ? nil : value
    }

    private static func integer(_ element: borrowing JSONElement) -> Int64? {
        try? element.int64()
    }

    private static func text(_ element: borrowing JSONElement) -> String? {
        try? element.string()
    }

    private static func floating(_ element: borrowing JSONElement) -> Double? {
        if let value = try? element.double() { return value }
        switch try? element.string() {
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: return nil
        }
    }

    /// Whether `left` is greater; false where they cannot be compared. Strings compare by UTF-8.
    static func isGreater(_ left: Scalar, than right: Scalar) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left && !right
        case (.int8(let left), .int8(let right)): left > right
        case (.int16(let left), .int16(let right)): left > right
        case (.int32(let left), .int32(let right)): left > right
        case (.int64(let left), .int64(let right)): left > right
        case (.float32(let left), .float32(let right)): left > right
        case (.float64(let left), .float64(let right)): left > right
        case (.decimal(let left, _), .decimal(let right, _)): left > right
        case (.date(let left), .date(let right)): left > right
        case (.timestamp(let left), .timestamp(let right)): left > right
        case (.timestampNTZ(let left), .timestampNTZ(let right)): left > right
        case (.string(let left), .string(let right)):
            right.utf8.lexicographicallyPrecedes(left.utf8)
        default: false
        }
    }

    // MARK: Writing

    /// Writes a lower bound under `key`; nothing where the value has no legal one.
    static func write(min value: Scalar, key: String, to json: inout JSONWriter) {
        switch value {
        case .string(let text): write(.string(prefix(text)), key, &json)
        case .timestamp(let time): write(.timestamp(floor(time)), key, &json)
        case .timestampNTZ(let time): write(.timestampNTZ(floor(time)), key, &json)
        default: write(value, key, &json)
        }
    }

    /// Writes an upper bound under `key`; nothing where the value has no legal one.
    static func write(max value: Scalar, key: String, to json: inout JSONWriter) {
        switch value {
        case .string(let text):
            if let bound = upperBound(text) { write(.string(bound), key, &json) }
        case .timestamp(let time):
            if let bound = ceiling(time) { write(.timestamp(bound), key, &json) }
        case .timestampNTZ(let time):
            if let bound = ceiling(time) { write(.timestampNTZ(bound), key, &json) }
        default: write(value, key, &json)
        }
    }

    private static func write(_ value: Scalar, _ key: String, _ json: inout JSONWriter) {
        guard isWritable(value) else { return }
        json.key(key)
        switch value {
        case .boolean(let value): json.bool(value)
        case .int8(let value): json.integer(Int64(value))
        case .int16(let value): json.integer(Int64(value))
        case .int32(let value): json.integer(Int64(value))
        case .int64(let value): json.integer(value)
        case .float32(let value): json.raw(value.description)
        case .float64(let value): json.double(value)
        case .decimal(let value, let type): json.decimal(value, scale: type.scale)
        case .string(let text): json.string(text)
        case .date(let days): json.string(TimestampText.date(days: days))
        case .timestamp(let time):
            json.string(TimestampText.utcMilliseconds(microseconds: time, zone: "Z"))
        case .timestampNTZ(let time):
            json.string(TimestampText.utcMilliseconds(microseconds: time, zone: ""))
        case .null, .binary, .list, .struct, .map: json.null()
        }
    }

    private static func isWritable(_ value: Scalar) -> Bool {
        switch value {
        case .null, .binary, .list, .struct, .map: false
        case .float32(let value): value.isFinite
        case .float64(let value): value.isFinite
        case .date(let days):
            yearsThatAllRead.contains(Int64(days) * TimestampText.microsecondsPerDay)
        case .timestamp(let time), .timestampNTZ(let time): yearsThatAllRead.contains(time)
        default: true
        }
    }

    /// Years 1 through 9999, in microseconds: texts of others are not read alike everywhere.
    private static let yearsThatAllRead =
        -62_135_596_800_000_000...253_402_300_799_999_999 as ClosedRange<Int64>

    private static func floor(_ time: Int64) -> Int64 {
        let rest = time % microsecondsPerMillisecond
        return rest < 0 ? time - rest - microsecondsPerMillisecond : time - rest
    }

    private static func ceiling(_ time: Int64) -> Int64? {
        let low = floor(time)
        return low == time ? time : widened(low)
    }

    /// How many characters of a string bound are kept.
    static let stringPrefixLength = 32

    private static func prefix(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(stringPrefixLength)))
    }

    /// A short string that is not less than `text`: its prefix with a character behind that is
    /// greater than the one cut off. Nil where there is none.
    static func upperBound(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: stringPrefixLength, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        var bound = String.UnicodeScalarView(scalars[..<end])
        let greatestASCII: Unicode.Scalar = "\u{7F}"
        let greatest: Unicode.Scalar = "\u{10FFFF}"
        for scalar in scalars[end...] {
            if scalar < greatest {
                bound.append(scalar < greatestASCII ? greatestASCII : greatest)
                return String(bound)
            }
            bound.append(scalar)
            if bound.count > 2 * stringPrefixLength { return nil }
        }
        return String(bound)
    }
}
