// The time that a commit carries (PROTOCOL.md, *Writer Requirements for In-Commit Timestamps*):
// never behind that of the version before, so it is made anew whenever the commit moves to another
// version.

import DeltaProtocol
import HostEnvironment

/// The in-commit timestamp of one attempt.
struct InCommitTime {
    /// Since the epoch; nil where the table does not ask for it.
    let milliseconds: Int64?
    /// The version, where this very commit turns the feature on for a table that exists.
    private let enablingVersion: TableVersion?

    /// - Parameter current: the version that the commit will follow; nil for the first.
    init(of transaction: Transaction, following current: Snapshot?, now: WallTime) {
        guard let metadata = transaction.metadata ?? current?.metadata,
            let tableProtocol = transaction.tableProtocol ?? current?.tableProtocol,
            metadata.properties.usesInCommitTimestamps,
            tableProtocol.supportsWriting(.inCommitTimestamp)
        else {
            milliseconds = nil
            enablingVersion = nil
            return
        }
        let least = current.map { $0.timestamp.milliseconds + 1 } ?? Int64.min
        milliseconds = max(now.milliseconds, least)
        enablingVersion =
            current.map { $0.usesInCommitTimestamps ? nil : $0.version.next } ?? nil
    }

    /// The actions, their metadata saying since when commits carry times.
    func enabled(_ actions: [Action]) -> [Action] {
        guard let enablingVersion, let milliseconds else { return actions }
        return actions.map { action in
            guard case .metadata(var metadata) = action else { return action }
            metadata.configuration[
                TableProperty.inCommitTimestampEnablementVersion.rawValue] =
                "\(enablingVersion)"
            metadata.configuration[
                TableProperty.inCommitTimestampEnablementTimestamp.rawValue] =
                "\(milliseconds)"
            return .metadata(metadata)
        }
    }
}
