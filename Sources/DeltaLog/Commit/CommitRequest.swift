// A transaction made ready: checked, and turned into the bytes of one version.

import DeltaProtocol
import HostEnvironment
import JSONCodec

/// What is put as a commit.
struct CommitRequest {
    /// Names the engine in `commitInfo`.
    static let engineInfo = "swift-lakehouse/0.1.0"

    let transaction: Transaction

    /// Checks everything that does not depend on other writers.
    ///
    /// - Throws: `invalidCommit`, `unsupportedTableFeature`.
    init(_ transaction: Transaction) throws(DeltaLogError) {
        self.transaction = transaction
        do {
            try CommitRules.check(transaction.actions)
            try Self.checkPaths(transaction.actions)
        } catch {
            throw DeltaLogError(.invalidCommit, error.description, cause: error)
        }
        for action in transaction.actions {
            switch action {
            case .commitInfo, .transaction, .sidecar, .checkpointMetadata:
                throw DeltaLogError(.invalidCommit, "a transaction does not hold such actions")
            case .add, .remove, .cdc, .metadata, .protocol, .domainMetadata: break
            }
        }
        guard let snapshot = transaction.snapshot else {
            guard transaction.metadata != nil, transaction.tableProtocol != nil else {
                throw DeltaLogError(
                    .invalidCommit, "the first commit of a table needs protocol and metaData")
            }
            try checkTable(current: nil)
            return
        }
        try checkTable(current: snapshot)
    }

    /// Checks the transaction against the version that it will follow.
    ///
    /// - Throws: `invalidCommit`, `unsupportedTableFeature`.
    func checkTable(current: Snapshot?) throws(DeltaLogError) {
        guard let metadata = transaction.metadata ?? current?.metadata,
            let tableProtocol = transaction.tableProtocol ?? current?.tableProtocol
        else { return }
        do {
            let schema = try metadata.schema()
            try FeatureSupport.checkWrite(tableProtocol, metadata: metadata, schema: schema)
            guard try metadata.properties.appendOnly(), tableProtocol.minWriterVersion >= 2 else {
                return
            }
        } catch {
            throw DeltaLogError(error)
        }
        for case .remove(let file) in transaction.actions where file.dataChange {
            throw DeltaLogError(
                .invalidCommit,
                "the table is append-only (delta.appendOnly), so no row may be removed",
                path: file.path)
        }
    }

    private static func checkPaths(_ actions: [Action]) throws(DeltaProtocolError) {
        for case .add(let file) in actions {
            guard case .relative = try DataPath(parsing: file.path) else {
                throw DeltaProtocolError(
                    .externalPath, "a file is added that lies outside the table: \(file.path)")
            }
        }
    }

    /// All actions of the commit: `commitInfo` first, then `txn`, then the rest. They depend on
    /// nothing but the arguments and the transaction.
    ///
    /// - Parameter current: the version that the commit will follow; nil for the first.
    func actions(following current: Snapshot?, now: WallTime) -> [Action] {
        let readVersion = transaction.snapshot?.version
        let time = InCommitTime(of: transaction, following: current, now: now)
        var extra = transaction.operation.extra
        if let offsets = transaction.application?.offsets {
            extra[ApplicationProgress.offsetsField] = offsets
        }
        let operation = transaction.operation
        let isolation: IsolationLevel =
            transaction.onlyRearranges ? .snapshotIsolation : .serializable
        let info = CommitInfo(
            timestamp: now.milliseconds, inCommitTimestamp: time.milliseconds,
            operation: operation.name,
            parameters: operation.parameters, readVersion: readVersion,
            isolationLevel: isolation.rawValue, isBlindAppend: transaction.isBlindAppend,
            metrics: operation.metrics, userMetadata: operation.userMetadata,
            engineInfo: Self.engineInfo, txnID: transaction.txnID, extra: extra)
        var actions: [Action] = [.commitInfo(info)]
        if let application = transaction.application {
            actions.append(
                .transaction(
                    SetTransaction(
                        appID: application.appID, version: application.version,
                        lastUpdated: now.milliseconds)))
        }
        return actions + time.enabled(transaction.actions)
    }
}
