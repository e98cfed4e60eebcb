import Columnar
import DeltaProtocol
import Testing

@Suite struct SchemaTests {
    /// The example of PROTOCOL.md, *Schema Serialization Format*, and every primitive type.
    static let text =
        #"{"type":"struct","fields":["#
        + #"{"name":"a","type":"integer","nullable":false,"metadata":{}},"#
        + #"{"name":"b","type":{"type":"struct","fields":[{"name":"d","type":"integer","#
        + #""nullable":false,"metadata":{}}]},"nullable":true,"metadata":{}},"#
        + #"{"name":"c","type":{"type":"array","elementType":"integer","containsNull":false},"#
        + #""nullable":true,"metadata":{}},"#
        + #"{"name":"f","type":{"type":"map","keyType":"string","valueType":"string","#
        + #""valueContainsNull":true},"nullable":true,"metadata":{}},"#
        + #"{"name":"g","type":"decimal(38,10)","nullable":true,"#
        + #""metadata":{"comment":"tea\n","delta.x":{"y":[1,null]}}},"#
        + #"{"name":"h","type":"timestamp_ntz","nullable":true,"metadata":{}}]}"#

    static let schema = Schema([
        Field("a", .int32, nullable: false),
        Field("b", .struct([Field("d", .int32, nullable: false)])),
        Field("c", .list(Field("element", .int32, nullable: false))),
        Field(
            "f", .map(key: Field("key", .string, nullable: false), value: Field("value", .string))),
        Field(
            "g", .decimal(DecimalType(precision: 38, scale: 10)!),
            metadata: ["comment": #""tea\n""#, "delta.x": #"{"y":[1,null]}"#]),
        Field("h", .timestampNTZ),
    ])

    @Test("DP-SCH-01 nested types and metadata survive both ways")
    func bothWays() throws {
        #expect(try SchemaCodec.decode(Self.text) == Self.schema)
        #expect(SchemaCodec.encode(Self.schema) == Self.text)
    }

    @Test(
        "DP-SCH-01 every primitive type has the protocol's name",
        arguments: [
            ("string", DataType.string), ("long", .int64), ("integer", .int32), ("short", .int16),
            ("byte", .int8), ("float", .float32), ("double", .float64), ("boolean", .boolean),
            ("binary", .binary), ("date", .date), ("timestamp", .timestamp),
            ("timestamp_ntz", .timestampNTZ), ("void", .null),
            ("decimal(5,2)", .decimal(DecimalType(precision: 5, scale: 2)!)),
        ])
    func primitives(name: String, type: DataType) throws {
        let text =
            #"{"type":"struct","fields":[{"name":"x","type":""# + name
            + #"","nullable":true,"metadata":{}}]}"#
        #expect(try SchemaCodec.decode(text) == Schema([Field("x", type)]))
        #expect(SchemaCodec.encode(Schema([Field("x", type)])) == text)
    }

    @Test(
        "DP-SCH-01 unknown types are refused by name and column",
        arguments: ["geography", "interval day", "decimal(39,1)", "decimal(5,6)", "int", "char(3)"])
    func unknown(name: String) {
        let text =
            #"{"type":"struct","fields":[{"name":"x","type":{"type":"array","elementType":""#
            + name + #"","containsNull":true}}]}"#
        do {
            _ = try SchemaCodec.decode(text)
            Issue.record("accepted \(name)")
        } catch {
            #expect(error.code == .unsupportedType)
            #expect(error.message.contains("\"\(name)\""))
            #expect(error.context.column == "x.element")
        }
    }

    @Test(
        "corrupt schema texts are refused",
        arguments: [
            "", "[]", "\"string\"", "{}", #"{"type":"struct"}"#,
            #"{"type":"struct","fields":[{"type":"string"}]}"#,
            #"{"type":"struct","fields":[{"name":"x"}]}"#,
            #"{"type":"struct","fields":[{"name":"x","type":{"type":"array"}}]}"#,
            #"{"type":"struct","fields":[{"name":"x","type":{"type":"map","keyType":"string"}}]}"#,
            #"{"type":"array","elementType":"string","containsNull":true}"#,
        ])
    func corrupt(text: String) {
        do {
            _ = try SchemaCodec.decode(text)
            Issue.record("accepted \(text)")
        } catch {
            #expect(error.code == .corruptSchema)
        }
    }

    @Test("a schema cannot exhaust the stack")
    func depth() {
        var type = "\"string\""
        for _ in 0..<100 {
            type = #"{"type":"array","elementType":"# + type + #","containsNull":true}"#
        }
        do {
            _ = try SchemaCodec.decode(
                #"{"type":"struct","fields":[{"name":"x","type":"# + type + "}]}")
            Issue.record("accepted")
        } catch {
            #expect(error.code == .limitExceeded || error.code == .corruptSchema)
        }
    }

    @Test("DP-SCH-02 illegal schemas are refused")
    func rules() {
        let cases: [(Schema, [String])] = [
            (Schema([]), []), (Schema([Field("a", .int32), Field("A", .int32)]), []),
            (Schema([Field("s", .struct([Field("x", .int32), Field("X", .string)]))]), []),
            (Schema([Field("l", .list(Field("element", .struct([Field("", .int32)]))))]), []),
            (Schema([Field("a", .int32)]), ["b"]), (Schema([Field("a", .int32)]), ["A"]),
            (Schema([Field("a", .int32), Field("b", .int32)]), ["a", "a"]),
            (Schema([Field("a", .struct([Field("x", .int32)]))]), ["a"]),
        ]
        for (schema, columns) in cases {
            #expect(throws: DeltaProtocolError.self) {
                try SchemaRules.check(schema, partitionColumns: columns)
            }
        }
        #expect(throws: Never.self) {
            try SchemaRules.check(
                Schema([Field("a", .int32), Field("b c", .int32)]), partitionColumns: ["a"])
        }
    }

    @Test("a new table needs a data column and names that every engine can write")
    func newTable() {
        #expect(throws: DeltaProtocolError.self) {
            try SchemaRules.checkNew(Schema([Field("a", .int32)]), partitionColumns: ["a"])
        }
        #expect(throws: DeltaProtocolError.self) {
            try SchemaRules.checkNew(Schema([Field("a b", .int32)]), partitionColumns: [])
        }
    }
}
