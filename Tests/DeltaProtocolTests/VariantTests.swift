import BinaryIO
import Columnar
import Testing

@testable import DeltaProtocol

@Suite struct VariantTests {
    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
    }

    private static func json(
        _ value: [UInt8], _ metadata: [UInt8], _ text: inout VariantText
    ) throws(DeltaProtocolError) -> String {
        let json = try text.json(metadata: metadata.span.bytes, value: value.span.bytes)
        return json.utf8String() ?? "not UTF-8"
    }

    static let empty = "010000"

    /// Metadata, value and JSON. The bytes are those of parquet-testing's `variant` folder, where
    /// Spark wrote them, or written by hand from the specification.
    static let cases: [(String, String, String)] = [
        (empty, "00", "null"), (empty, "04", "true"), (empty, "08", "false"),
        (empty, "0c2a", "42"), (empty, "0c80", "-128"), (empty, "10d204", "1234"),
        (empty, "1440e20100", "123456"), (empty, "181581e97df4102211", "1234567890123456789"),
        (empty, "18 00 00 00 00 00 00 00 80", "-9223372036854775808"),
        (empty, "1cc9e587b48065d241", "1234567890.1234"), (empty, "38062c934e", "1.234568e+09"),
        (empty, "1c 00 00 00 00 00 00 f8 7f", "\"NaN\""),
        (empty, "38 00 00 80 ff", "\"-Infinity\""),
        (empty, "2002d2040000", "12.34"), (empty, "2402d202964900000000", "12345678.9"),
        (empty, "2802d2b623c0f41022110000000000000000", "12345678912345678.9"),
        (empty, "20 03 e8 03 00 00", "1"), (empty, "20 02 2e fb ff ff", "-12.34"),
        (empty, "2ce24e0000", "\"2025-04-16\""), (empty, "2c ff ff ff ff", "\"1969-12-31\""),
        (empty, "30e05297dde7320600", "\"2025-04-16 16:34:56.78+00:00\""),
        (empty, "34e0c24883e4320600", "\"2025-04-16 12:34:56.78\""),
        (empty, "34 ff ff ff ff ff ff ff ff", "\"1969-12-31 23:59:59.999999\""),
        (empty, "44c0f229880a000000", "\"12:33:54.123456\""),
        (empty, "4815413a6cb7af0518", "\"2024-11-07 12:33:54.123456789+00:00\""),
        (empty, "4c15413a6cb7af0518", "\"2024-11-07 12:33:54.123456789\""),
        (empty, "50f24f9b6481fa49d1b74e8c09a6e31c56", "\"f24f9b64-81fa-49d1-b74e-8c09a6e31c56\""),
        (empty, "3c09000000031337deadbeefcafe", "\"AxM33q2+78r+\""),
        (empty, "09 61 22", #""a\"""#), (empty, "40 02000000 c3a9", "\"é\""),
        (empty, "030000", "[]"), (empty, "020000", "{}"),
        (empty, "030400020406080c020c010c050c09", "[2,1,5,9]"),
        // The ids of an object's fields go by their names, whatever the dictionary's order.
        ("01 02 00 01 02 62 61", "02 02 01 00 02 00 04 0c 02 0c 01", #"{"a":1,"b":2}"#),
        // Widths of four bytes, and a count of four.
        (
            "c1 01000000 00000000 01000000 61",
            "7e 01000000 00000000 00000000 02000000 0c 05", #"{"a":5}"#
        ),
        (empty, "13 01000000 00 02 0c 07", "[7]"),
    ]

    @Test("DP-VAR-01 a variant is its JSON text", arguments: 0..<cases.count)
    func texts(index: Int) throws {
        let (metadata, value, expected) = Self.cases[index]
        var text = VariantText()
        let found = try Self.json(Self.bytes(value), Self.bytes(metadata), &text)
        #expect(found == expected)
        // The memory of one does not show in the next.
        #expect(try Self.json([0x00], Self.bytes(Self.empty), &text) == "null")
    }

    @Test(
        "DP-VAR-02 a variant that is damaged is an error",
        arguments: [
            (empty, ""), ("", "00"), ("02 00 00", "00"), (empty, "0c"), (empty, "10 d2"),
            (empty, "fc"), (empty, "09 61"), (empty, "05 ff"), (empty, "03 01 00"),
            (empty, "03 ff 00"), (empty, "02 01 00 00 02 0c 01"), ("01 01 00 05 61", "00"),
            ("01 01 01 00 61", "00"), (empty, "20 27 01 00 00 00"), (empty, "40 ff ff ff ff 61"),
            (empty, "3c ff ff ff 7f 61"), (empty, "13 ff ff ff ff 00"), ("c1 ff ff ff ff", "00"),
        ])
    func damaged(metadata: String, value: String) {
        var text = VariantText()
        #expect(throws: DeltaProtocolError.self) {
            try Self.json(Self.bytes(value), Self.bytes(metadata), &text)
        }
    }

    @Test("DP-VAR-02 offsets that lead to one place again and again end in an error")
    func bomb() {
        // Each array holds the next one twice; the innermost is empty.
        var value = Self.bytes("030000")
        for _ in 0..<60 { value = Self.bytes("07 02 0000 0000") + [0, 0] + value }
        var text = VariantText()
        #expect(throws: DeltaProtocolError.self) {
            try Self.json(value, Self.bytes(Self.empty), &text)
        }
        var deep = Self.bytes("00")
        for _ in 0..<200 { deep = Self.bytes("03 01 00") + [0] + deep }
        #expect(throws: DeltaProtocolError.self) {
            try Self.json(deep, Self.bytes(Self.empty), &text)
        }
    }

    @Test("DP-VAR-02 mutated variants never trap", arguments: UInt64(1)...4)
    func mutated(seed: UInt64) {
        var draws = DeletionVectorTests.Draws(state: seed)
        var text = VariantText()
        for _ in 0..<2000 {
            let (metadata, value, _) = Self.cases[Int.random(in: Self.cases.indices, using: &draws)]
            var parts = [Self.bytes(metadata), Self.bytes(value)]
            for _ in 0..<Int.random(in: 1...3, using: &draws) {
                let part = Int.random(in: 0...1, using: &draws)
                let place = Int.random(in: parts[part].indices, using: &draws)
                parts[part][place] = UInt8.random(in: 0...255, using: &draws)
            }
            let found = try? Self.json(parts[1], parts[0], &text)
            #expect((found ?? "").utf8.count < 100_000, "seed \(seed)")
        }
    }

    @Test("DP-VAR-03 the type of a variant survives in a schema, and says what a column is")
    func schema() throws {
        let text =
            #"{"type":"struct","fields":["#
            + #"{"name":"v","type":"variant","nullable":true,"metadata":{}},"#
            + #"{"name":"l","type":{"type":"array","elementType":"variant","containsNull":true},"#
            + #""nullable":true,"metadata":{"k":"x"}},"#
            + #"{"name":"s","type":"string","nullable":true,"metadata":{}}]}"#
        let schema = try SchemaCodec.decode(text)
        #expect(schema.fields.map(\.isVariant) == [true, false, false])
        let element = Field("element", .string, metadata: schema[0].metadata)
        #expect(schema[0].type == .string && schema[1].type == .list(element))
        #expect(SchemaCodec.encode(schema) == text)
        #expect(StatisticsColumn.columns(of: schema).map(\.hasBounds) == [false, false, true])
    }
}
