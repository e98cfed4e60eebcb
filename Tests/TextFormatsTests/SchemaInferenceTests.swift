import BinaryIO
import Columnar
import Testing
import TextFormats

@Suite struct SchemaInferenceTests {
    private func json(_ lines: String...) throws -> String {
        var inference = JSONSchemaInference()
        for line in lines { try inference.add(lines: Bytes(utf8: line)) }
        return try inference.schema().fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    }

    private func csv(_ text: String, _ options: CSVOptions = CSVOptions()) throws -> String {
        let schema = try CSVSchemaInference.schema(
            ofSample: Bytes(utf8: text), isWhole: true, options: options)
        return schema.fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    }

    @Test("TF-INF-01: columns stand in the order of first appearance")
    func order() throws {
        #expect(
            try json(#"{"z":1,"a":true}"#, #"{"a":null,"m":"x","z":2}"#)
                == "z bigint, a boolean, m string")
    }

    @Test(
        "TF-INF-02: types widen as in Spark, whatever the order of the rows",
        arguments: [
            (["1", "2"], "bigint"), (["1", "2.5"], "double"), (["1e2", "null"], "double"),
            (["9223372036854775807", "9223372036854775808"], "decimal(38,0)"),
            (["12345678901234567890123456789012345678901234567890"], "double"),
            (["18446744073709551616", "0.5"], "double"), (["true", "null"], "boolean"),
            (["true", "1"], "string"), (["1", "\"1\""], "string"), (["null"], "string"),
            (["\"2026-11-20\""], "date"),
            (["\"2026-11-20\"", "\"2026-11-20T10:00:00Z\""], "timestamp"),
            (["\"2026-11-20 10:00\"", "null"], "timestamp"),
            (["\"2026-11-20\"", "\"\""], "string"),
            (["\"2001/03/31 22:27\""], "string"), (["\"2026-02-30\""], "string"),
            (["[]"], "array<string>"), (["[1]", "[2.5,null]"], "array<double>"),
            (["{}"], "string"),
            (["{\"a\":1}", "{\"b\":[true]}", "null"], "struct<a:bigint,b:array<boolean>>"),
            (["{\"a\":1}", "1"], "string"), (["[1]", "{\"a\":1}"], "string"),
        ] as [([String], String)])
    func widening(values: [String], expected: String) throws {
        #expect(try json(values.map { "{\"v\":\($0)}" }.joined(separator: "\n")) == "v \(expected)")
        #expect(
            try json(values.reversed().map { "{\"v\":\($0)}" }.joined(separator: "\n")).contains(
                "v "))
        if !expected.contains("struct") {
            #expect(
                try json(values.reversed().map { "{\"v\":\($0)}" }.joined(separator: "\n"))
                    == "v \(expected)")
        }
    }

    @Test("rows that are no objects are left out; a sample without any is refused")
    func noRows() throws {
        #expect(try json("[1]\n{\"a\":\n{\"a\":1}\nnull") == "a bigint")
        #expect(throws: TextFormatError.self) { try json("[1]\n") }
        var inference = JSONSchemaInference()
        try inference.add(document: Bytes(utf8: "[{\"a\":1},{\"b\":\"x\"}]"))
        #expect(try inference.schema().names == ["a", "b"])
        var limits = TextLimits()
        limits.inferredColumnsMax = 1
        var limited = JSONSchemaInference(limits: limits)
        #expect(throws: TextFormatError.self) {
            try limited.add(lines: Bytes(utf8: "{\"a\":1,\"b\":2}"))
        }
        var nested = JSONSchemaInference(limits: limits)
        #expect(throws: TextFormatError.self) {
            try nested.add(lines: Bytes(utf8: "{\"a\":[{\"b\":2}]}"))
        }
    }

    @Test("TF-INF-03: CSV fields are typed by their text; codes with leading zeros stay text")
    func csvTypes() throws {
        let text = """
            i,f,zip,ok,day,ts,s,n,neg,mixed,"quoted, name"
            1,1.5,00123,true,2026-11-20,2026-11-20T10:00:00Z,abc,,-1,1,"x"
            2,3,12345,FALSE,2026-11-21,2026-11-20 10:00:00.5,,,-2.5,x,"y"
            """
        #expect(
            try csv(text)
                == "i bigint, f double, zip string, ok boolean, day date, ts timestamp, s string, "
                + "n string, neg double, mixed string, quoted, name string")
        #expect(try csv("1,x\n2,y", CSVOptions(header: .absent)) == "_c0 bigint, _c1 string")
        #expect(throws: TextFormatError.self) { try csv("a,a\n") }
        #expect(throws: TextFormatError.self) { try csv("") }
    }

    @Test("a record that the sample cuts is not looked at")
    func cutSample() throws {
        let schema = try CSVSchemaInference.schema(
            ofSample: Bytes(utf8: "a,b\n1,2\n3,4x"), isWhole: false)
        #expect(schema.fields.map(\.type) == [.int64, .int64])
    }

    @Test(
        "real files get the schema that a person would give them",
        .enabled(if: SharedData.isPresent, "the shared data is not beside the project"))
    func realFiles() throws {
        var commits = JSONSchemaInference()
        let bytes = try SharedData.read("commits.ndjson.zst")
        try commits.add(lines: bytes[0..<1_000_000])
        #expect(
            try commits.schema().fields.map { "\($0.name) \($0.type)" } == [
                "repo string", "id string", "author string", "authored_at timestamp",
                "committed_at timestamp", "parents bigint", "subject string",
            ])
        let strikes = try CSVSchemaInference.schema(
            ofSample: try SharedData.read("birdstrikes.csv"), isWhole: true)
        #expect(
            strikes.fields.map { "\($0.type)" } == [
                "string", "string", "string", "date", "string", "string", "string", "string",
                "string", "string", "bigint", "bigint", "bigint", "bigint",
            ])
        let airports = try CSVSchemaInference.schema(
            ofSample: try SharedData.read("airports.csv"), isWhole: true)
        #expect(
            airports.fields.map { "\($0.name) \($0.type)" } == [
                "iata string", "name string", "city string", "state string", "country string",
                "latitude double", "longitude double",
            ])
        var flights = JSONSchemaInference()
        try flights.add(lines: try SharedData.read("flights-20k.ndjson"))
        #expect(
            try flights.schema().fields.map { "\($0.name) \($0.type)" } == [
                "date string", "delay bigint", "distance bigint", "origin string",
                "destination string",
            ])
    }
}
