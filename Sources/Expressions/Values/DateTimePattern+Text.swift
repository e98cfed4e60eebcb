// Reading and writing by a pattern. A number of one letter has no padding and takes any width;
// of more letters it has that width. Text must fit the pattern from end to end.

import Columnar

extension DateTimePattern {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// Appends a timestamp in UTC.
    func append(_ microseconds: Int64, to output: inout [UInt8]) {
        let (day, time) = Calendar.split(microseconds)
        let civil = CivilDate(daysSinceEpoch: day)
        for item in items {
            switch item {
            case .literal(let bytes): output += bytes
            case .field(let letter, let width):
                append(letter, width, day, civil, Int(time), to: &output)
            }
        }
    }

    private func append(
        _ letter: UInt8, _ width: Int, _ day: Int, _ civil: CivilDate, _ time: Int,
        to output: inout [UInt8]
    ) {
        let hour = time / 3_600_000_000
        func number(_ value: Int) { DateText.append(value, width: width, to: &output) }
        func name(_ text: String, _ full: Int) {
            output += Array((width >= full ? text : String(text.prefix(3))).utf8)
        }
        switch Unicode.Scalar(letter) {
        case "y", "u":
            if civil.year < 0 { output.append(UInt8(ascii: "-")) }
            DateText.append(
                width == 2 ? abs(civil.year) % 100 : abs(civil.year), width: width, to: &output)
        case "M", "L":
            if width >= 3 { name(Self.months[civil.month - 1], 4) } else { number(civil.month) }
        case "d": number(civil.day)
        case "D": number(Calendar.dayOfYear(day))
        case "Q": number((civil.month - 1) / 3 + 1)
        case "H": number(hour)
        case "k": number(hour == 0 ? 24 : hour)
        case "h": number(hour % 12 == 0 ? 12 : hour % 12)
        case "K": number(hour % 12)
        case "m": number(time / 60_000_000 % 60)
        case "s": number(time / 1_000_000 % 60)
        case "S":
            var digits: [UInt8] = []
            DateText.append(time % 1_000_000, width: 6, to: &digits)
            digits += [UInt8](repeating: UInt8(ascii: "0"), count: 3)
            output += digits.prefix(width)
        case "a": output += Array((hour < 12 ? "AM" : "PM").utf8)
        case "E": name(Self.weekdays[Calendar.weekday(day)], 4)
        case "X": output.append(UInt8(ascii: "Z"))
        case "x", "Z":
            let text =
                width == 1 && letter == UInt8(ascii: "x")
                ? "+00" : width == 3 && letter == UInt8(ascii: "x") ? "+00:00" : "+0000"
            output += Array(text.utf8)
        default: break
        }
    }

    /// Reads a timestamp; nil where the text does not fit. What the pattern does not name is the
    /// start of 1970.
    func parse(_ text: Span<UInt8>) -> Int64? {
        var fields = ParsedFields()
        var index = 0
        for (number, item) in items.enumerated() {
            switch item {
            case .literal(let bytes):
                for byte in bytes {
                    guard index < text.count, text[index] == byte else { return nil }
                    index += 1
                }
            case .field(let letter, let width):
                var isBounded = false
                if number + 1 < items.count, case .field = items[number + 1] { isBounded = true }
                guard read(letter, width, isBounded, text, &index, &fields) else { return nil }
            }
        }
        guard index == text.count else { return nil }
        return fields.microseconds
    }

    private func read(
        _ letter: UInt8, _ width: Int, _ isBounded: Bool, _ text: Span<UInt8>,
        _ index: inout Int, _ fields: inout ParsedFields
    ) -> Bool {
        switch Unicode.Scalar(letter) {
        case "M" where width >= 3, "L" where width >= 3:
            guard let month = Self.name(Self.months, width, text, &index) else { return false }
            fields.month = month + 1
            return true
        case "E": return Self.name(Self.weekdays, width, text, &index) != nil
        case "a": return Self.half(text, &index, &fields)
        case "X", "x", "Z":
            var cursor = TextCursor(text.extracting(index..<text.count))
            guard let offset = cursor.zone() else { return false }
            fields.offset = offset
            index = text.count
            return true
        default: break
        }
        let start = index
        let most: Int
        switch Unicode.Scalar(letter) {
        case "y", "u": most = width == 2 ? 2 : isBounded ? width : 7
        case "S": most = width
        default: most = width > 1 ? width : isBounded ? 1 : 2
        }
        let least = letter == UInt8(ascii: "S") ? 1 : min(width, 4)
        guard let value = Self.digits(least, most, text, &index) else { return false }
        return fields.set(letter, width, value, digits: index - start)
    }

    private static func digits(
        _ least: Int, _ most: Int, _ text: Span<UInt8>, _ index: inout Int
    ) -> Int? {
        var value = 0
        var count = 0
        while index < text.count, count < most {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value * 10 + Int(digit)
            count += 1
            index += 1
        }
        return count >= least ? value : nil
    }

    /// The place in `names` of the name that stands next, in any case.
    private static func name(
        _ names: [String], _ width: Int, _ text: Span<UInt8>, _ index: inout Int
    ) -> Int? {
        for (number, name) in names.enumerated() {
            let wanted = Array((width >= 4 ? name : String(name.prefix(3))).lowercased().utf8)
            guard text.count - index >= wanted.count else { continue }
            var isSame = true
            for (offset, byte) in wanted.enumerated() where text[index + offset] | 0x20 != byte {
                isSame = false
            }
            if isSame {
                index += wanted.count
                return number
            }
        }
        return nil
    }

    /// AM or PM.
    private static func half(
        _ text: Span<UInt8>, _ index: inout Int, _ fields: inout ParsedFields
    ) -> Bool {
        guard text.count - index >= 2, text[index + 1] | 0x20 == UInt8(ascii: "m") else {
            return false
        }
        let half = text[index] | 0x20
        guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else { return false }
        fields.isAfternoon = half == UInt8(ascii: "p")
        index += 2
        return true
    }
}

/// The fields of a date and time, as they are read.
struct ParsedFields {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    var isAfternoon: Bool?
    var offset: Int64 = 0

    /// Takes the number that a letter stands for; false where it is out of range.
    mutating func set(_ letter: UInt8, _ width: Int, _ value: Int, digits: Int) -> Bool {
        switch Unicode.Scalar(letter) {
        case "y", "u": year = width == 2 ? 2000 + value : value
        case "M", "L": month = value
        case "d": day = value
        case "H": hour = value
        case "k":
            hour = value % 24
            return value <= 24
        case "h", "K":
            hour = value % 12
            return value <= 12
        case "m": minute = value
        case "s": second = value
        case "S":
            var scaled = value
            for _ in digits..<9 { scaled *= 10 }
            microsecond = scaled / 1000
        default: return false
        }
        return true
    }

    var microseconds: Int64? {
        guard let days = Calendar.checkedDays(year: year, month: month, day: day),
            let midnight = Calendar.microseconds(days: Int(days)), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let clock = isAfternoon == true ? hour % 12 + 12 : hour
        let time = ((clock * 60 + minute) * 60 + second) * 1_000_000 + microsecond
        return midnight &+ Int64(time) &- offset
    }
}
