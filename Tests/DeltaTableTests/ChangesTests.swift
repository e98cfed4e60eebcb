import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import Testing

@testable import DeltaTable

/// The change data feed of tables whose commits are written out here, action by action.
@Suite struct ChangesTests {
    static let schema = Schema([Field("id", .int64), Field("part", .string)])
    static let feed = ["delta.enableChangeDataFeed": "true"]
    static let features = TableProtocol(
        minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"],
        writerFeatures: ["deletionVectors", "changeDataFeed"])

    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    // MARK: Tables

    private func commit(_ version: Int64, _ actions: [Action]) async throws {
        let info = CommitInfo(
            timestamp: 0, inCommitTimestamp: version * 1000, operation: "TEST")
        _ = try await table.store.put(
            try ObjectPath(LogPath.commit(try #require(TableVersion(version))).path),
            ActionWriter.commit([.commitInfo(info)] + actions), mode: .create)
    }

    private static func metadata(
        _ properties: [String: String] = feed, schema: Schema = schema
    ) -> Action {
        .metadata(
            TableMetadata(
                id: "i", schemaString: SchemaCodec.encode(schema), partitionColumns: ["part"],
                configuration: properties))
    }

    /// Stores a file of ids, and of the kinds of change where there are some.
    private func file(
        _ name: String, _ ids: [Int64], part: String = "a", kinds: [String]? = nil
    ) async throws -> AddFile {
        var fields = [Field("id", .int64)]
        var columns = [ColumnArray(scalars: ids.map { .int64($0) }, type: .int64)]
        if let kinds {
            fields.append(Field("_change_type", .string))
            columns.append(ColumnArray(scalars: kinds.map { .string($0) }, type: .string))
        }
        let schema = Schema(fields)
        var encoder = try ParquetEncoder(schema: schema, options: Parquet.WriteOptions())
        try encoder.append(RecordBatch(schema: schema, columns: columns, count: ids.count))
        _ = try encoder.finish()
        let bytes = Bytes(joining: encoder.takeBytes())
        _ = try await table.store.put(try ObjectPath(name), bytes, mode: .create)
        return AddFile(
            path: name, partitionValues: PartitionValues([("part", part)]),
            size: Int64(bytes.count), modificationTime: 1)
    }

    private func create(_ files: [AddFile] = []) async throws {
        try await commit(
            0, [.protocol(Self.features), Self.metadata()] + files.map { .add($0) })
    }

    /// Changes as texts of their columns, in the order in which they come.
    private func texts(
        from first: Int64 = 0, through last: VersionSelector = .latest, columns: [String]? = nil,
        where condition: String? = nil
    ) async throws -> [String] {
        let changes = try await table.changes(
            from: first, through: last, columns: columns,
            where: condition.map { try Expression(parsing: $0) })
        var texts: [String] = []
        for try await batch in changes {
            for row in 0..<batch.count {
                texts.append(
                    batch.columns.map { Self.text($0.scalar(at: row)) }.joined(separator: " "))
            }
        }
        return texts
    }

    private static func text(_ value: Scalar) -> String {
        switch value {
        case .null: "-"
        case .int64(let value): "\(value)"
        case .string(let value): value
        case .timestamp(let value): "\(value / 1000)ms"
        default: "?"
        }
    }

    private func failure(_ body: () async throws -> Void) async -> TableError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? TableError)?.code
        }
    }

    // MARK: What a commit changed

    @Test("DT-CDF-01 rows of added files are inserted, rows of removed ones deleted")
    func addsAndRemoves() async throws {
        let first = try await file("1.parquet", [1, 2])
        try await create([first])
        try await commit(
            1,
            [
                .remove(first.removed(at: 5)),
                .add(try await file("2.parquet", [3], part: "b")),
            ])
        #expect(
            try await texts() == [
                "1 a insert 0 0ms", "2 a insert 0 0ms", "1 a delete 1 1000ms",
                "2 a delete 1 1000ms", "3 b insert 1 1000ms",
            ])
        #expect(try await texts(from: 1, through: .version(1)).count == 3)
        #expect(try await texts(from: 0, through: .version(0)).count == 2)
    }

    @Test("DT-CDF-01 rows that only moved have not changed")
    func movedRows() async throws {
        let first = try await file("1.parquet", [1, 2])
        try await create([first])
        var moved = try await file("2.parquet", [1, 2])
        moved.dataChange = false
        try await commit(1, [.remove(first.removed(at: 5, dataChange: false)), .add(moved)])
        #expect(try await texts(from: 1) == [])
    }

    @Test("DT-CDF-02 a commit that has files of changes is told by them alone")
    func changeFiles() async throws {
        let first = try await file("1.parquet", [1, 2])
        try await create([first])
        let changed = try await file(
            "_change_data/c.parquet", [2, 9, 1],
            kinds: ["update_preimage", "update_postimage", "delete"])
        try await commit(
            1,
            [
                .remove(first.removed(at: 5)), .add(try await file("2.parquet", [9])),
                .cdc(
                    AddCDCFile(
                        path: changed.path, partitionValues: changed.partitionValues,
                        size: changed.size)),
            ])
        #expect(
            try await texts(from: 1) == [
                "2 a update_preimage 1 1000ms", "9 a update_postimage 1 1000ms",
                "1 a delete 1 1000ms",
            ])
        #expect(
            try await texts(columns: ["_change_type", "id"], where: "_change_type LIKE 'update%'")
                == ["update_preimage 2", "update_postimage 9"])
    }

    @Test("DT-CDF-03 another deletion vector of a file deletes rows, and brings some back")
    func deletionVectors() async throws {
        func vector(_ rows: [Int64]) -> DeletionVectorDescriptor {
            DeletionVectorDescriptor(inline: RowBitmap(rows))
        }
        var one = try await file("1.parquet", [10, 11, 12, 13, 14])
        try await create([one])
        for (version, rows) in [(Int64(1), [Int64(1)]), (2, [1, 4]), (3, [4, 0])] {
            let before = one
            one.deletionVector = vector(rows)
            try await commit(version, [.remove(before.removed(at: 5)), .add(one)])
        }
        #expect(try await texts(from: 1, through: .version(1)) == ["11 a delete 1 1000ms"])
        #expect(try await texts(from: 2, through: .version(2)) == ["14 a delete 2 2000ms"])
        #expect(
            try await texts(from: 3, through: .version(3))
                == ["10 a delete 3 3000ms", "11 a insert 3 3000ms"])
        // The file goes: its deleted rows have gone before.
        try await commit(4, [.remove(one.removed(at: 5))])
        #expect(
            try await texts(from: 4, columns: ["id", "_change_type"])
                == ["11 delete", "12 delete", "13 delete"])
    }

    @Test("DT-CDF-03 a vector that is beyond its file is an error")
    func vectorBeyondTheFile() async throws {
        var one = try await file("1.parquet", [1, 2])
        try await create([one])
        let before = one
        one.deletionVector = DeletionVectorDescriptor(inline: RowBitmap([7]))
        try await commit(1, [.remove(before.removed(at: 5)), .add(one)])
        #expect(await failure { _ = try await texts(from: 1) } == .corrupt)
    }

    @Test("DT-CDF-04 a remove that says no more than its path is found in the version before")
    func terseRemove() async throws {
        let first = try await file("1.parquet", [1], part: "b")
        try await create([first])
        try await commit(
            1, [.remove(RemoveFile(path: first.path, deletionTimestamp: 5, dataChange: true))])
        #expect(try await texts(from: 1) == ["1 b delete 1 1000ms"])
    }

    @Test("DT-CDF-05 columns of a change are chosen and asked like others")
    func conditions() async throws {
        let first = try await file("1.parquet", [1, 2, 3])
        try await create([first])
        try await commit(1, [.add(try await file("2.parquet", [2, 3, 4], part: "b"))])
        #expect(
            try await texts(columns: ["_commit_version", "id"], where: "id = 3")
                == ["0 3", "1 3"])
        #expect(
            try await texts(columns: ["id"], where: "_commit_version = 1 AND part = 'b' AND id > 2")
                == ["3", "4"])
        #expect(
            await failure { _ = try await texts(columns: ["_change"]) } == .columnNotFound)
    }

    @Test(
        "DT-CDF-02 a size that is none is an error, and a wrong one is looked up",
        arguments: [Int64.min, -1, 0, 7, .max])
    func wrongSizes(size: Int64) async throws {
        try await create()
        let changed = try await file("_change_data/c.parquet", [2], kinds: ["insert"])
        try await commit(
            1,
            [
                .cdc(
                    AddCDCFile(
                        path: changed.path, partitionValues: changed.partitionValues, size: size))
            ])
        guard size >= 0 else {
            #expect(await failure { _ = try await texts(from: 1) } == .corrupt)
            return
        }
        #expect(try await texts(from: 1) == ["2 a insert 1 1000ms"])
    }

    // MARK: What is refused

    @Test("DT-CDF-06 versions without a change data feed are refused")
    func withoutFeed() async throws {
        try await commit(0, [.protocol(Self.features), Self.metadata([:])])
        try await commit(1, [.add(try await file("1.parquet", [1]))])
        try await commit(2, [Self.metadata()])
        try await commit(3, [.add(try await file("2.parquet", [2]))])
        #expect(await failure { _ = try await texts(from: 1) } == .changeDataMissing)
        #expect(try await texts(from: 2) == ["2 a insert 3 3000ms"])
        try await commit(4, [Self.metadata([:])])
        try await commit(5, [Self.metadata()])
        #expect(await failure { _ = try await texts(from: 2) } == .changeDataMissing)
        #expect(try await texts(from: 5) == [])
    }

    @Test("DT-CDF-07 rows of a narrower schema are read as those of the last version")
    func widerSchema() async throws {
        try await create([try await file("1.parquet", [1])])
        let wider = Schema(Self.schema.fields + [Field("note", .string)])
        try await commit(1, [Self.metadata(schema: wider)])
        #expect(try await texts() == ["1 a - insert 0 0ms"])
        #expect(try await texts(through: .version(0)) == ["1 a insert 0 0ms"])
    }

    @Test("DT-CDF-07 a column that is gone or another one splits the changes")
    func otherSchema() async throws {
        try await create([try await file("1.parquet", [1])])
        let other = Schema([Field("id", .string), Field("part", .string)])
        try await commit(1, [Self.metadata(schema: other)])
        #expect(await failure { _ = try await texts() } == .schemaMismatch)
        #expect(try await texts(from: 1) == [])
        try await commit(2, [Self.metadata(schema: Schema([Field("part", .string)]))])
        #expect(await failure { _ = try await texts(from: 1) } == .schemaMismatch)
    }

    @Test("DT-CDF-08 versions that are not there are named")
    func missingVersions() async throws {
        let first = try await file("1.parquet", [1])
        try await create([first])
        #expect(await failure { _ = try await texts(from: 1) } == .versionNotFound)
        #expect(await failure { _ = try await texts(from: -1) } == .versionNotFound)
        #expect(await failure { _ = try await texts(through: .version(1)) } == .versionNotFound)
        try await commit(1, [.add(try await file("2.parquet", [2]))])
        try await commit(2, [.remove(first.removed(at: 5))])
        let snapshot = try await table.log.snapshot(at: .version(1))
        _ = try await table.log.checkpoint(snapshot)
        for version in Int64(0)...1 {
            try await table.store.delete(
                try ObjectPath(LogPath.commit(try #require(TableVersion(version))).path))
        }
        #expect(await failure { _ = try await texts(from: 1) } == .versionNotFound)
        #expect(try await texts(from: 2) == ["1 a delete 2 2000ms"])
    }
}
