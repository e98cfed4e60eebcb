// What somebody wants to commit: the version it was planned on, what was read, what is written. A
// value: nothing happens before `TableLog.commit`.

package import DeltaProtocol
import HostEnvironment
package import JSONCodec

/// How `commitInfo` describes a transaction.
package struct CommitOperation: Sendable {
    /// As in Spark's history: `WRITE`, `STREAMING UPDATE`, `DELETE`.
    package var name: String
    /// Values as Spark writes them: texts; lists are texts of JSON.
    package var parameters: [(String, JSONValue)]
    package var metrics: [(String, String)]
    package var userMetadata: String?
    /// More fields of `commitInfo`; they come last.
    package var extra: JSONObject

    package init(
        _ name: String, parameters: [(String, JSONValue)] = [], metrics: [(String, String)] = [],
        userMetadata: String? = nil, extra: JSONObject = JSONObject()
    ) {
        self.name = name
        self.parameters = parameters
        self.metrics = metrics
        self.userMetadata = userMetadata
        self.extra = extra
    }
}

/// The progress of an application that a commit makes, in the same step as its data.
package struct ApplicationProgress: Sendable, Hashable {
    package var appID: String
    package var version: Int64
    /// What the version stands for, such as the offsets of a stream's batch; kept in `commitInfo`
    /// under `txnOffsets`. Two attempts at one version with equal offsets are the same work.
    package var offsets: JSONValue?

    package init(appID: String, version: Int64, offsets: JSONValue? = nil) {
        self.appID = appID
        self.version = version
        self.offsets = offsets
    }

    /// The field of `commitInfo` that holds `offsets`.
    package static let offsetsField = "txnOffsets"
}

/// A change of a table that is to be committed.
package struct Transaction: Sendable {
    /// The version that it was planned on; nil when it creates the table.
    package let snapshot: Snapshot?
    /// Names this transaction in `commitInfo`; unique.
    package let txnID: String
    package var operation: CommitOperation
    package var reads = TransactionReads()
    /// Without `commitInfo` and `txn`, which are made from the rest.
    package var actions: [Action] = []
    package var application: ApplicationProgress?
    /// One more rule about every commit that wins: the reason why it contradicts this transaction.
    package var rule: (@Sendable (WinningCommit) -> String?)?

    package init(snapshot: Snapshot?, txnID: String, operation: CommitOperation) {
        self.snapshot = snapshot
        self.txnID = txnID
        self.operation = operation
    }

    /// Whether only files are added and nothing of the table was read.
    package var isBlindAppend: Bool {
        !reads.dependsOnFiles
            && actions.allSatisfy { action in
                if case .remove = action { false } else { true }
            }
    }

    /// Whether nothing but the place of rows changes, so that added files of others do not matter.
    var onlyRearranges: Bool {
        application == nil
            && actions.allSatisfy { action in
                switch action {
                case .add(let file): !file.dataChange
                case .remove(let file): !file.dataChange
                default: false
                }
            }
    }

    var metadata: TableMetadata? {
        for case .metadata(let metadata) in actions { return metadata }
        return nil
    }

    var tableProtocol: TableProtocol? {
        for case .protocol(let value) in actions { return value }
        return nil
    }
}

extension TableLog {
    /// A transaction on a version of the table.
    package func begin(
        on snapshot: Snapshot, operation: CommitOperation
    ) -> Transaction {
        Transaction(snapshot: snapshot, txnID: environment.uuid(), operation: operation)
    }

    /// A transaction that creates the table.
    package func beginCreation(
        protocol tableProtocol: TableProtocol, metadata: TableMetadata, operation: CommitOperation
    ) -> Transaction {
        var transaction = Transaction(
            snapshot: nil, txnID: environment.uuid(), operation: operation)
        transaction.actions = [.protocol(tableProtocol), .metadata(metadata)]
        return transaction
    }
}
