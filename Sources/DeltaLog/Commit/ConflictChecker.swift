// Whether a commit of somebody else contradicts a transaction that was planned before it: Spark's
// rules, in Spark's order (spec/commit-protocol.md DL-CON). One function a rule.

import DeltaProtocol
import JSONCodec

/// Checks one transaction against winning commits, in order of their versions.
struct ConflictChecker {
    /// What a winner means for the transaction.
    enum Verdict {
        case compatible
        case conflict(CommitConflict)
        /// The winner has done the transaction's work.
        case sameWork
    }

    private let transaction: Transaction
    private let isolation: IsolationLevel
    /// The metadata that the winners so far have left.
    private var metadata: TableMetadata?
    private let removedPaths: Set<String>

    /// - Throws: where the table's isolation level cannot be read.
    init(_ transaction: Transaction) throws(DeltaProtocolError) {
        self.transaction = transaction
        metadata = transaction.snapshot?.metadata
        let level = try metadata?.properties.isolationLevel() ?? .serializable
        isolation = transaction.onlyRearranges ? .snapshotIsolation : level
        var removed: Set<String> = []
        for case .remove(let file) in transaction.actions {
            removed.insert(try DataPath(parsing: file.path).key)
        }
        removedPaths = removed
    }

    /// Checks the next winner.
    ///
    /// - Throws: where a path of the winner has no legal form.
    mutating func check(_ winner: WinningCommit) throws(DeltaProtocolError) -> Verdict {
        guard transaction.snapshot != nil else {
            return .conflict(
                CommitConflict(
                    .tableExists, winner: winner.version, "the table has been created meanwhile"))
        }
        if let conflict = checkProtocol(winner) { return .conflict(conflict) }
        if let conflict = try checkMetadata(winner) { return .conflict(conflict) }
        if let conflict = checkDomains(winner) { return .conflict(conflict) }
        if let verdict = checkApplications(winner) { return verdict }
        if let conflict = checkAddedFiles(winner) { return .conflict(conflict) }
        if let conflict = try checkRemovedFiles(winner) { return .conflict(conflict) }
        if let reason = transaction.rule?(winner) {
            return .conflict(CommitConflict(.ruleOfOperation, winner: winner.version, reason))
        }
        return .compatible
    }

    private func checkProtocol(_ winner: WinningCommit) -> CommitConflict? {
        for case .protocol(_) in winner.actions {
            return CommitConflict(
                .protocolChanged, winner: winner.version,
                "version \(winner.version) changed the protocol of the table")
        }
        return nil
    }

    /// A change that no writer needs to know of is adopted, unless we change the metadata too.
    private mutating func checkMetadata(
        _ winner: WinningCommit
    ) throws(DeltaProtocolError) -> CommitConflict? {
        for case .metadata(let new) in winner.actions {
            let isHarmless = try metadata.map { old throws(DeltaProtocolError) in
                try MetadataChange.isHarmless(from: old, to: new)
            }
            guard transaction.metadata == nil, isHarmless == true else {
                return CommitConflict(
                    .metadataChanged, winner: winner.version,
                    "version \(winner.version) changed the schema or the properties of the table")
            }
            metadata = new
        }
        return nil
    }

    private func checkDomains(_ winner: WinningCommit) -> CommitConflict? {
        var ours: Set<String> = []
        for case .domainMetadata(let domain) in transaction.actions { ours.insert(domain.domain) }
        for case .domainMetadata(let domain) in winner.actions where ours.contains(domain.domain) {
            return CommitConflict(
                .concurrentTransaction, winner: winner.version,
                "version \(winner.version) changed the metadata domain \(domain.domain) too")
        }
        return nil
    }

    private func checkApplications(_ winner: WinningCommit) -> Verdict? {
        for case .transaction(let theirs) in winner.actions {
            if let ours = transaction.application, ours.appID == theirs.appID {
                let offsets = winner.info?.fields[ApplicationProgress.offsetsField]
                if theirs.version == ours.version, offsets == ours.offsets { return .sameWork }
                return .conflict(
                    CommitConflict(
                        .concurrentTransaction, winner: winner.version,
                        "version \(winner.version) moved the application \(ours.appID) to "
                            + "\(theirs.version), this transaction to \(ours.version)"
                            + (theirs.version == ours.version ? " with other offsets" : "")
                            + ": another run of the same application is at work"))
            }
            if transaction.reads.applications.contains(theirs.appID) {
                return .conflict(
                    CommitConflict(
                        .concurrentTransaction, winner: winner.version,
                        "version \(winner.version) moved the application \(theirs.appID), which "
                            + "this transaction has read"))
            }
        }
        return nil
    }

    private func checkAddedFiles(_ winner: WinningCommit) -> CommitConflict? {
        guard isolation != .snapshotIsolation, !transaction.isBlindAppend else { return nil }
        if isolation == .writeSerializable, transaction.metadata == nil,
            winner.info?.isBlindAppend == true
        {
            return nil
        }
        for case .add(let file) in winner.actions {
            let predicate = transaction.reads.predicates.first { $0.mayMatch(file) }
            guard transaction.reads.wholeTable || predicate != nil else { continue }
            return CommitConflict(
                .concurrentAppend, winner: winner.version,
                "version \(winner.version) added a file that this transaction should have read: "
                    + file.path)
        }
        return nil
    }

    private func checkRemovedFiles(
        _ winner: WinningCommit
    ) throws(DeltaProtocolError) -> CommitConflict? {
        let reads = transaction.reads
        var deleted: [(key: String, path: String)] = []
        for case .remove(let file) in winner.actions {
            deleted.append((try DataPath(parsing: file.path).key, file.path))
        }
        for file in deleted
        where reads.wholeTable || reads.allFiles || reads.files.contains(file.key) {
            return CommitConflict(
                .concurrentDeleteRead, winner: winner.version,
                "version \(winner.version) removed a file that this transaction has read: "
                    + file.path)
        }
        for file in deleted where removedPaths.contains(file.key) {
            return CommitConflict(
                .concurrentDeleteDelete, winner: winner.version,
                "version \(winner.version) removed a file that this transaction removes too: "
                    + file.path)
        }
        return nil
    }
}
