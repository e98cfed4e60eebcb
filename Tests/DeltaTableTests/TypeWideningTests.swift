import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

/// Tables whose columns another engine has widened: files of before have the narrower types.
@Suite struct TypeWideningTests {
    private static let narrow = DecimalType(precision: 5, scale: 2)!
    private static let wide = DecimalType(precision: 12, scale: 4)!

    private static let before = Schema([
        Field("id", .int16), Field("ratio", .float32), Field("day", .date),
        Field("price", .decimal(narrow)), Field("number", .int32), Field("part", .int8),
        Field(
            "pair",
            .struct([Field("left", .int8), Field("days", .list(Field("element", .date)))])),
    ])

    private static func changed(
        _ name: String, _ type: DataType, _ from: String, _ to: String
    ) -> Field {
        Field(
            name, type,
            metadata: ["delta.typeChanges": "[{\"fromType\":\"\(from)\",\"toType\":\"\(to)\"}]"])
    }

    private static let after = Schema([
        changed("id", .int64, "short", "long"), changed("ratio", .float64, "float", "double"),
        changed("day", .timestampNTZ, "date", "timestamp_ntz"),
        changed("price", .decimal(wide), "decimal(5,2)", "decimal(12,4)"),
        changed("number", .float64, "integer", "double"),
        changed("part", .int32, "byte", "integer"),
        Field(
            "pair",
            .struct([
                changed("left", .int64, "byte", "long"),
                Field(
                    "days", .list(Field("element", .timestampNTZ)),
                    metadata: [
                        "delta.typeChanges":
                            #"[{"fromType":"date","toType":"timestamp_ntz","fieldPath":"element"}]"#
                    ]),
            ])),
    ])

    private static func oldRow(_ id: Int16) -> [Scalar] {
        [
            .int16(id), id == 0 ? .null : .float32(Float(id) / 10), .date(Int32(id) - 3),
            .decimal(Int128(id) * 5, narrow), .int32(Int32(id) * 1000), .int8(Int8(id % 2)),
            .struct([.int8(Int8(id)), .list([.date(Int32(id)), .null])]),
        ]
    }

    /// The values of `oldRow` in the types of today, written out by another rule.
    private static func newRow(_ id: Int64) -> [Scalar] {
        let day: Int64 = 24 * 3600 * 1_000_000
        return [
            .int64(id), id == 0 ? .null : .float64(Double(Float(id) / 10)),
            .timestampNTZ((id - 3) * day), .decimal(Int128(id) * 500, wide),
            .float64(Double(id * 1000)), .int32(Int32(id % 2)),
            .struct([.int64(id), .list([.timestampNTZ(id * day), .null])]),
        ]
    }

    private static func batch(_ rows: [[Scalar]], _ schema: Schema) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { column in
                ColumnArray(scalars: rows.map { $0[column] }, type: schema[column].type)
            }, count: rows.count)
    }

    /// A table of ten rows in two files for each of two parts, whose types were widened since.
    private func widened() async throws -> Table {
        let environment = HostEnvironment.system()
        let table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
        try await table.create(schema: Self.before, partitionedBy: ["part"])
        for ids in [Int16(0)..<5, 5..<10] {
            try await table.append([Self.batch(ids.map(Self.oldRow), Self.before)])
        }
        let snapshot = try await table.snapshot()
        var metadata = snapshot.log.metadata
        metadata.schemaString = SchemaCodec.encode(Self.after)
        metadata.configuration["delta.enableTypeWidening"] = "true"
        let features = ["appendOnly", "invariants", "typeWidening", "timestampNtz"]
        let path = try ObjectPath(LogPath.commit(3).path)
        let actions: [Action] = [
            .protocol(
                TableProtocol(
                    minReaderVersion: 3, minWriterVersion: 7,
                    readerFeatures: ["typeWidening", "timestampNtz"], writerFeatures: features)),
            .metadata(metadata),
        ]
        _ = try await table.store.put(path, ActionWriter.commit(actions), mode: .create)
        return table
    }

    @Test("DP-WID-01 rows of files from before have the values that they had, in today's types")
    func read() async throws {
        let table = try await widened()
        let rows = try await TableTests.rows(table.scan())
        #expect(rows == (0..<10).map(Self.newRow))
    }

    @Test(
        "DP-WID-02 a predicate on a widened column leaves out no file and no row that matches",
        arguments: [
            ("id = CAST(7 AS BIGINT)", [7]), ("id > 8", [9]), ("ratio > 0.1D AND id < 3", [1, 2]),
            ("ratio = CAST(CAST(0.9 AS FLOAT) AS DOUBLE)", [9]), ("ratio > 0.4D AND id < 5", [4]),
            ("ratio < 0.7D AND id = 7", [7]),
            ("day = TIMESTAMP_NTZ '1970-01-01 00:00:00'", [3]),
            ("day > TIMESTAMP_NTZ '1970-01-06 12:00:00'", [9]), ("price = 0.2500", [5]),
            ("number >= 8500.0D", [9]), ("part = 1 AND id < 4", [1, 3]), ("pair.left = 6", [6]),
        ] as [(String, [Int64])])
    func filtered(condition: String, ids: [Int64]) async throws {
        let table = try await widened()
        let scan = try await table.scan(where: Expression(parsing: condition))
        #expect(try await TableTests.rows(scan).map(\.[0]) == ids.map { .int64($0) })
    }

    @Test("DP-WID-03 a table with widened types is not written")
    func refused() async throws {
        let table = try await widened()
        let error = await #expect(throws: TableError.self) {
            try await table.append([Self.batch([Self.newRow(11)], Self.after)])
        }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.contains("typeWidening") == true)
        #expect(try await table.check(depth: .data).findings == [])
    }
}
