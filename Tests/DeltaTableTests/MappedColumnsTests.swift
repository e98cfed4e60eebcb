import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import ParquetIO
import Testing

@testable import DeltaTable

@Suite struct MappedColumnsTests {
    static let inner = DataType.struct([Field("x", .string), Field("y", .int64)])
    static let schema = Schema([
        Field("id", .int64), Field("part", .string), Field("inner", inner),
        Field("list of", .list(Field("element", inner))),
    ])

    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    static func row(_ id: Int64) -> [Scalar] {
        let inner = Scalar.struct([.string("x\(id)"), .int64(-id)])
        return [.int64(id), .string("p \(id % 3)"), inner, .list([inner, .null])]
    }

    static func batch(_ ids: Range<Int64>) -> RecordBatch {
        let rows = ids.map(row)
        return RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { column in
                ColumnArray(scalars: rows.map { $0[column] }, type: schema[column].type)
            }, count: rows.count)
    }

    private func create(_ mode: String) async throws {
        try await table.create(
            schema: Self.schema, partitionedBy: ["part"],
            properties: ["delta.columnMapping.mode": mode])
    }

    private func rows(_ condition: String? = nil, columns: [String]? = nil) async throws
        -> [[Scalar]]
    {
        try await TableTests.rows(
            table.scan(columns: columns, where: condition.map { try Expression(parsing: $0) }))
    }

    @Test(
        "DT-COL-01 rows of mapped tables come back, nested and partitioned",
        arguments: ["name", "id"])
    func appendAndScan(mode: String) async throws {
        try await create(mode)
        try await table.append([Self.batch(0..<20)])
        try await table.append([Self.batch(20..<30)])
        #expect(try await rows() == (0..<30).map(Self.row))
        #expect(try await rows("part = 'p 1' AND id > 20") == [22, 25, 28].map(Self.row))
        #expect(try await rows("`inner`.y = -7") == [Self.row(7)])
        #expect(try await rows("`list of` IS NULL").isEmpty)
    }

    @Test(
        "DT-COL-02 log and files go by physical names, files carry ids", arguments: ["name", "id"])
    func physicalNames(mode: String) async throws {
        try await create(mode)
        try await table.append([Self.batch(0..<1)])
        let snapshot = try await table.snapshot()
        #expect(snapshot.properties["delta.columnMapping.maxColumnId"] == "8")
        #expect(
            snapshot.log.tableProtocol == TableProtocol(minReaderVersion: 2, minWriterVersion: 5))
        let names = snapshot.schema.fields.map { snapshot.log.columnMapping.physicalName(of: $0) }
        #expect(Set(names).count == 4 && names.allSatisfy { $0.hasPrefix("col-") })
        let files = try await snapshot.log.files()
        let file = try #require(files.first { _ in true })
        #expect(file.partitionValues == PartitionValues([(key: names[1], value: "p 0")]))
        #expect(file.path.hasPrefix("\(names[1])=p"))
        let stats = try #require(file.stats?.utf8String())
        #expect(stats.contains("\"\(names[0])\":0") && !stats.contains("\"id\""))
        let path = try ObjectPath(try file.dataPath().relativePath(root: nil))
        let parquet = try await ParquetObjectReader.open(
            path, in: table.store, environment: table.environment)
        #expect(parquet.footer.schema.names == [names[0], names[2], names[3]])
        #expect(
            parquet.footer.schema.fields.map { $0.metadata["PARQUET:field_id"] }
                == ["1", "3", "6"])
        let listed = try await table.snapshot().dataFiles()
        #expect(listed[0].partitionValues.map(\.column) == ["part"])
    }

    @Test("DT-COL-03 names may change places, columns may go and come", arguments: ["name", "id"])
    func evolution(mode: String) async throws {
        try await create(mode)
        try await table.append([Self.batch(0..<10)])
        let snapshot = try await table.snapshot(.version(1))
        var metadata = snapshot.log.metadata
        metadata.schemaString = SchemaCodec.encode(
            Schema([
                snapshot.schema[0].renamed("part"), snapshot.schema[1].renamed("id"),
                try Self.swapped(snapshot.schema[2]),
            ]))
        metadata.partitionColumns = ["id"]
        _ = try await table.store.put(
            try ObjectPath(LogPath.commit(snapshot.log.version.next).path),
            ActionWriter.commit([.metadata(metadata)]), mode: .create)
        let found = try await rows("part = 4")
        #expect(
            found == [[.int64(4), .string("p 1"), .struct([.string("x4"), .int64(-4)])]])
        #expect(try await rows("`inner`.x = -4", columns: ["inner"]).count == 1)
        #expect(try await rows("id = 'p 0'").count == 4)
    }

    private static func swapped(_ field: Field) throws -> Field {
        let children = field.type.children
        return Field(
            field.name, .struct([children[0].renamed("y"), children[1].renamed("x")]),
            metadata: field.metadata)
    }

    @Test("DT-COL-04 a column is renamed and dropped without touching a file")
    func alter() async throws {
        try await create("name")
        try await table.append([Self.batch(0..<10)])
        for (name, other, code) in [
            ("ID", "Part", TableError.Code.invalidRequest), ("x", "y", .columnNotFound),
        ] {
            let error = await #expect(throws: TableError.self) {
                try await table.renameColumn(name, to: other)
            }
            #expect(error?.code == code)
        }
        for name in ["part", "y"] {
            await #expect(throws: TableError.self) { try await table.dropColumn(name) }
        }
        try await table.renameColumn("id", to: "number")
        try await table.renameColumn("part", to: "id")
        try await table.dropColumn("list of")
        #expect(try await table.snapshot().schema.names == ["number", "id", "inner"])
        #expect(try await table.snapshot().partitionColumns == ["id"])
        #expect(try await rows("number = 4 AND id = 'p 1'").map { $0.count } == [3])
        #expect(try await table.scan(at: .version(1)).schema.names == Self.schema.names)
        let history = try await table.history()
        #expect(
            history.prefix(3).map(\.operation) == [
                "DROP COLUMNS", "RENAME COLUMN", "RENAME COLUMN",
            ])
    }

    @Test("DT-COL-04 without column mapping columns stay as they are")
    func unmapped() async throws {
        try await table.create(schema: Self.schema)
        let error = await #expect(throws: TableError.self) {
            try await table.dropColumn("inner")
        }
        #expect(error?.code == .invalidRequest)
        #expect(try await table.snapshot().version == 0)
    }

    @Test("DT-COL-04 rows that were staged before a rename are appended after it")
    func renameMeanwhile() async throws {
        try await create("name")
        let before = try await table.snapshot()
        var writer = try table.writer(on: before)
        let staged = try await writer.stage { try await $0.append(Self.batch(0..<5)) }
        try await table.renameColumn("id", to: "number")
        let done = try await table.commit(
            AppendCommit(
                staged, operation: .write(mode: "Append", partitionColumns: ["part"], staged)),
            on: before)
        #expect(done.version == 2)
        #expect(try await rows("number >= 3").count == 2)
    }
}
