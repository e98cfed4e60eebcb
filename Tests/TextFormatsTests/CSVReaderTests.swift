import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct CSVReaderTests {
    private let strings = [Field("a", .string), Field("b", .string)]

    private func read(
        _ chunks: [Bytes], _ fields: [Field], _ options: CSVOptions = CSVOptions()
    ) throws -> (rows: [[Scalar]], bad: [String]) {
        var reader = try CSVReader(schema: Schema(fields), options: options)
        var results: [DecodedRows] = []
        for chunk in chunks { results.append(try reader.append(chunk)) }
        results.append(try reader.finish())
        let rows = results.flatMap { result in
            (0..<result.batch.count).map { result.batch.row($0) }
        }
        let bad = results.flatMap(\.badRows).map {
            "\($0.position.line):\($0.position.byte) \($0.code) \($0.text.utf8String() ?? "?")"
        }
        return (rows, bad)
    }

    private func read(
        _ text: String, _ fields: [Field], _ options: CSVOptions = CSVOptions()
    ) throws -> (rows: [[Scalar]], bad: [String]) {
        try read([Bytes(utf8: text)], fields, options)
    }

    private func texts(_ text: String, _ options: CSVOptions = CSVOptions()) throws -> [[String?]] {
        let result = try read(text, strings, options)
        #expect(result.bad == [])
        return result.rows.map { row in
            row.map { if case .string(let text) = $0 { text } else { nil } }
        }
    }

    @Test("TF-CSV-01: quotes, delimiters and line ends in quotes are text")
    func quotes() throws {
        #expect(
            try texts("a,b\n\"x,1\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",plain\n")
                == [["x,1", "say \"hi\""], ["two\r\nlines", "plain"]])
        #expect(try texts("a,b\n5\" disk,it's\n") == [["5\" disk", "it's"]])
        #expect(
            try texts("b;a\n\"1\";2", CSVOptions(delimiter: UInt8(ascii: ";"))) == [["2", "1"]])
        #expect(try texts("\u{FEFF}\"a\",b\n1,2") == [["1", "2"]])
    }

    @Test("TF-CSV-02: an empty field is null, a quoted empty one is an empty string")
    func nulls() throws {
        #expect(
            try texts("a,b\n,\"\"\n\"\",\nx,y\n,\n") == [
                [nil, ""], ["", nil], ["x", "y"], [nil, nil],
            ])
        #expect(
            try texts("a,b\nNA,\n\"NA\",NA\n", CSVOptions(nullText: "NA")) == [
                [nil, ""], ["NA", nil],
            ])
    }

    @Test("blank lines are skipped; a file without a line end at its end is whole")
    func blankLines() throws {
        #expect(try texts("a,b\n\n1,2\r\n\r\n3,4") == [["1", "2"], ["3", "4"]])
        #expect(try texts("a,b") == [])
        #expect(try texts("") == [])
    }

    @Test("fields become the types of their columns, or their row is bad")
    func types() throws {
        let decimal = try #require(DecimalType(precision: 5, scale: 2))
        let fields = [
            Field("i", .int32), Field("d", .float64), Field("n", .decimal(decimal)),
            Field("t", .timestamp), Field("day", .date), Field("ok", .boolean),
        ]
        let text = """
            i,d,n,t,day,ok
            1,1e2,1.5,2018-07-16 03:49:23,2018-07-16,true
            "2",NaN,"-0.01",2018-07-16T03:49:23.5Z,1970-01-01,FALSE
            ,,,,,
            x,1,1,2018-07-16,2018-07-16,true
            3,1,1.005,2018-07-16,2018-07-16,true
            99999999999,1,1,2018-07-16,2018-07-16,true
            5,1,1,yesterday,2018-07-16,true
            6,1,1,2018-07-16,16.07.2018,yes
            """
        let result = try read(text, fields)
        let second: Int64 = 1_531_712_963_000_000
        #expect(
            result.rows.map { "\($0)" }
                == [
                    [
                        .int32(1), .float64(100), .decimal(150, decimal), .timestamp(second),
                        .date(17_728), .boolean(true),
                    ],
                    [
                        .int32(2), .float64(.nan), .decimal(-1, decimal),
                        .timestamp(second + 500_000), .date(0), .boolean(false),
                    ],
                    [.null, .null, .null, .null, .null, .null],
                ].map { (row: [Scalar]) in "\(row)" })
        #expect(
            result.bad.map { $0.split(separator: " ")[1] } == [
                "wrongType", "outOfRange", "outOfRange", "wrongType", "wrongType",
            ])
        #expect(result.bad.map { $0.split(separator: ":")[0] } == ["5", "6", "7", "8", "9"])
    }

    @Test("TF-CSV-03: a record that is not CSV costs only its line")
    func badRecords() throws {
        let text = "a,b\n1,2,3\nx\n\"q\"z,1\n3,4\n5,\"open\n6,7\n"
        let result = try read(text, strings)
        #expect(result.rows == [[.string("3"), .string("4")], [.string("6"), .string("7")]])
        #expect(
            result.bad == [
                "2:4 fieldCount 1,2,3", "3:10 fieldCount x", "4:12 malformed \"q\"z,1",
                "6:23 malformed 5,\"open",
            ])
    }

    @Test("bytes that are not UTF-8 make their record bad")
    func invalidUTF8() throws {
        let bytes = Bytes(
            Array("a,b\n1,2\n".utf8) + [0xC3, UInt8(ascii: ","), UInt8(ascii: "\n")]
                + Array("3,4\n".utf8))
        let result = try read([bytes], strings)
        #expect(result.rows.count == 2)
        #expect(result.bad == ["3:8 invalidUTF8 ?"])
    }

    @Test("columns are bound by name; what does not fit the header is said")
    func header() throws {
        let result = try read("z,b\n1,2\n", strings)
        #expect(result.rows == [[.null, .string("2")]])
        func code(_ text: String, _ fields: [Field], _ options: CSVOptions = CSVOptions())
            -> TextFormatError.Code?
        {
            do {
                _ = try read(text, fields, options)
                return nil
            } catch { return (error as? TextFormatError)?.code }
        }
        #expect(code("a,a\n", strings) == .headerMismatch)
        #expect(code("x,y\n", strings) == .headerMismatch)
        #expect(code("a,z\n", strings, CSVOptions(unknownColumns: .refuse)) == .headerMismatch)
        #expect(
            code("a\n", [Field("a", .string), Field("b", .string, nullable: false)])
                == .headerMismatch)
        #expect(code("\"a,b", strings) == .malformed)
        #expect(code("a\n", [Field("a", .list(Field("element", .int64)))]) == .unsupportedType)
        let headless = try read("1,2\n", strings, CSVOptions(header: .absent))
        #expect(headless.rows == [[.string("1"), .string("2")]])
        let required = try read("a\n1\n\"\"\n", [Field("a", .int64, nullable: false)])
        #expect(required.rows == [[.int64(1)]])
        #expect(required.bad == ["3:4 wrongType \"\""])
    }

    @Test("TF-CSV-04: the chunks that a file comes in do not show in its rows")
    func chunking() throws {
        let text =
            "\u{FEFF}a,b\r\n\"x\"\"y\",\"1\r\n2\"\r\n\n,\"\"\n\"bad\"z\n\"q\",é\n7,\"open\n8,9"
        let bytes = Bytes(utf8: text)
        let whole = try read([bytes], strings)
        #expect(whole.rows.count == 4)
        #expect(whole.bad.count == 2)
        for cut in 0...bytes.count {
            let parts = try read([bytes[0..<cut], bytes[cut..<bytes.count]], strings)
            #expect(parts.rows == whole.rows)
            #expect(parts.bad == whole.bad)
        }
        let single = try read((0..<bytes.count).map { bytes[$0..<($0 + 1)] }, strings)
        #expect(single.rows == whole.rows)
        #expect(single.bad == whole.bad)
    }

    @Test("a record beyond the limit is one bad row, however it arrives")
    func longRecords() throws {
        var options = CSVOptions()
        options.limits.lineBytesMax = 16
        options.limits.badRowBytesMax = 4
        let long = String(repeating: "x", count: 40)
        let bytes = Bytes(utf8: "a,b\n1,2\n\(long),\(long)\n3,4\n\"\(long)\n5,6\n\(long),1")
        let whole = try read([bytes], strings, options)
        #expect(whole.rows.count == 3)
        #expect(whole.bad == ["3:8 tooLong xxxx", "5:94 tooLong \"xxx", "7:140 tooLong xxxx"])
        for size in [1, 3, 16, 17, 60] {
            var chunks: [Bytes] = []
            var offset = 0
            while offset < bytes.count {
                chunks.append(bytes[offset..<min(offset + size, bytes.count)])
                offset += size
            }
            let parts = try read(chunks, strings, options)
            #expect(parts.rows == whole.rows, "chunks of \(size)")
            #expect(parts.bad == whole.bad, "chunks of \(size)")
        }
    }

    @Test("random text never traps, and chunks never matter")
    func randomText() throws {
        let seed: UInt64 = 41
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array(",\"\n\r1ax".utf8) + [0xEF, 0xBB, 0xBF, 0xC3]
        var options = CSVOptions(header: .absent)
        options.limits.lineBytesMax = 12
        for round in 0..<3000 {
            let bytes = Bytes((0..<next(60)).map { _ in alphabet[next(alphabet.count)] })
            let whole = try read([bytes], strings, options)
            let first = next(bytes.count + 1)
            let second = first + next(bytes.count - first + 1)
            let cuts = [bytes[0..<first], bytes[first..<second], bytes[second..<bytes.count]]
            let parts = try read(cuts, strings, options)
            #expect(parts.rows == whole.rows, "seed \(seed), round \(round)")
            #expect(parts.bad == whole.bad, "seed \(seed), round \(round)")
        }
    }
}
