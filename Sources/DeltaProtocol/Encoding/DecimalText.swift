// Decimals as plain digits with a point, in partition values.

import Columnar

/// Decimals from and to text.
enum DecimalText {
    /// The unscaled integer of `text`; nil where it is no decimal, needs more decimals than the
    /// scale, or more digits than the precision.
    static func unscaled(_ text: String, _ type: DecimalType) -> Int128? {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var magnitude: Int128 = 0
        var decimals: Int?
        var digitCount = 0
        for byte in rest {
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            digitCount += 1
            if let count = decimals {
                guard count < type.scale else {
                    if byte == UInt8(ascii: "0") { continue }
                    return nil
                }
                decimals = count + 1
            }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product + Int128(byte - 0x30)
        }
        guard digitCount > 0 else { return nil }
        for _ in (decimals ?? 0)..<type.scale {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
        }
        guard String(magnitude).utf8.count <= type.precision else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// Plain digits with exactly `scale` decimals.
    static func text(_ unscaled: Int128, _ type: DecimalType) -> String {
        guard type.scale > 0 else { return String(unscaled) }
        var digits = String(unscaled.magnitude)
        if digits.utf8.count <= type.scale {
            digits = String(repeating: "0", count: type.scale + 1 - digits.utf8.count) + digits
        }
        let point = digits.index(digits.endIndex, offsetBy: -type.scale)
        return (unscaled < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
    }
}
