// Numbers from their text, exactly. Fast paths for what nearly every number is, and for the rest
// a slower way that gives the same answer.

/// Conversions of number text. All take text that the parser has checked against the grammar,
/// and return nil, never a wrong value, for anything else.
package enum JSONNumber {
    private static let minus = UInt8(ascii: "-")
    private static let plus = UInt8(ascii: "+")
    private static let point = UInt8(ascii: ".")
    private static let zero = UInt8(ascii: "0")
    private static let nine = UInt8(ascii: "9")
    /// An exponent beyond this many digits is treated as this large: no type here holds it.
    private static let exponentMax = 100_000

    /// The 64-bit integer, or nil where the value has a fraction or does not fit.
    package static func int64(_ text: Span<UInt8>) -> Int64? {
        let isNegative = text.count > 0 && text[0] == minus
        let start = isNegative ? 1 : 0
        guard text.count > start, text.count - start <= 18 else { return slowInt64(text) }
        var magnitude: Int64 = 0
        for index in start..<text.count {
            let digit = text[index] &- zero
            guard digit < 10 else { return slowInt64(text) }
            magnitude = magnitude &* 10 &+ Int64(digit)
        }
        return isNegative ? -magnitude : magnitude
    }

    private static func slowInt64(_ text: Span<UInt8>) -> Int64? {
        decimal(text, precision: 19, scale: 0).flatMap { Int64(exactly: $0) }
    }

    /// The number times ten to the power of `scale`, or nil where that is not an integer of at
    /// most `precision` digits (at most 38).
    package static func decimal(_ text: Span<UInt8>, precision: Int, scale: Int) -> Int128? {
        guard let parts = Parts(text), precision <= 38 else { return nil }
        var magnitude = parts.digits
        guard magnitude != 0 else { return parts.isExact ? 0 : nil }
        guard parts.isExact else { return nil }
        var shift = parts.exponent + scale
        while shift < 0 {
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { return nil }
            magnitude = quotient
            shift += 1
        }
        while shift > 0 {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
            shift -= 1
        }
        guard magnitude < powerOfTen128(precision) else { return nil }
        return parts.isNegative ? -magnitude : magnitude
    }

    /// The nearest double, ties to even, or nil beyond the largest. Too small is zero.
    package static func double(_ text: Span<UInt8>) -> Double? {
        // Clinger's fast path: both the digits and the power of ten are exact doubles.
        if text.count <= 19, let parts = Parts(text), parts.digits <= 1 << 53,
            parts.exponent >= -22, parts.exponent <= 22
        {
            let digits = Double(Int64(truncatingIfNeeded: parts.digits))
            let power = powersOfTen[abs(parts.exponent)]
            let magnitude = parts.exponent < 0 ? digits / power : digits * power
            return parts.isNegative ? -magnitude : magnitude
        }
        return parseDouble(text)
    }

    static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private static func powerOfTen128(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// A number as `digits * 10^exponent`, trailing zeros of the fraction taken off.
    private struct Parts {
        var isNegative = false
        var digits: Int128 = 0
        var exponent = 0
        /// False where there were more significant digits than 38.
        var isExact = true

        init?(_ text: Span<UInt8>) {
            var index = 0
            if text.count > 0, text[0] == minus {
                isNegative = true
                index = 1
            }
            let start = index
            index = readDigits(text, from: index, fraction: false)
            guard index > start else { return nil }
            if index < text.count, text[index] == point {
                let end = readDigits(text, from: index + 1, fraction: true)
                guard end > index + 1 else { return nil }
                index = end
            }
            if index < text.count {
                guard text[index] | 0x20 == UInt8(ascii: "e"),
                    let written = Self.readExponent(text, from: index + 1)
                else { return nil }
                exponent += written
            }
        }

        private mutating func readDigits(
            _ text: Span<UInt8>, from start: Int, fraction: Bool
        ) -> Int {
            // 10^37: one more digit always fits into 128 bits.
            let limit: Int128 = 10_000_000_000_000_000_000_000_000_000_000_000_000
            var small: UInt64 = 0
            var index = start
            var zeros = 0
            if digits == 0, text.count - start <= 18 {
                while index < text.count, text[index] &- zero < 10 {
                    small = small &* 10 &+ UInt64(text[index] &- zero)
                    index += 1
                }
                digits = Int128(small)
                if fraction { exponent -= index - start }
                return index
            }
            while index < text.count, text[index] >= zero, text[index] <= nine {
                let digit = Int128(text[index] &- zero)
                index += 1
                if fraction, digit == 0 {
                    zeros += 1
                    continue
                }
                append(digit, after: zeros, fraction: fraction, limit: limit)
                zeros = 0
            }
            return index
        }

        private mutating func append(
            _ digit: Int128, after zeros: Int, fraction: Bool, limit: Int128
        ) {
            for step in 0...zeros {
                let next = step == zeros ? digit : 0
                guard digits < limit else {
                    if next != 0 { isExact = false }
                    if !fraction { exponent += 1 }
                    continue
                }
                digits = digits * 10 + next
                if fraction { exponent -= 1 }
            }
        }

        private static func readExponent(_ text: Span<UInt8>, from start: Int) -> Int? {
            var index = start
            var isNegative = false
            if index < text.count, text[index] == minus || text[index] == plus {
                isNegative = text[index] == minus
                index += 1
            }
            guard index < text.count else { return nil }
            var value = 0
            while index < text.count {
                let digit = text[index] &- zero
                guard digit < 10 else { return nil }
                value = Swift.min(value * 10 + Int(digit), exponentMax)
                index += 1
            }
            return isNegative ? -value : value
        }
    }
}
