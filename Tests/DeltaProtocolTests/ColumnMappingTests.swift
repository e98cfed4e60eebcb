import Columnar
import Testing

@testable import DeltaProtocol

@Suite struct ColumnMappingTests {
    static func field(_ name: String, _ type: DataType, _ physical: String, _ id: Int) -> Field {
        Field(
            name, type,
            metadata: [
                "delta.columnMapping.id": String(id),
                "delta.columnMapping.physicalName": "\"\(physical)\"",
            ])
    }

    static let schema = Schema([
        field("a", .int32, "b", 1),
        field("b", .struct([field("x", .string, "p", 3), field("y", .int64, "q", 4)]), "a", 2),
        field(
            "c", .list(Field("element", .struct([field("z", .date, "r", 6)]))), "col-c", 5),
    ])

    private func mapping(
        _ mode: String, _ schema: Schema = schema,
        _ value: TableProtocol = TableProtocol(minReaderVersion: 2, minWriterVersion: 5)
    ) throws -> ColumnMapping {
        try ColumnMapping(
            value,
            TableMetadata(
                id: "i", schemaString: SchemaCodec.encode(schema),
                configuration: ["delta.columnMapping.mode": mode]), schema: schema)
    }

    @Test("DP-COL-01 the mode counts where the protocol tells readers of it")
    func modes() throws {
        #expect(try mapping("name").mode == .name)
        #expect(try mapping("id").mode == .id)
        #expect(try mapping("none").mode == .none)
        #expect(try mapping("name", Self.schema, .widest).mode == .none)
        let listed = TableProtocol(
            minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["columnMapping"],
            writerFeatures: ["columnMapping"])
        #expect(try mapping("id", Self.schema, listed).mode == .id)
        #expect(throws: DeltaProtocolError.self) { try mapping("names") }
    }

    @Test("DP-COL-01 a mapped column without name or id, or with those of another, is corrupt")
    func corrupt() {
        for fields in [
            [Field("a", .int32)],
            [Self.field("a", .int32, "p", 1), Self.field("b", .int32, "p", 2)],
            [Self.field("a", .int32, "p", 1), Self.field("b", .int32, "q", 1)],
            [Self.field("a", .struct([Field("x", .int32)]), "p", 1)],
            [Self.field("a", .int32, "", 1)],
        ] {
            #expect(throws: DeltaProtocolError.self) { try mapping("name", Schema(fields)) }
        }
    }

    @Test("DP-COL-02 columns are found by name, physical name or id, at every level")
    func positions() throws {
        let file = Schema([
            Field("a", .struct([Field("q", .int64), Field("p", .string)])), Field("b", .int32),
        ])
        let byName = try mapping("name")
        #expect(byName.position(of: Self.schema[0], in: file.fields) == 1)
        #expect(byName.path(["b", "x"], of: Self.schema, in: file) == ["a", "p"])
        #expect(byName.path(["c"], of: Self.schema, in: file) == nil)
        #expect(ColumnMapping.none.position(of: Self.schema[0], in: file.fields) == 0)
        let ids = Schema([
            Field(
                "u",
                .struct([
                    Field("v", .string, metadata: ["PARQUET:field_id": "3"])
                ]), metadata: ["PARQUET:field_id": "2"]),
            Field("a", .int32, metadata: ["PARQUET:field_id": "1"]),
        ])
        let byID = try mapping("id")
        #expect(byID.path(["b", "x"], of: Self.schema, in: ids) == ["u", "v"])
        #expect(byID.path(["a"], of: Self.schema, in: ids) == ["a"])
        #expect(!byID.lacksIDs(ids) && byID.lacksIDs(file) && !byName.lacksIDs(file))
    }

    @Test("DP-COL-03 files are written with physical names and ids")
    func physical() throws {
        func id(_ number: Int) -> [String: String] { ["PARQUET:field_id": String(number)] }
        #expect(
            try mapping("name").physical(Self.schema)
                == Schema([
                    Field("b", .int32, metadata: id(1)),
                    Field(
                        "a",
                        .struct([
                            Field("p", .string, metadata: id(3)),
                            Field("q", .int64, metadata: id(4)),
                        ]), metadata: id(2)),
                    Field(
                        "col-c",
                        .list(
                            Field(
                                "element", .struct([Field("r", .date, metadata: id(6))]))),
                        metadata: id(5)),
                ]))
        #expect(ColumnMapping.none.physical(Self.schema) == Self.schema)
    }

    @Test("DP-COL-03 new columns get names and ids that none has, old ones keep theirs")
    func assigning() throws {
        var maxID: Int32 = 6
        var count = 0
        let added = Schema(
            Self.schema.fields + [
                Field(
                    "d",
                    .map(
                        key: Field("key", .string, nullable: false),
                        value: Field("value", .struct([Field("e", .int8)]))))
            ])
        let assigned = ColumnMapping.assigning(added, maxID: &maxID) {
            count += 1
            return "\(count)"
        }
        #expect(Array(assigned.fields.prefix(3)) == Self.schema.fields)
        #expect(
            assigned[3]
                == Self.field(
                    "d",
                    .map(
                        key: Field("key", .string, nullable: false),
                        value: Field("value", .struct([Self.field("e", .int8, "col-2", 8)]))),
                    "col-1", 7))
        #expect(maxID == 8)
        #expect(try mapping("name", assigned).mode == .name)
    }
}
