// How a commit ends. There are five ends, and an error is only one of them: a lost race and an
// answer that never came are no errors, and must not be told apart by message.

package import DeltaProtocol

/// The end of a commit.
package enum CommitOutcome: Sendable {
    /// The version is ours and durable.
    case committed(CommitReceipt)
    /// Another attempt has committed the same work of the same application: nothing is left to do.
    case alreadyCommitted(TableVersion)
    /// A newer version contradicts what the transaction read; nothing was committed.
    case conflict(CommitConflict)
    /// Nothing was committed, and nothing will be.
    case notCommitted(DeltaLogError)
    /// It cannot be said whether the version is ours; `TableLog.status(ofTransaction:)` may know
    /// later. The files of the transaction must stay.
    case unknown(UnknownCommit)
}

/// A commit that is in the table.
package struct CommitReceipt: Sendable {
    package let version: TableVersion
    /// The table at that version.
    package internal(set) var snapshot: Snapshot
    /// Versions of others that the commit was put behind.
    package let rebasedOver: Int
    /// Puts that were sent.
    package let puts: Int
    /// The checkpoint that was written after the commit.
    package internal(set) var checkpoint: CheckpointReport?
    /// What failed after the commit; the commit stands.
    package internal(set) var warnings: [DeltaLogError] = []
}

/// A commit whose end cannot be known now.
package struct UnknownCommit: Sendable {
    /// The only version that it can be.
    package let version: TableVersion
    /// Finds it: `commitInfo.txnId`.
    package let txnID: String
    package let cause: DeltaLogError
}

/// A commit of somebody else that contradicts a transaction.
package struct CommitConflict: Sendable, Hashable {
    /// Kinds of conflict, as Spark names them.
    package enum Kind: String, Sendable, Hashable {
        case protocolChanged
        case metadataChanged
        case concurrentAppend
        case concurrentDeleteRead
        case concurrentDeleteDelete
        case concurrentTransaction
        /// The table came to be while it was to be created.
        case tableExists
        /// A rule that the transaction brought itself.
        case ruleOfOperation
    }

    package let kind: Kind
    /// The version that won.
    package let winner: TableVersion
    /// What the two did to each other.
    package let message: String

    package init(_ kind: Kind, winner: TableVersion, _ message: String) {
        self.kind = kind
        self.winner = winner
        self.message = message
    }
}

/// A commit of somebody else that a transaction meets.
package struct WinningCommit: Sendable {
    package let version: TableVersion
    package let actions: [Action]

    package init(version: TableVersion, actions: [Action]) {
        self.version = version
        self.actions = actions
    }

    package var info: CommitInfo? {
        for case .commitInfo(let info) in actions { return info }
        return nil
    }
}

/// What became of a checkpoint.
package struct CheckpointReport: Sendable, Hashable {
    package let version: TableVersion
    /// Rows of the checkpoint.
    package let actions: Int
    /// Bytes of the checkpoint.
    package let bytes: Int64
    /// Further files that it refers to.
    package let sidecars: Int
    /// Log files that were deleted because nothing within the retention needs them.
    package internal(set) var deletedLogFiles: Int = 0
}
