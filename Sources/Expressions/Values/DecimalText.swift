import Columnar

/// A number as it stands in text: `unscaled` x 10^-`scale`.
struct DecimalText: Equatable {
    let unscaled: Int128
    /// Digits behind the point; below zero after an exponent such as 1e3.
    let scale: Int

    /// Reads digits with an optional sign, point and exponent; nil for anything else, and for
    /// more than 38 digits before the point. Digits after the 38th are cut off.
    static func parse(_ text: Span<UInt8>) -> DecimalText? {
        var index = 0
        let count = text.count
        var isNegative = false
        if index < count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        var value: UInt128 = 0
        var digits = 0
        var scale = 0
        var hasPoint = false
        var hasDigit = false
        while index < count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                hasDigit = true
                if digits < 38 {
                    value = value &* 10 &+ UInt128(byte &- UInt8(ascii: "0"))
                    if value != 0 { digits += 1 }
                    if hasPoint { scale += 1 }
                } else if !hasPoint {
                    return nil
                }
            } else {
                break
            }
            index += 1
        }
        guard hasDigit else { return nil }
        if index < count {
            guard let exponent = Self.exponent(text, from: index) else { return nil }
            scale -= exponent
        }
        let magnitude = Int128(truncatingIfNeeded: value)
        return DecimalText(unscaled: isNegative ? -magnitude : magnitude, scale: scale)
    }

    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        index += 1
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+")
        {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            let byte = text[index]
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = Swift.min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
            index += 1
        }
        return isNegative ? -value : value
    }

    /// The unscaled value at another scale, rounded half away from zero; nil past 38 digits.
    func rescaled(to target: Int) -> Int128? {
        DecimalMath.rescale(unscaled, from: scale, to: target)
    }

    /// The value with the narrowest decimal type that holds it, as Spark types a literal.
    var fitted: (Int128, DecimalType)? {
        guard let value = rescaled(to: Swift.max(scale, 0)) else { return nil }
        let scale = Swift.max(scale, 0)
        let precision = Swift.max(DecimalMath.digits(value), scale, 1)
        guard let type = DecimalType(precision: precision, scale: scale) else { return nil }
        return (value, type)
    }
}
