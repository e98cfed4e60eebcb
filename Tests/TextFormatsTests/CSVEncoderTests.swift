import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct CSVEncoderTests {
    private func batch(_ fields: [Field], _ rows: [[Scalar]]) -> RecordBatch {
        let columns = fields.indices.map { position in
            ColumnArray(scalars: rows.map { $0[position] }, type: fields[position].type)
        }
        return RecordBatch(schema: Schema(fields), columns: columns, count: rows.count)
    }

    @Test("fields are quoted only where they must be, nested values are JSON text")
    func quoting() {
        let fields = [
            Field("a", .string), Field("b,c", .timestamp),
            Field("l", .list(Field("element", .string))),
            Field("d", .float64),
        ]
        let rows: [[Scalar]] = [
            [.string("plain text"), .timestamp(0), .list([.string("x"), .null]), .float64(.nan)],
            [.string("a \"q\", \n"), .null, .null, .float64(1)],
            [.string(""), .null, .list([]), .null],
        ]
        let data = batch(fields, rows)
        let encoder = CSVEncoder(schema: data.schema)
        #expect(encoder.header().utf8String() == "a,\"b,c\",l,d\n")
        #expect(
            encoder.encode(data).utf8String() == """
                plain text,1970-01-01T00:00:00.000000Z,"[""x"",null]",NaN
                "a ""q"", \n",,,1.0
                "",,[],

                """)
    }

    @Test("TF-CSV-05: what is written reads back as the same values")
    func roundTrip() throws {
        let fields = [
            Field("s", .string), Field("i", .int64), Field("bin", .binary), Field("day", .date),
        ]
        let rows: [[Scalar]] = [
            [.string("a,b;c\r\n\"x\""), .int64(-1), .binary([1, 2]), .date(-1)],
            [.string(""), .null, .binary([]), .null],
            [.null, .int64(.max), .null, .date(0)],
            [.null, .null, .null, .null],
            [.string("NULL"), .int64(0), .binary([0]), .date(1)],
        ]
        for options in [CSVOptions(), CSVOptions(delimiter: UInt8(ascii: "\t"), nullText: "NULL")] {
            let data = batch(fields, rows)
            let encoder = CSVEncoder(schema: data.schema, options: options)
            let bytes = Bytes(encoder.header().array() + encoder.encode(data).array())
            var reader = try CSVReader(schema: data.schema, options: options)
            let result = try reader.append(bytes)
            #expect(result.badRows.isEmpty)
            #expect((0..<result.batch.count).map { result.batch.row($0) } == rows)
        }
    }

    @Test("a null in the only column keeps its row")
    func singleColumn() throws {
        let data = batch([Field("a", .int64)], [[.null], [.int64(1)]])
        #expect(CSVEncoder(schema: data.schema).encode(data).utf8String() == "\"\"\n1\n")
    }
}
