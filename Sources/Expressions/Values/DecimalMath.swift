// Exact decimal arithmetic on unscaled integers. Results are rounded half away from zero, as in
// Spark, and nil where 38 digits do not hold them.

import Columnar

enum DecimalMath {
    /// 10^0 through 10^38.
    static let powers: [Int128] = {
        var result: [Int128] = [1]
        for _ in 0..<38 { result.append(result[result.count - 1] * 10) }
        return result
    }()

    /// The decimal digits of a value; 1 for zero.
    static func digits(_ value: Int128) -> Int {
        let magnitude = value.magnitude
        var count = 1
        while count < 39, magnitude >= powers[count].magnitude {
            count += 1
            if count == 39 { break }
        }
        return count
    }

    /// Whether a value has at most `precision` digits.
    @inline(__always)
    static func fits(_ value: Int128, _ precision: Int) -> Bool {
        value.magnitude < powers[precision].magnitude
    }

    /// The same number at another scale.
    static func rescale(_ value: Int128, from scale: Int, to target: Int) -> Int128? {
        if target >= scale {
            if value == 0 { return 0 }
            guard target - scale <= 38 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: powers[target - scale])
            return overflow || !fits(product, 38) ? nil : product
        }
        guard scale - target <= 38 else { return 0 }
        return roundedQuotient(value, powers[scale - target])
    }

    /// `value / divisor`, rounded half away from zero. The divisor is positive.
    @inline(__always)
    static func roundedQuotient(_ value: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        if remainder.magnitude >= divisor.magnitude - remainder.magnitude {
            return value < 0 ? quotient - 1 : quotient + 1
        }
        return quotient
    }

    /// `left * right` with `dropped` digits rounded away.
    static func multiply(_ left: Int128, _ right: Int128, dropping dropped: Int) -> Int128? {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if !overflow {
            guard dropped <= 38 else { return 0 }
            return dropped == 0 ? product : roundedQuotient(product, powers[dropped])
        }
        var wide = left.magnitude.multipliedFullWidth(by: right.magnitude)
        var digits = dropped
        if dropped > 38 {
            // Only the first digit that is dropped decides how to round, so the others can be
            // cut off before.
            let divisor = powers[dropped - 38].magnitude
            let (high, rest) = wide.high.quotientAndRemainder(dividingBy: divisor)
            wide = (high, divisor.dividingFullWidth((rest, wide.low)).quotient)
            digits = 38
        }
        return divideWide(
            wide.high, wide.low, powers[digits].magnitude, isNegative: (left < 0) != (right < 0))
    }

    /// `left * 10^shift / right`, rounded; nil past 38 digits. The divisor is not zero.
    static func divide(_ left: Int128, _ right: Int128, shift: Int) -> Int128? {
        let isNegative = (left < 0) != (right < 0)
        if shift < 0 {
            guard shift >= -38 else { return 0 }
            let wide = right.magnitude.multipliedFullWidth(by: powers[-shift].magnitude)
            guard wide.high == 0 else { return 0 }
            return divideWide(0, left.magnitude, wide.low, isNegative: isNegative)
        }
        guard shift <= 38 else {
            // The quotient needs more than one step of 38 digits; only tiny values fit.
            guard let first = divideScaled(left, right, shift) else { return nil }
            return first
        }
        let wide = left.magnitude.multipliedFullWidth(by: powers[shift].magnitude)
        return divideWide(wide.high, wide.low, right.magnitude, isNegative: isNegative)
    }

    private static func divideScaled(_ left: Int128, _ right: Int128, _ shift: Int) -> Int128? {
        if left == 0 { return 0 }
        let (scaled, overflow) = left.multipliedReportingOverflow(by: powers[shift - 38])
        return overflow ? nil : divide(scaled, right, shift: 38)
    }

    private static func divideWide(
        _ high: UInt128, _ low: UInt128, _ divisor: UInt128, isNegative: Bool
    ) -> Int128? {
        guard high < divisor else { return nil }
        var (quotient, remainder) = divisor.dividingFullWidth((high, low))
        if remainder >= divisor - remainder {
            let (rounded, overflow) = quotient.addingReportingOverflow(1)
            if overflow { return nil }
            quotient = rounded
        }
        guard quotient < powers[38].magnitude else { return nil }
        let value = Int128(truncatingIfNeeded: quotient)
        return isNegative ? -value : value
    }

    /// The unscaled value as text with `scale` digits behind the point.
    static func append(_ value: Int128, scale: Int, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        var digits: [UInt8] = []
        var rest = value.magnitude
        while rest > 0 || digits.count <= scale {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        }
        for index in digits.indices.reversed() {
            output.append(digits[index])
            if index == scale, scale > 0 { output.append(UInt8(ascii: ".")) }
        }
    }

    static func text(_ value: Int128, scale: Int) -> String {
        var output: [UInt8] = []
        append(value, scale: scale, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// A decimal as a double, correctly rounded through its text where it has many digits.
    static func double(_ value: Int128, scale: Int) -> Double {
        if value.magnitude < 1 << 53, scale <= 22 {
            return Double(Int64(truncatingIfNeeded: value)) / exactPowers[scale]
        }
        return Double("\(value)e-\(scale)") ?? 0
    }

    private static let exactPowers: [Double] = (0...22).map { Double("1e\($0)") ?? 1 }
}
