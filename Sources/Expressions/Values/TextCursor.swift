import Columnar

/// Walks over the bytes of a date or a time. Blanks at both ends are not part of the text.
struct TextCursor: ~Escapable {
    private let text: Span<UInt8>
    private(set) var index: Int
    private let end: Int
    /// Whether the date had all of year, month and day.
    private(set) var hasDay = false

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        var start = 0
        var end = text.count
        while start < end, Self.isBlank(text[start]) { start += 1 }
        while end > start, Self.isBlank(text[end - 1]) { end -= 1 }
        self.text = text
        self.index = start
        self.end = end
    }

    /// Spark trims every byte up to the blank, and DEL.
    static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }

    var isAtEnd: Bool { index >= end }

    var isNextSeparator: Bool {
        !isAtEnd && (text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "T"))
    }

    mutating func skipSeparator() -> Bool {
        guard isNextSeparator else { return false }
        index += 1
        return true
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard !isAtEnd, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// A number of `least` to `most` digits.
    mutating func number(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var count = 0
        while index < end, count < most {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value * 10 + Int(digit)
            count += 1
            index += 1
        }
        return count >= least ? value : nil
    }

    private var isNextDigit: Bool { !isAtEnd && text[index] &- UInt8(ascii: "0") <= 9 }

    mutating func date() -> Int32? {
        var sign = 1
        if accept("-") { sign = -1 } else { _ = accept("+") }
        guard let year = number(4, 7), !isNextDigit else { return nil }
        var month = 1
        var day = 1
        if accept("-") {
            guard let value = number(1, 2) else { return nil }
            month = value
            if accept("-") {
                guard let value = number(1, 2), !isNextDigit else { return nil }
                day = value
                hasDay = true
            }
        }
        return Calendar.checkedDays(year: sign * year, month: month, day: day)
    }

    /// Microseconds since midnight.
    mutating func time() -> Int64? {
        guard let hour = number(1, 2), hour < 24 else { return nil }
        var total = Int64(hour) * 3_600_000_000
        guard accept(":") else { return total }
        guard let minute = number(1, 2), minute < 60 else { return nil }
        total += Int64(minute) * 60_000_000
        guard accept(":") else { return total }
        guard let second = number(1, 2), second < 60 else { return nil }
        total += Int64(second) * 1_000_000
        guard accept(".") else { return total }
        return total + fraction()
    }

    /// The digits after the point, as microseconds; more than six are cut off.
    private mutating func fraction() -> Int64 {
        var value: Int64 = 0
        var scale: Int64 = 100_000
        while isNextDigit {
            value += Int64(text[index] &- UInt8(ascii: "0")) * scale
            scale /= 10
            index += 1
        }
        return value
    }

    /// Microseconds east of UTC; names other than UTC, GMT and UT are not known.
    mutating func zone() -> Int64? {
        while accept(" ") {}
        if accept("Z") { return isAtEnd ? 0 : nil }
        for name in ["UTC", "GMT", "UT"] where starts(with: name) {
            index += name.utf8.count
            if isAtEnd { return 0 }
            break
        }
        let sign: Int64
        if accept("+") { sign = 1 } else if accept("-") { sign = -1 } else { return nil }
        guard let hours = number(1, 2), hours <= 18 else { return nil }
        var minutes = 0
        var seconds = 0
        if accept(":") || isNextDigit {
            guard let value = number(1, 2), value < 60 else { return nil }
            minutes = value
            if accept(":") || isNextDigit {
                guard let value = number(2, 2), value < 60 else { return nil }
                seconds = value
            }
        }
        let total = Int64(hours * 3600 + minutes * 60 + seconds)
        guard isAtEnd, total <= 64_800 else { return nil }
        return sign * total * 1_000_000
    }

    private func starts(with name: String) -> Bool {
        guard end - index >= name.utf8.count else { return false }
        var position = index
        for byte in name.utf8 {
            if text[position] != byte { return false }
            position += 1
        }
        return true
    }
}
