/// Numbers as text, as Spark's casts write them (Java's `Double.toString`, shortest digits).
enum NumberText {
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return rewritten(value.description, magnitude: value.magnitude)
    }

    static func text(_ value: Float) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return rewritten(value.description, magnitude: Double(value.magnitude))
    }

    /// Swift's shortest digits in Java's layout: plain from 1e-3 up to 1e7, `d.dddEn` otherwise.
    private static func rewritten(_ text: String, magnitude: Double) -> String {
        let isPlain = magnitude == 0 || magnitude >= 1e-3 && magnitude < 1e7
        let hasExponent = text.utf8.contains(UInt8(ascii: "e"))
        if isPlain && !hasExponent { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let body = text.drop { $0 == "-" }
        let parts = body.split(separator: "e")
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(number[0])
        var fraction = number.count > 1 ? String(number[1]) : ""
        if fraction == "0" { fraction = "" }
        var digits = whole + fraction
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.count - 1
        while digits.count > 1, digits.hasPrefix("0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        if isPlain { return sign + plain(digits, exponent) }
        let rest = digits.dropFirst()
        return "\(sign)\(digits.prefix(1)).\(rest.isEmpty ? "0" : rest)E\(exponent)"
    }

    private static func plain(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 {
            return "0." + String(repeating: "0", count: -exponent - 1) + digits
        }
        let whole = digits.prefix(exponent + 1)
        let padding = String(repeating: "0", count: exponent + 1 - whole.count)
        let rest = digits.dropFirst(exponent + 1)
        return "\(whole)\(padding).\(rest.isEmpty ? "0" : rest)"
    }

    /// Appends a whole number.
    static func append(_ value: Int64, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = value.magnitude
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }

    /// Reads a whole number with an optional sign. Spark also takes decimals that it cuts off
    /// outside of ANSI mode; in ANSI mode, as here, "1.0" is not an integer.
    static func parseInteger(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int64? {
        var index = start
        guard index < end else { return nil }
        let isNegative = text[index] == UInt8(ascii: "-")
        if isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
        guard index < end else { return nil }
        var value: Int64 = 0
        while index < end {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.subtractingReportingOverflow(Int64(digit))
            if first || second { return nil }
            value = sum
            index += 1
        }
        if isNegative { return value }
        return value == Int64.min ? nil : -value
    }
}
