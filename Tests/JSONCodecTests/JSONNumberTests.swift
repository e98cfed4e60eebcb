import BinaryIO
import JSONCodec
import Testing

@Suite struct JSONNumberTests {
    private func int64(_ text: String) -> Int64? { JSONNumber.int64(Array(text.utf8).span) }
    private func double(_ text: String) -> Double? { JSONNumber.double(Array(text.utf8).span) }
    private func decimal(_ text: String, _ precision: Int, _ scale: Int) -> Int128? {
        JSONNumber.decimal(Array(text.utf8).span, precision: precision, scale: scale)
    }

    @Test("integers are exact to the last bit and refused beyond it")
    func integers() {
        #expect(int64("0") == 0)
        #expect(int64("-0") == 0)
        #expect(int64("9223372036854775807") == Int64.max)
        #expect(int64("-9223372036854775808") == Int64.min)
        #expect(int64("9223372036854775808") == nil)
        #expect(int64("-9223372036854775809") == nil)
        #expect(int64("1.0") == 1)
        #expect(int64("1.5") == nil)
        #expect(int64("1e3") == 1000)
        #expect(int64("1200e-2") == 12)
        #expect(int64("9223372036854775.807e3") == Int64.max)
        #expect(int64("1e400") == nil)
        #expect(int64("1e-400") == nil)
        #expect(int64("0e999999999999") == 0)
        #expect(int64("12345678901234567890123456789012345678901234567890") == nil)
        #expect(int64("") == nil)
        #expect(int64("-") == nil)
        #expect(int64("12a") == nil)
    }

    @Test("TF-JSON-03: decimals keep all digits and are never rounded")
    func decimals() {
        #expect(decimal("1.10", 10, 2) == 110)
        #expect(decimal("-1.1", 10, 3) == -1100)
        #expect(decimal("1.1000", 10, 1) == 11)
        #expect(decimal("1.11", 10, 1) == nil)
        #expect(decimal("99.99", 4, 2) == 9999)
        #expect(decimal("100", 4, 2) == nil)
        #expect(decimal("0.000", 1, 0) == 0)
        #expect(decimal("1e2", 5, 1) == 1000)
        #expect(decimal("0.00000000000000000001", 38, 20) == 1)
        let digits = "12345678901234567890123456789012345678"
        #expect(decimal(digits, 38, 0).map(String.init) == digits)
        #expect(decimal("-" + digits + ".000", 38, 0).map(String.init) == "-" + digits)
        #expect(decimal(digits + "9", 38, 0) == nil)
        #expect(
            decimal("123456789012345678901234567890.12345678", 38, 8).map(String.init) == digits)
    }

    @Test(
        "doubles are the nearest, as the standard library reads them",
        arguments: [
            "0", "-0", "1", "-1.5", "0.1", "-118.6671667", "34.4945", "1e22", "1e23", "1e-22",
            "123456789012345678", "9007199254740993", "9007199254740993.0", "0.30000000000000004",
            "1.7976931348623157e308", "2.2250738585072014e-308", "5e-324",
            "2.4703282292062327e-324",
            "1e-400",
            "0.000000000000000000000000000000000000000000000000000000000001e60",
            "8.41e21", "9.2e-15", "1234567890.12345678901234567890", "179769313486231570000e288",
            "2.2250738585072011e-308", "1e0000000000000000000001",
            "100000000000000000000000000000000000000000000000000000000000000e-61",
        ])
    func doubles(text: String) {
        #expect(double(text)?.bitPattern == Double(text)?.bitPattern)
    }

    @Test("a number beyond the largest double is refused")
    func hugeDoubles() {
        #expect(double("1e309") == nil)
        #expect(double("-1e99999999999999999999") == nil)
        #expect(double("1" + String(repeating: "0", count: 400)) == nil)
        #expect(double("0e99999") == 0)
        #expect(double("nan") == nil)
        #expect(double("inf") == nil)
        #expect(double("0x10") == nil)
    }

    @Test("TF-JSON-06: random doubles are shortest and read back as the same bits")
    func shortestDoubles() {
        let seed: UInt64 = 7
        var state = seed
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state ^ (state >> 31))
            guard value.isFinite else { continue }
            var text: [UInt8] = []
            JSONNumber.append(value, to: &text)
            #expect(JSONNumber.double(text.span)?.bitPattern == value.bitPattern, "seed \(seed)")
            #expect(String(decoding: text, as: UTF8.self).count <= value.description.count)
        }
    }

    @Test(
        "doubles are written plain in the middle range and with an exponent outside",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.1, "0.1"), (-25.5, "-25.5"),
            (100.0, "100.0"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"), (0.00012, "0.00012"), (0.00001, "1e-05"),
            (.leastNonzeroMagnitude, "5e-324"),
            (123456789.125, "123456789.125"), (9_007_199_254_740_992, "9007199254740992.0"),
        ])
    func doubleText(value: Double, expected: String) {
        var text: [UInt8] = []
        JSONNumber.append(value, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test("floats are written with the digits that a float needs")
    func floatText() {
        var text: [UInt8] = []
        JSONNumber.append(Float(0.1), to: &text)
        #expect(String(decoding: text, as: UTF8.self) == "0.1")
    }

    @Test(
        "decimals are written with all their decimals",
        arguments: [
            (0, 0, "0"), (0, 2, "0.00"), (5, 2, "0.05"), (-5, 1, "-0.5"), (12345, 2, "123.45"),
            (-12345, 0, "-12345"), (1, 38, "0." + String(repeating: "0", count: 37) + "1"),
        ] as [(Int128, Int, String)])
    func decimalText(value: Int128, scale: Int, expected: String) {
        var text: [UInt8] = []
        JSONNumber.append(decimal: value, scale: scale, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test("integers of every sign and size are written")
    func integerText() {
        var text: [UInt8] = []
        for value in [0, 7, -10, Int64.max, Int64.min] {
            JSONNumber.append(value, to: &text)
            text.append(UInt8(ascii: " "))
        }
        #expect(
            String(decoding: text, as: UTF8.self)
                == "0 7 -10 9223372036854775807 -9223372036854775808 ")
    }
}
