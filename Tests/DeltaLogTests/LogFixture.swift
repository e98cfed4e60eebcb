import BinaryIO
import Columnar
import DeltaProtocol
import HostEnvironment
import ObjectStorage

@testable import DeltaLog

/// A table in memory whose log a test writes by hand.
struct LogFixture {
    let store: MemoryObjectStore
    let environment: HostEnvironment
    let log: TableLog

    static let schema = Schema([Field("x", .int32), Field("y", .string)])

    init(
        _ environment: HostEnvironment = .system(), limits: DeltaLogLimits = DeltaLogLimits()
    ) {
        self.environment = environment
        store = MemoryObjectStore(environment: environment)
        log = TableLog(store: store, environment: environment, limits: limits)
    }

    /// The same table through another store.
    func log(through store: any ObjectStore, limits: DeltaLogLimits = DeltaLogLimits()) -> TableLog
    {
        TableLog(store: store, environment: environment, limits: limits)
    }

    static func metadata(
        partitionColumns: [String] = [], configuration: [String: String] = [:]
    ) -> TableMetadata {
        TableMetadata(
            id: "id", schemaString: SchemaCodec.encode(schema),
            partitionColumns: partitionColumns, configuration: configuration)
    }

    static func add(
        _ path: String, x: String? = nil, size: Int64 = 10, stats: String? = nil
    ) -> AddFile {
        AddFile(
            path: path, partitionValues: x.map { ["x": $0] } ?? .unpartitioned, size: size,
            modificationTime: 1, stats: stats)
    }

    static func remove(_ path: String) -> RemoveFile {
        RemoveFile(path: path, deletionTimestamp: 5)
    }

    /// The first commit of a table.
    static func creation(
        partitionColumns: [String] = [], configuration: [String: String] = [:]
    ) -> [Action] {
        [
            .protocol(.widest),
            .metadata(
                metadata(partitionColumns: partitionColumns, configuration: configuration)),
        ]
    }

    func write(_ version: TableVersion, _ actions: [Action]) async throws {
        try await write(LogPath.commit(version).path, ActionWriter.commit(actions))
    }

    func write(_ path: String, _ text: String) async throws {
        try await write(path, Bytes(utf8: text))
    }

    func write(_ path: String, _ bytes: Bytes) async throws {
        _ = try await store.put(try ObjectPath(path), bytes, mode: .overwrite)
    }

    /// Creates the table through a commit.
    func create(
        partitionColumns: [String] = [], configuration: [String: String] = [:]
    ) async throws -> Snapshot {
        let transaction = log.beginCreation(
            protocol: .widest,
            metadata: Self.metadata(
                partitionColumns: partitionColumns, configuration: configuration),
            operation: CommitOperation("CREATE TABLE"))
        guard case .committed(let receipt) = await log.commit(transaction) else {
            throw DeltaLogError(.invalidCommit, "the table was not created")
        }
        return receipt.snapshot
    }

    /// How many commits the log holds.
    func commitCount() async throws -> Int {
        try await log.list(from: nil).count {
            if case .commit = $0.path { true } else { false }
        }
    }
}

extension Snapshot {
    /// The paths of all files, sorted.
    var paths: [String] {
        get async throws { try await files().map(\.path).sorted() }
    }
}

extension CommitOutcome {
    /// The version, where it is committed.
    var version: TableVersion? {
        if case .committed(let receipt) = self { receipt.version } else { nil }
    }

    var conflict: CommitConflict.Kind? {
        if case .conflict(let conflict) = self { conflict.kind } else { nil }
    }

    var error: DeltaLogError.Code? {
        if case .notCommitted(let error) = self { error.code } else { nil }
    }
}
