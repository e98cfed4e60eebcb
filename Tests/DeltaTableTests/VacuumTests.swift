import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct VacuumTests {
    static let day = Duration.seconds(86_400)
    static let hour = Duration.seconds(3600)
    static let schema = Schema([Field("id", .int64, nullable: false), Field("part", .string)])

    static func rows(_ ids: Range<Int64>, part: String = "p") -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: ids.map { .int64($0) }, type: .int64),
                ColumnArray(scalars: ids.map { _ in .string(part) }, type: .string),
            ], count: ids.count)
    }

    static func ids(_ scan: TableScan) async throws -> [Int64] {
        var ids: [Int64] = []
        for try await batch in scan {
            for row in 0..<batch.count {
                if case .int64(let id) = batch.columns[0].scalar(at: row) { ids.append(id) }
            }
        }
        return ids.sorted()
    }

    /// The keys of the data files in a store.
    static func dataKeys(_ table: Table) async throws -> Set<String> {
        Set(
            try await table.store.listAll(prefix: "").map(\.path.key)
                .filter { !$0.hasPrefix("_delta_log/") })
    }

    /// Runs `body` on an empty table whose store and clock are simulated.
    func simulate(
        seed: UInt64 = 1, partitionedBy partitionColumns: [String] = [],
        _ body: @escaping @Sendable (Table, HostEnvironment) async throws -> Void
    ) async throws {
        try await SimulatedEnvironment(seed: seed).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            try await table.create(schema: Self.schema, partitionedBy: partitionColumns)
            try await body(table, environment)
        }
    }

    @Test("DT-VAC-01 DT-VAC-02 files that no retained version needs go, with two commits")
    func deletes() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            let old = try await Self.dataKeys(table)
            try await environment.sleep(for: Self.day)
            try await table.overwrite([Self.rows(10..<20)])
            try await environment.sleep(for: Self.day * 8)
            let expected = environment.now.advanced(by: .zero - Self.day * 7)

            let trial = try await table.vacuum(dryRun: true)
            #expect(Set(trial.files.map(\.path)) == old)
            #expect(trial.startVersion == nil)
            #expect(try await table.snapshot().version == 2)
            #expect(try await Self.dataKeys(table).isSuperset(of: old))

            let result = try await table.vacuum()
            #expect(Set(result.files.map(\.path)) == old)
            #expect(result.byteCount == trial.byteCount)
            #expect(result.byteCount == result.files.reduce(0) { $0 + $1.size })
            #expect(result.startVersion == 3)
            #expect(result.endVersion == 4)
            #expect(result.folderCount == 1)
            #expect(result.cutoff.microseconds >= expected.microseconds)
            #expect(try await Self.dataKeys(table).isDisjoint(with: old))
            #expect(try await Self.ids(table.scan()) == Array(10..<20))
            let gone = await #expect(throws: TableError.self) {
                _ = try await Self.ids(table.scan(at: .version(1)))
            }
            #expect(gone?.code == .corrupt)

            let history = try await table.history(limit: 2)
            #expect(history.map(\.operation) == ["VACUUM END", "VACUUM START"])
            #expect(history[0].operationParameters.map(\.value) == ["COMPLETED"])
            #expect(
                history[0].operationMetrics.map { "\($0.key)=\($0.value)" }
                    == ["numDeletedFiles=1", "numVacuumedDirectories=1"])
            #expect(
                history[1].operationParameters.map { "\($0.key)=\($0.value)" }
                    == ["retentionCheckEnabled=true", "defaultRetentionMillis=604800000"])
            let info = try await table.log.commitInfo(of: TableVersion(3))
            #expect(VacuumStart.cutoff(info)?.milliseconds == result.cutoff.milliseconds)
        }
    }

    @Test("DT-VAC-01 files of deletion vectors live as long as the versions that need them")
    func deletionVectors() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            let tableProtocol = TableProtocol(
                minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"],
                writerFeatures: ["deletionVectors"])
            let files = try await table.snapshot().log.files()
            let file = try #require(files.first { _ in true }).addFile
            var deleted = file
            var keys: [String] = []
            var version = TableVersion.zero.next
            for row in [Int64(3), 4] {
                let rows = RowBitmap([row])
                let (bytes, places) = DeletionVectorFile.encode([rows])
                let uuid = environment.uuid()
                keys.append("deletion_vector_\(uuid).bin")
                _ = try await table.store.put(
                    try ObjectPath(keys[keys.count - 1]), bytes, mode: .create)
                let removed = deleted.removed(at: environment.now.milliseconds)
                deleted.deletionVector = try DeletionVectorDescriptor(
                    uuid: uuid, place: places[0], rows: rows)
                version = version.next
                _ = try await table.store.put(
                    try ObjectPath(LogPath.commit(version).path),
                    ActionWriter.commit([
                        .protocol(tableProtocol), .remove(removed), .add(deleted),
                    ]), mode: .create)
                try await environment.sleep(for: Self.day * 5)
            }
            #expect(try await table.vacuum().files.isEmpty)
            #expect(try await !Self.ids(table.scan(at: .version(2))).contains(3))
            try await environment.sleep(for: Self.day * 4)
            #expect(try await table.vacuum().files.map(\.path) == [keys[0]])
            #expect(try await Self.ids(table.scan()) == [0, 1, 2, 3, 5, 6, 7, 8, 9])
        }
    }

    @Test("DT-VAC-01 a reader of a retained version still reads")
    func timeTravel() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            try await environment.sleep(for: Self.day * 20)
            try await table.overwrite([Self.rows(10..<20)])
            try await environment.sleep(for: Self.day)
            try await table.overwrite([Self.rows(20..<30)])
            try await environment.sleep(for: Self.day * 5)
            let scan = try await table.scan(at: .version(1))
            #expect(try await table.vacuum().files.isEmpty)
            #expect(try await Self.ids(scan) == Array(0..<10))
            #expect(try await Self.ids(table.scan(at: .version(2))) == Array(10..<20))
            // Version 1 was current until 6 days ago, version 2 until 5 days ago.
            let result = try await table.vacuum(
                retaining: Self.day * 5 + Self.hour, forcesRetention: true)
            #expect(result.files.count == 1)
            #expect(try await Self.ids(table.scan(at: .version(2))) == Array(10..<20))
        }
    }

    @Test("DT-VAC-01 a tombstone that is older than its commit does not shorten the retention")
    func lateCommit() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            let snapshot = try await table.snapshot()
            let planned = environment.now.milliseconds
            try await environment.sleep(for: Self.day)
            var removal = table.log.begin(on: snapshot.log, operation: CommitOperation("DELETE"))
            removal.actions = try await snapshot.log.files().map {
                .remove($0.addFile.removed(at: planned))
            }
            guard case .committed = await table.log.commit(removal) else {
                Issue.record("the removal was not committed")
                return
            }
            // The removal was planned 13 hours before the cutoff and committed 11 hours after it.
            try await environment.sleep(for: Self.hour)
            let result = try await table.vacuum(
                retaining: Self.hour * 12, forcesRetention: true)
            #expect(result.files.isEmpty)
            #expect(try await Self.ids(table.scan(at: .version(1))) == Array(0..<10))
            try await environment.sleep(for: Self.hour * 12)
            let later = try await table.vacuum(retaining: Self.hour * 12, forcesRetention: true)
            #expect(later.files.count == 1)
        }
    }

    @Test("DT-VAC-03 folders of others stay, orphans go")
    func foldersOfOthers() async throws {
        try await simulate { table, environment in
            let keys = [
                "_lake/streams/q/1", ".staging/x", "orphan.parquet", "deep/er/orphan.parquet",
                "_delta_log/_commits/x",
            ]
            for key in keys {
                _ = try await table.store.put(
                    try ObjectPath(key), Bytes(utf8: "x"), mode: .create)
            }
            try await environment.sleep(for: Self.day * 8)
            _ = try await table.store.put(
                try ObjectPath("young.parquet"), Bytes(utf8: "x"), mode: .create)
            let result = try await table.vacuum()
            #expect(result.files.map(\.path) == ["deep/er/orphan.parquet", "orphan.parquet"])
            #expect(
                try await Self.dataKeys(table)
                    == ["_lake/streams/q/1", ".staging/x", "young.parquet"])
        }
    }

    @Test("DT-VAC-01 files in folders of odd partition values are known for what they are")
    func partitionFolders() async throws {
        try await simulate(partitionedBy: ["part"]) { table, environment in
            let values = ["a/b", "50%", "a=b c", "ü#?", "%2F", ""]
            for (number, value) in values.enumerated() {
                let start = Int64(number) * 10
                try await table.append([Self.rows(start..<(start + 10), part: value)])
            }
            try await environment.sleep(for: Self.day * 30)
            let result = try await table.vacuum(retaining: .zero, forcesRetention: true)
            #expect(result.files.isEmpty)
            #expect(try await Self.ids(table.scan()) == Array(0..<60))
            try await table.overwrite([Self.rows(100..<110, part: "a/b")])
            try await environment.sleep(for: Self.day * 8)
            #expect(try await table.vacuum().files.count == 6)
            #expect(try await Self.ids(table.scan()) == Array(100..<110))
        }
    }

    @Test("DT-VAC-05 a retention below the table's is refused unless it is forced")
    func retention() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            try await table.overwrite([Self.rows(10..<20)])
            try await environment.sleep(for: Self.day)
            for (retention, isForced, isDry) in [
                (Self.hour, false, false), (Self.hour, false, true),
                (.zero - Self.hour, true, false),
            ] {
                let error = await #expect(throws: TableError.self) {
                    _ = try await table.vacuum(
                        retaining: retention, dryRun: isDry, forcesRetention: isForced)
                }
                #expect(error?.code == .invalidRequest)
            }
            #expect(try await table.snapshot().version == 2)
            let forced = try await table.vacuum(retaining: Self.hour, forcesRetention: true)
            #expect(forced.files.count == 1)
            let start = try await table.history(limit: 2)[1]
            #expect(
                start.operationParameters.map { "\($0.key)=\($0.value)" } == [
                    "retentionCheckEnabled=false", "defaultRetentionMillis=604800000",
                    "specifiedRetentionMillis=3600000",
                ])
        }
    }

    /// Stages rows, lets others do something, and commits.
    static func append(
        _ ids: Range<Int64>, to table: Table, meanwhile: () async throws -> Void
    ) async throws -> (staged: StagedFiles, result: CommitResult) {
        let snapshot = try await table.snapshot()
        var writer = try table.writer(on: snapshot)
        let staged = try await writer.stage { try await $0.append(Self.rows(ids)) }
        try await meanwhile()
        let result = try await table.commit(
            AppendCommit(
                staged, operation: .write(mode: "Append", partitionColumns: [], staged)),
            on: snapshot)
        return (staged, result)
    }

    static func setProperty(_ key: String, of table: Table) async throws {
        let snapshot = try await table.snapshot()
        var change = table.log.begin(
            on: snapshot.log, operation: CommitOperation("SET TBLPROPERTIES"))
        var metadata = snapshot.log.metadata
        metadata.configuration[key] = "x"
        change.actions = [.metadata(metadata)]
        guard case .committed = await table.log.commit(change) else {
            throw TableError(.conflict, "the property was not set")
        }
    }

    @Test(
        "DT-VAC-04 a commit that crosses a vacuum names new files, and the rows survive",
        arguments: [false, true])
    func crossingWriter(changesMetadataFirst: Bool) async throws {
        try await simulate { table, environment in
            let (staged, result) = try await Self.append(0..<10, to: table) {
                try await environment.sleep(for: Self.hour / 2)
                if changesMetadataFirst { try await Self.setProperty("some.property", of: table) }
                // The staged file is ten minutes younger than the cutoff: within the margin.
                _ = try await table.vacuum(
                    retaining: .seconds(40 * 60), forcesRetention: true)
            }
            #expect(result.rowCount == 10)
            let files = try await table.snapshot().log.files().map(\.path)
            #expect(files.count == 1)
            #expect(Set(files).isDisjoint(with: staged.adds.map(\.path)))
            #expect(try await Self.dataKeys(table) == Set(files))
            try await environment.sleep(for: Self.hour)
            _ = try await table.vacuum(retaining: .zero, forcesRetention: true)
            #expect(try await Self.ids(table.scan()) == Array(0..<10))
        }
    }

    @Test("DT-VAC-04 an overwrite that crosses a vacuum writes its files anew")
    func crossingOverwrite() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(50..<60)])
            let snapshot = try await table.snapshot()
            var writer = try table.writer(on: snapshot)
            let staged = try await writer.stage { try await $0.append(Self.rows(0..<10)) }
            try await environment.sleep(for: Self.hour / 2)
            try await table.append([Self.rows(60..<70)])
            _ = try await table.vacuum(retaining: .seconds(40 * 60), forcesRetention: true)
            _ = try await table.commitOverwrite(staged, on: snapshot)
            let files = try await table.snapshot().log.files().map(\.path)
            #expect(Set(files).isDisjoint(with: staged.adds.map(\.path)))
            #expect(try await Self.ids(table.scan()) == Array(0..<10))
        }
    }

    @Test("DT-VAC-04 staged files that a forced vacuum has deleted fail the append, whole")
    func deletedStagedFiles() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(50..<60)])
            let error = await #expect(throws: TableError.self) {
                _ = try await Self.append(0..<10, to: table) {
                    try await environment.sleep(for: Self.hour)
                    _ = try await table.vacuum(retaining: .zero, forcesRetention: true)
                }
            }
            #expect(error?.code == .conflict)
            #expect(try await Self.ids(table.scan()) == Array(50..<60))
        }
    }

    @Test("DT-VAC-02 a host whose clock is ahead deletes nothing that came after its commit")
    func skewedClock() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            let ahead = Table(
                store: table.store, location: "memory",
                environment: environment.skewed(by: Self.hour * 5))
            let result = try await ahead.vacuum(retaining: .zero, forcesRetention: true)
            #expect(result.cutoff <= environment.now)
            #expect(try await Self.ids(table.scan()) == Array(0..<10))
        }
    }

    @Test("a vacuum that cannot delete says so in the log")
    func failingStore() async throws {
        try await simulate { table, environment in
            try await table.append([Self.rows(0..<10)])
            try await table.overwrite([Self.rows(10..<20)])
            try await environment.sleep(for: Self.day * 8)
            let failing = Table(
                store: RefusingStore(base: table.store) { operation, _ in
                    guard operation == .delete else { return nil }
                    return ObjectStorageError(.permissionDenied, .delete, "read-only")
                }, location: "memory",
                environment: environment)
            let error = await #expect(throws: TableError.self) { _ = try await failing.vacuum() }
            #expect(error?.code == .storage)
            let end = try await table.history(limit: 1)[0]
            #expect(end.operation == "VACUUM END")
            #expect(end.operationParameters.map(\.value) == ["FAILED"])
            #expect(try await Self.ids(table.scan(at: .version(1))) == Array(0..<10))
        }
    }
}
