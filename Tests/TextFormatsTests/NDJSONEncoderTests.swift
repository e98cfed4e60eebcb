import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct NDJSONEncoderTests {
    private func encode(_ type: DataType, _ scalars: [Scalar]) -> [String] {
        let column = ColumnArray(scalars: scalars, type: type)
        return encode(column)
    }

    private func encode(_ column: ColumnArray) -> [String] {
        let schema = Schema([Field("v", column.type)])
        let batch = RecordBatch(schema: schema, columns: [column], count: column.count)
        let text = NDJSONEncoder(schema: schema).encode(batch).utf8String() ?? ""
        #expect(text.hasSuffix("\n") || column.count == 0)
        return text.split(separator: "\n").map { String($0.dropFirst(5).dropLast()) }
    }

    @Test("TF-OUT-01: every scalar type is spelt as the command line promises")
    func scalars() throws {
        let decimal = try #require(DecimalType(precision: 20, scale: 3))
        #expect(encode(.boolean, [.boolean(true), .null]) == ["true", "null"])
        #expect(encode(.int8, [.int8(-128)]) == ["-128"])
        #expect(
            encode(.int64, [.int64(.max), .int64(.min)]) == [
                "9223372036854775807", "-9223372036854775808",
            ])
        #expect(
            encode(
                .float64, [.float64(0.1), .float64(-.infinity), .float64(.nan), .float64(1e300)])
                == ["0.1", "\"-Infinity\"", "\"NaN\"", "1e+300"])
        #expect(encode(.float32, [.float32(0.1), .float32(.infinity)]) == ["0.1", "\"Infinity\""])
        #expect(
            encode(
                .decimal(decimal),
                [.decimal(-5, decimal), .decimal(12_345_678_901_234_567_890, decimal)])
                == ["-0.005", "12345678901234567.890"])
        #expect(
            encode(.string, [.string("a\"\n\u{1}é"), .string("")]) == [#""a\"\n\u0001é""#, #""""#])
        #expect(
            encode(.binary, [.binary([0, 1, 2, 255]), .binary([1]), .binary([])]) == [
                #""AAEC/w==""#, #""AQ==""#, #""""#,
            ])
        #expect(
            encode(.date, [.date(20_777), .date(-719_162), .date(0)])
                == [#""2026-11-20""#, #""0001-01-01""#, #""1970-01-01""#])
        #expect(
            encode(.timestamp, [.timestamp(1_531_712_963_000_001), .timestamp(-1)])
                == [#""2018-07-16T03:49:23.000001Z""#, #""1969-12-31T23:59:59.999999Z""#])
        #expect(encode(.timestampNTZ, [.timestampNTZ(0)]) == [#""1970-01-01T00:00:00.000000""#])
        #expect(encode(.null, [.null, .null]) == ["null", "null"])
    }

    @Test("the extremes of dates and timestamps are written, never trapped on")
    func extremes() {
        #expect(
            encode(.date, [.date(.max), .date(.min)]) == [
                #""+5881580-07-11""#, #""-5877641-06-23""#,
            ])
        #expect(
            encode(.timestamp, [.timestamp(.max), .timestamp(.min)])
                == [#""+294247-01-10T04:00:54.775807Z""#, #""-290308-12-21T19:59:05.224192Z""#])
    }

    @Test("TF-OUT-02: nested values: structs are objects, maps are arrays of entries")
    func nested() {
        let type = DataType.list(
            Field(
                "element",
                .struct([
                    Field("x y", .int32),
                    Field(
                        "s",
                        .map(key: Field("k", .string, nullable: false), value: Field("v", .date))),
                ])))
        #expect(
            encode(
                type,
                [
                    .list([
                        .struct([
                            .int32(1), .map([.string("a"), .string("b")], [.date(0), .null]),
                        ]), .null,
                    ]),
                    .null, .list([]), .list([.struct([.null, .null])]),
                ]) == [
                    #"[{"x y":1,"s":[{"key":"a","value":"1970-01-01"},"#
                        + #"{"key":"b","value":null}]},null]"#,
                    "null", "[]", #"[{"x y":null,"s":null}]"#,
                ])
    }

    @Test("dictionaries and slices give the same text as flat columns")
    func layouts() {
        let values = ColumnArray(scalars: [.string("red"), .null, .string("blue")], type: .string)
        let column = ColumnArray(
            type: .string, count: 5, validity: Bitmap([true, true, true, false, true]),
            storage: .dictionary(indices: TypedBuffer([2, 0, 1, 99, 0]), values: values))
        let expected = [#""blue""#, #""red""#, "null", "null", #""red""#]
        #expect(encode(column) == expected)
        #expect(encode(column.slice(1..<4)) == Array(expected[1..<4]))
        #expect(encode(column.slice(1..<2)) == Array(expected[1..<2]))
        #expect(
            encode(ColumnArray(repeating: .int64(7), count: 3, type: .int64)) == ["7", "7", "7"])
        #expect(encode(ColumnArray(nulls: 2, type: .string)) == ["null", "null"])
        let lists = ColumnArray(
            scalars: [.list([.int64(1)]), .null, .list([.int64(2), .int64(3)]), .list([])],
            type: .list(Field("element", .int64)))
        #expect(encode(lists.slice(1..<4)) == ["null", "[2,3]", "[]"])
    }

    @Test("columns come in order with their names escaped; an array encloses the same rows")
    func rows() {
        let schema = Schema([Field("a\"b", .int64), Field("c", .string)])
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: [.int64(1), .null], type: .int64),
                ColumnArray(scalars: [.string("x"), .string("y")], type: .string),
            ], count: 2)
        #expect(
            NDJSONEncoder(schema: schema).encode(batch).utf8String()
                == "{\"a\\\"b\":1,\"c\":\"x\"}\n{\"a\\\"b\":null,\"c\":\"y\"}\n")
        var array = JSONArrayEncoder(schema: schema)
        let parts = [
            array.encode(batch.slice(0..<1)), array.encode(.empty(schema)),
            array.encode(batch.slice(1..<2)), array.finish(),
        ]
        #expect(
            parts.compactMap { $0.utf8String() }.joined()
                == "[\n{\"a\\\"b\":1,\"c\":\"x\"},\n{\"a\\\"b\":null,\"c\":\"y\"}\n]\n")
        #expect(JSONArrayEncoder(schema: schema).finish().utf8String() == "[]\n")
    }

    @Test("TF-OUT-03: what is written reads back as the same values")
    func roundTrip() throws {
        let decimal = try #require(DecimalType(precision: 38, scale: 6))
        let fields = [
            Field("b", .boolean), Field("i", .int16), Field("f", .float32), Field("d", .float64),
            Field("dec", .decimal(decimal)), Field("s", .string), Field("bin", .binary),
            Field("date", .date), Field("ts", .timestamp), Field("ntz", .timestampNTZ),
            Field(
                "m",
                .map(key: Field("key", .string, nullable: false), value: Field("value", .int64))),
        ]
        let row: [Scalar] = [
            .boolean(false), .int16(-7), .float32(.pi), .float64(-1.0e-7), .decimal(-1, decimal),
            .string("line\u{2028}\t\"é"), .binary([9, 8, 7, 6, 5]), .date(-1), .timestamp(-1),
            .timestampNTZ(86_399_999_999), .map([.string("k")], [.null]),
        ]
        let nulls = fields.map { _ in Scalar.null }
        let columns = fields.indices.map { position in
            ColumnArray(scalars: [row[position], nulls[position]], type: fields[position].type)
        }
        let batch = RecordBatch(schema: Schema(fields), columns: columns, count: 2)
        var decoder = NDJSONDecoder(schema: batch.schema)
        let rows = try decoder.decode(lines: NDJSONEncoder(schema: batch.schema).encode(batch))
        #expect(rows.badRows.isEmpty)
        #expect(rows.batch.row(0) == row)
        #expect(rows.batch.row(1) == nulls)
    }
}
