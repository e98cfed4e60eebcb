import DeltaProtocol

@testable import DeltaLog

/// Everything that a snapshot says, in an order of its own.
struct SnapshotContent: Equatable {
    let version: TableVersion
    let tableProtocol: TableProtocol
    let metadata: TableMetadata
    let files: [AddFile]
    let tombstones: [RemoveFile]
    let transactions: [String: SetTransaction]
    let domains: [String: DomainMetadata]

    init(_ snapshot: Snapshot) async throws {
        version = snapshot.version
        tableProtocol = snapshot.tableProtocol
        metadata = snapshot.metadata
        files = try await snapshot.files().map { file in
            var add = file.addFile
            add.dataChange = true
            return add
        }.sorted { $0.path < $1.path }
        tombstones = try await snapshot.tombstones().map { tombstone in
            var remove = tombstone.removeFile
            remove.dataChange = true
            remove.stats = nil
            remove.tags = nil
            return remove
        }.sorted { $0.path < $1.path }
        transactions = snapshot.transactions
        domains = snapshot.domains
    }
}
