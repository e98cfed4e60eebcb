import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct NDJSONDecoderTests {
    private func decode(
        _ text: String, _ fields: [Field], _ options: NDJSONOptions = NDJSONOptions()
    ) throws -> DecodedRows {
        var decoder = NDJSONDecoder(schema: Schema(fields), options: options)
        return try decoder.decode(lines: Bytes(utf8: text))
    }

    /// The values of the only column.
    private func values(_ type: DataType, _ json: String...) throws -> [Scalar] {
        let lines = json.map { "{\"v\":\($0)}" }.joined(separator: "\n")
        let rows = try decode(lines, [Field("v", type)])
        #expect(rows.badRows.map(\.message) == [])
        return rows.batch.columns.first?.scalars() ?? []
    }

    /// The codes of the bad rows that one value a row gives.
    private func codes(_ type: DataType, _ json: String...) throws -> [BadRow.Code] {
        let lines = json.map { "{\"v\":\($0)}" }.joined(separator: "\n")
        let rows = try decode(lines, [Field("v", type)])
        #expect(rows.batch.count == 0)
        #expect(rows.badRows.allSatisfy { $0.column == "v" })
        return rows.badRows.map(\.code)
    }

    @Test("TF-ROW-01: every scalar type reads its own text, and null")
    func scalars() throws {
        #expect(
            try values(.boolean, "true", "false", "null") == [
                .boolean(true), .boolean(false), .null,
            ])
        #expect(try values(.int8, "-128", "127") == [.int8(-128), .int8(127)])
        #expect(try values(.int16, "32767", "null") == [.int16(32767), .null])
        #expect(try values(.int32, "-2147483648", "1e3") == [.int32(.min), .int32(1000)])
        #expect(try values(.int64, "9223372036854775807") == [.int64(.max)])
        #expect(
            try values(.float64, "0.1", "5", "\"Infinity\"") == [
                .float64(0.1), .float64(5), .float64(.infinity),
            ])
        #expect(
            try values(.float32, "0.1", "\"-Infinity\"") == [.float32(0.1), .float32(-.infinity)])
        #expect(
            try values(.date, "\"2026-11-20\"", "\"0001-01-01\"") == [
                .date(20_777), .date(-719_162),
            ])
        #expect(
            try values(.binary, "\"AAEC/w==\"", "\"\"") == [.binary([0, 1, 2, 255]), .binary([])])
        #expect(try values(.null, "null") == [.null])
    }

    @Test("TF-ROW-02: decimals are exact")
    func decimals() throws {
        let small = try #require(DecimalType(precision: 10, scale: 2))
        let wide = try #require(DecimalType(precision: 38, scale: 10))
        #expect(
            try values(.decimal(small), "12.5", "\"0.01\"", "-99999999.99")
                == [.decimal(1250, small), .decimal(1, small), .decimal(-9_999_999_999, small)])
        let digits = "1234567890123456789012345678.0123456789"
        let unscaled = Int128("12345678901234567890123456780123456789") ?? 0
        #expect(try values(.decimal(wide), digits) == [.decimal(unscaled, wide)])
        #expect(
            try codes(.decimal(small), "0.001", "123456789", "\"x\"", "true")
                == [.outOfRange, .outOfRange, .wrongType, .wrongType])
    }

    @Test("TF-ROW-03: timestamps have an optional fraction and zone; numbers are refused")
    func timestamps() throws {
        let second: Int64 = 1_531_712_963_000_000
        #expect(
            try values(
                .timestamp, "\"2018-07-16T03:49:23Z\"", "\"2018-07-16T05:49:23.000001+02:00\"",
                "\"2018-07-16 03:49:23.123456789\"", "\"2018-07-15T20:19:23-0730\"",
                "\"2018-07-16\"", "\"2018-07-16T03:49\"", "\"1969-12-31T23:59:59.9Z\"")
                == [
                    .timestamp(second), .timestamp(second + 1), .timestamp(second + 123_456),
                    .timestamp(second), .timestamp(1_531_699_200_000_000),
                    .timestamp(second - 23_000_000), .timestamp(-100_000),
                ])
        #expect(
            try values(.timestampNTZ, "\"2018-07-16T03:49:23.5\"") == [
                .timestampNTZ(second + 500_000)
            ])
        #expect(
            try codes(
                .timestamp, "1531712963", "\"2018-02-30T00:00:00Z\"", "\"2018-07-16T24:00:00Z\"",
                "\"2018-07-16T03:49:60Z\"", "\"2018-07-16T03:49:23.Z\"",
                "\"2018-07-16T03:49:23+19:00\"",
                "\"2018-07-16T03:49:23Zx\"", "\"2018-7-16\"", "\"\"")
                == Array(repeating: .wrongType, count: 9))
        #expect(try codes(.timestampNTZ, "\"2018-07-16T03:49:23Z\"") == [.wrongType])
        #expect(
            try codes(.date, "\"2018-07-16T00:00:00Z\"", "17000", "\"2018-13-01\"")
                == [.wrongType, .wrongType, .wrongType])
    }

    @Test("strings keep their text; values of another kind are their JSON text")
    func strings() throws {
        #expect(
            try values(
                .string, "\"\"", "\"short\"", "\"twelve bytes\"", "\"thirteen bytes\"",
                "\"a\\nb\\u00e9\"", "\"a long one with \\\"quotes\\\"\"", "1.50", "true",
                "{\"a\": [1, null]}", "null")
                == [
                    .string(""), .string("short"), .string("twelve bytes"),
                    .string("thirteen bytes"),
                    .string("a\nbé"), .string("a long one with \"quotes\""), .string("1.50"),
                    .string("true"), .string("{\"a\": [1, null]}"), .null,
                ])
    }

    @Test("TF-ROW-04: a value that does not fit makes its row bad, named by column and reason")
    func badValues() throws {
        let text = """
            {"a":1,"b":"x"}
            {"a":"1","b":"y"}
            {"a":2.5,"b":"z"}
            {"a":99999999999,"b":"z"}
            {"a":2,"b":"last"}
            """
        let rows = try decode(text, [Field("a", .int32), Field("b", .string)])
        #expect(rows.batch.columns[0].scalars() == [.int32(1), .int32(2)])
        #expect(rows.batch.columns[1].scalars() == [.string("x"), .string("last")])
        #expect(rows.badRows.map(\.code) == [.wrongType, .outOfRange, .outOfRange])
        #expect(rows.badRows.map(\.position.line) == [2, 3, 4])
        #expect(rows.badRows.map(\.position.byte) == [16, 34, 52])
        let first = try #require(rows.badRows.first)
        #expect(first.column == "a")
        #expect(first.message == "column a is int, but the value is a string: 1")
        #expect(first.text.utf8String() == #"{"a":"1","b":"y"}"#)
        #expect(rows.end == TextPosition(line: 5, byte: 96))
    }

    @Test("lines that are not objects are bad rows in the order of the file")
    func badLines() throws {
        let text =
            "[1]\n{\"a\":\n{\"a\":true}\r\n\r\n{\"a\":3}\r\nnull\n{\"a\":4} x\n{\"a\":\"\u{1}\"}"
        let rows = try decode(text, [Field("a", .int64)])
        #expect(rows.batch.columns[0].scalars() == [.int64(3)])
        #expect(
            rows.badRows.map { "\($0.position.line) \($0.code)" } == [
                "1 wrongType", "2 malformed", "3 wrongType", "6 wrongType", "7 malformed",
                "8 malformed",
            ])
        #expect(rows.badRows[2].text.utf8String() == "{\"a\":true}")
    }

    @Test("bytes that are not UTF-8 make their line bad and no other")
    func invalidUTF8() throws {
        var decoder = NDJSONDecoder(schema: Schema([Field("a", .string)]))
        let bytes = Bytes(
            Array("{\"a\":\"1\"}\n{\"a\":\"".utf8) + [0xFF] + Array("\"}\n{\"a\":\"2\"}".utf8))
        let rows = try decoder.decode(lines: bytes)
        #expect(rows.batch.columns[0].scalars() == [.string("1"), .string("2")])
        #expect(rows.badRows.map(\.code) == [.invalidUTF8])
    }

    @Test("fields come in any order; a missing one is null, the last of two counts")
    func fieldOrder() throws {
        let text = """
            {"b":"x","a":1}
            {"c":[{"a":9}],"a":2}
            {"a":3,"a":4,"\\u0062":"esc"}
            {}
            """
        let rows = try decode(text, [Field("a", .int64), Field("b", .string)])
        #expect(rows.batch.columns[0].scalars() == [.int64(1), .int64(2), .int64(4), .null])
        #expect(rows.batch.columns[1].scalars() == [.string("x"), .null, .string("esc"), .null])
        #expect(rows.badRows.isEmpty)
    }

    @Test("unknown fields are ignored, or make the row bad on request")
    func unknownFields() throws {
        let text = "{\"a\":1,\"z\":2}\n{\"a\":{\"b\":1}}\n{\"a\":2}"
        let rows = try decode(text, [Field("a", .int64)], NDJSONOptions(unknownFields: .refuse))
        #expect(rows.batch.columns[0].scalars() == [.int64(2)])
        #expect(rows.badRows.map(\.code) == [.unknownColumn, .wrongType])
        #expect(rows.badRows[0].message == "there is no column z")
    }

    @Test("a column that is not nullable must have a value, a field of a null struct need not")
    func required() throws {
        let inner = Field("s", .struct([Field("x", .int32, nullable: false)]))
        let fields = [Field("id", .int64, nullable: false), inner]
        let text = """
            {"id":1,"s":{"x":1}}
            {"s":{"x":1}}
            {"id":3,"s":{}}
            {"id":4,"s":null}
            {"id":null}
            """
        let rows = try decode(text, fields)
        #expect(rows.batch.columns[0].scalars() == [.int64(1), .int64(4)])
        #expect(rows.badRows.map(\.code) == [.missingValue, .missingValue, .missingValue])
        #expect(rows.badRows.map(\.column) == ["id", "s.x", "id"])
    }

    @Test("TF-ROW-05: structs, lists and maps nest; maps are objects or arrays of entries")
    func nested() throws {
        let point = DataType.struct([
            Field("x", .float64), Field("tags", .list(Field("element", .string))),
        ])
        #expect(
            try values(
                .list(Field("element", point)), #"[{"x":1,"tags":["a",null]},null,{}]"#, "[]",
                "null")
                == [
                    .list([
                        .struct([.float64(1), .list([.string("a"), .null])]), .null,
                        .struct([.null, .null]),
                    ]), .list([]), .null,
                ])
        let map = DataType.map(
            key: Field("key", .int32, nullable: false), value: Field("value", .boolean))
        #expect(
            try values(
                map, #"{"1":true,"2":null}"#, #"[{"key":3,"value":false},{"value":true,"key":4}]"#,
                "{}")
                == [
                    .map([.int32(1), .int32(2)], [.boolean(true), .null]),
                    .map([.int32(3), .int32(4)], [.boolean(false), .boolean(true)]), .map([], []),
                ])
        let rows = try decode(
            "{\"v\":[1]}\n{\"v\":[\"x\"]}\n{\"v\":{}}\n{\"v\":[2,3]}",
            [Field("v", .list(Field("element", .int64)))])
        #expect(
            rows.batch.columns[0].scalars() == [.list([.int64(1)]), .list([.int64(2), .int64(3)])])
        #expect(rows.badRows.map(\.column) == ["v[]", "v"])
        let bad = try decode(
            "{\"v\":{\"x\":true}}\n{\"v\":[{\"value\":true}]}\n{\"v\":[1]}\n{\"v\":1}",
            [Field("v", map)])
        #expect(bad.batch.count == 0)
        #expect(bad.badRows.map(\.column) == ["v.key", "v.key", "v", "v"])
    }

    @Test("a JSON document is rows too: an array of objects, or one object")
    func documents() throws {
        var decoder = NDJSONDecoder(schema: Schema([Field("a", .int64)]))
        let array = try decoder.decode(
            document: Bytes(utf8: "[{\"a\":1},\n {\"a\":\"x\"},\n7, {\"a\":2}]"))
        #expect(array.batch.columns[0].scalars() == [.int64(1), .int64(2)])
        #expect(
            array.badRows.map(\.position) == [
                TextPosition(line: 2, byte: 11), TextPosition(line: 3, byte: 22),
            ])
        #expect(array.badRows.map { $0.text.utf8String() } == ["{\"a\":\"x\"}", "7"])
        let object = try decoder.decode(document: Bytes(utf8: "{\n\"a\": 5}"))
        #expect(object.batch.columns[0].scalars() == [.int64(5)])
        let scalar = #expect(throws: TextFormatError.self) {
            _ = try decoder.decode(document: Bytes(utf8: "5"))
        }
        #expect(scalar?.message.contains("one object a line") == true)
        let broken = #expect(throws: TextFormatError.self) {
            _ = try decoder.decode(document: Bytes(utf8: "[{\"a\":1},\n"))
        }
        #expect(broken?.code == .malformed)
        #expect(broken?.position?.line == 2)
    }
}
