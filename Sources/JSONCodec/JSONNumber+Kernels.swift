// Decimal text of floating point, through the C++ library's exact conversions.

import CSimdjson

extension JSONNumber {
    /// The nearest double by the exact, slower way.
    static func parseDouble(_ text: Span<UInt8>) -> Double? {
        var value = 0.0
        let isNumber = unsafe text.withUnsafeBufferPointer { buffer in
            unsafe lake_json_parse_double(buffer.baseAddress, buffer.count, &value)
        }
        return isNumber ? value : nil
    }

    /// Appends the shortest decimal text that reads back as `value`, which must be finite: plain
    /// from 0.0001 to below 1e16 with at least one decimal, else with an exponent of at least
    /// two digits, as Python and Swift print doubles.
    package static func append(_ value: Double, to output: inout [UInt8]) {
        guard value != 0 else { return appendZero(isNegative: value.sign == .minus, to: &output) }
        if value < 0 { output.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var exponent: Int32 = 0
        var span = digits.mutableSpan
        let count = unsafe span.withUnsafeMutableBufferPointer {
            unsafe lake_json_shortest_double(value, $0.baseAddress, &exponent)
        }
        layOut(digits.span.extracting(0..<count), Int(exponent), into: &output)
    }

    /// As for a double, with the digits that a `Float` needs.
    package static func append(_ value: Float, to output: inout [UInt8]) {
        guard value != 0 else { return appendZero(isNegative: value.sign == .minus, to: &output) }
        if value < 0 { output.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var exponent: Int32 = 0
        var span = digits.mutableSpan
        let count = unsafe span.withUnsafeMutableBufferPointer {
            unsafe lake_json_shortest_float(value, $0.baseAddress, &exponent)
        }
        layOut(digits.span.extracting(0..<count), Int(exponent), into: &output)
    }

    private static func appendZero(isNegative: Bool, to output: inout [UInt8]) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        output.append(contentsOf: "0.0".utf8)
    }

    private static func layOut(
        _ digits: Span<UInt8>, _ exponent: Int, into output: inout [UInt8]
    ) {
        let zero = UInt8(ascii: "0")
        let point = UInt8(ascii: ".")
        switch exponent {
        case 0..<16:
            for index in 0...exponent {
                output.append(index < digits.count ? digits[index] : zero)
            }
            output.append(point)
            if digits.count <= exponent + 1 { output.append(zero) }
            for index in min(exponent + 1, digits.count)..<digits.count {
                output.append(digits[index])
            }
        case -4..<0:
            output.append(zero)
            output.append(point)
            for _ in 0..<(-exponent - 1) { output.append(zero) }
            for index in 0..<digits.count { output.append(digits[index]) }
        default:
            output.append(digits[0])
            if digits.count > 1 { output.append(point) }
            for index in 1..<digits.count { output.append(digits[index]) }
            output.append(UInt8(ascii: "e"))
            output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            if abs(exponent) < 10 { output.append(zero) }
            append(Int64(abs(exponent)), to: &output)
        }
    }

    /// Appends the decimal digits of `value`.
    package static func append(_ value: Int64, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        appendDigits(value.magnitude, to: &output)
    }

    /// Appends the decimal digits of `value`.
    package static func appendDigits(_ value: UInt64, to output: inout [UInt8]) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value
        var index = 20
        repeat {
            index -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest != 0
        append(digits.span.extracting(index..<20), to: &output)
    }

    /// Appends `value / 10^scale` with exactly `scale` decimals (at most 38).
    package static func append(decimal value: Int128, scale: Int, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        var digits = InlineArray<80, UInt8>(repeating: 0)
        var rest = value.magnitude
        var index = 80
        var written = 0
        while (rest != 0 || written <= scale) && index > 1 {
            if written == scale, scale > 0 {
                index -= 1
                digits[index] = UInt8(ascii: ".")
            }
            index -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
            written += 1
        }
        append(digits.span.extracting(index..<80), to: &output)
    }

    /// Appends a run of bytes at once.
    static func append(_ run: Span<UInt8>, to output: inout [UInt8]) {
        unsafe run.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
    }
}
