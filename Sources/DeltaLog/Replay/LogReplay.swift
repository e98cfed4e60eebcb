// Action reconciliation (PROTOCOL.md, *Action Reconciliation*), newest first: the first action seen
// of each kind and key is the one that counts.

import DeltaProtocol

/// Reconciles batches of a stretch of the log.
struct LogReplay {
    private(set) var tableProtocol: TableProtocol?
    private(set) var metadata: TableMetadata?
    /// The time that the newest commit carries; nil where none was taken.
    private(set) var inCommitTimestamp: Int64?
    private var isEmpty = true
    private var transactions: [String: SetTransaction] = [:]
    private var domains: [String: DomainMetadata] = [:]
    private var files: FileSetBuilder

    /// - Parameter capacity: how many file actions are expected.
    init(capacity: Int = 0) {
        files = FileSetBuilder(capacity: capacity)
    }

    /// Takes a batch that is older than those before it.
    ///
    /// - Parameter takesFiles: whether its file actions count; those of a checkpoint may be left
    ///   for later.
    /// - Throws: `corruptLog` where a commit contradicts itself.
    mutating func absorb(
        _ batch: ActionBatch, takesFiles: Bool = true
    ) throws(DeltaLogError) {
        let base = takesFiles ? files.open(batch.rows) : nil
        for section in batch.sections {
            if isEmpty { inCommitTimestamp = section.inCommitTimestamp }
            isEmpty = false
            tableProtocol = tableProtocol ?? section.tableProtocol
            metadata = metadata ?? section.metadata
            for transaction in section.transactions where transactions[transaction.appID] == nil {
                transactions[transaction.appID] = transaction
            }
            for domain in section.domains where domains[domain.domain] == nil {
                domains[domain.domain] = domain
            }
            guard let base else { continue }
            do {
                try files.absorb(
                    batch.rows, range: section.rows,
                    origin: section.isCheckpoint ? -1 : section.version.number, base: base)
            } catch {
                throw DeltaLogError(
                    error, path: LogPath.commit(section.version).path, version: section.version)
            }
        }
    }

    /// The state of a table whose whole log was taken.
    ///
    /// - Parameter base: the checkpoint whose file actions were not taken.
    /// - Throws: `corruptLog` where protocol or metadata are missing.
    consuming func state(
        version: TableVersion, above base: CheckpointFileSource? = nil
    ) throws(DeltaLogError) -> SnapshotState {
        guard let tableProtocol else {
            throw DeltaLogError(
                .corruptLog, "the log holds no protocol up to this version", version: version)
        }
        guard let metadata else {
            throw DeltaLogError(
                .corruptLog, "the log holds no metaData up to this version", version: version)
        }
        return SnapshotState(
            tableProtocol: tableProtocol, metadata: metadata, transactions: transactions,
            domains: domains.filter { !$0.value.removed },
            files: SnapshotFiles(base: base, recent: FileLayers(files.finish())))
    }

    /// The state after the taken commits, which follow `older` without a gap.
    consuming func state(after older: SnapshotState) -> SnapshotState {
        var state = older
        state.tableProtocol = tableProtocol ?? older.tableProtocol
        state.metadata = metadata ?? older.metadata
        for (appID, transaction) in transactions { state.transactions[appID] = transaction }
        for (name, domain) in domains { state.domains[name] = domain.removed ? nil : domain }
        state.files.add(files.finish())
        return state
    }
}

/// Everything that reconciliation keeps.
struct SnapshotState: Sendable {
    var tableProtocol: TableProtocol
    var metadata: TableMetadata
    var transactions: [String: SetTransaction]
    var domains: [String: DomainMetadata]
    var files: SnapshotFiles

    /// The property counts only where writers were told to honour it.
    var usesInCommitTimestamps: Bool {
        metadata.properties.usesInCommitTimestamps
            && tableProtocol.supportsWriting(.inCommitTimestamp)
    }
}
