// The second half of an append: staged files become a version. An append reads nothing, so it
// never contradicts a change of data; what it can meet is planned again here.

import Columnar
package import DeltaLog
import DeltaProtocol
import HostEnvironment

/// Files to add in one commit, and what they stand for.
package struct AppendCommit: Sendable {
    package var staged: StagedFiles
    package var operation: CommitOperation
    /// Makes the append idempotent: a version that the table has reached is not committed again.
    package var application: ApplicationProgress?

    package init(
        _ staged: StagedFiles, operation: CommitOperation,
        application: ApplicationProgress? = nil
    ) {
        self.staged = staged
        self.operation = operation
        self.application = application
    }
}

extension Table {
    /// Commits staged files behind whatever others commit meanwhile.
    ///
    /// Files that were staged are removed again where they are certainly not in the table.
    /// - Parameter snapshot: the version that the files were staged on, not a newer one: what was
    ///   committed since is what the files are checked against.
    /// - Throws: `conflict` where the table's schema or partitioning has changed,
    ///   `applicationConflict` where another run owns the application id, `outcomeUnknown`.
    package func commit(
        _ append: AppendCommit, on snapshot: TableSnapshot
    ) async throws -> CommitResult {
        var append = append
        var snapshot = snapshot
        for _ in 0..<TableLimits.planAttemptsMax {
            if let application = append.application, log.hasReached(application, snapshot.log) {
                await TableWriter.discard(append.staged, in: store)
                return try await wasThere(at: snapshot.log.version)
            }
            let outcome = await log.commit(transaction(append, on: snapshot))
            guard outcome.isOvertaken else { return try await finish(outcome, append.staged) }
            var conflict: CommitConflict?
            if case .conflict(let met) = outcome { conflict = met }
            let next = try await replanned(append, snapshot, conflict)
            append = next.append
            snapshot = next.snapshot
        }
        await TableWriter.discard(append.staged, in: store)
        throw TableError(
            .conflict, "\(TableLimits.planAttemptsMax) attempts were overtaken; try again later"
        ).at(table: location)
    }

    private func transaction(_ append: AppendCommit, on snapshot: TableSnapshot) -> Transaction {
        var transaction = log.begin(on: snapshot.log, operation: append.operation)
        transaction.actions = append.staged.adds.map { .add($0) }
        transaction.application = append.application
        let staged = append.staged.adds
        transaction.rule = { VacuumStart.objection(to: staged, winner: $0) }
        return transaction
    }

    /// The same append on the newest version, where it still makes sense there.
    private func replanned(
        _ append: AppendCommit, _ planned: TableSnapshot, _ conflict: CommitConflict?
    ) async throws -> (append: AppendCommit, snapshot: TableSnapshot) {
        var append = append
        do {
            let newest = try await snapshot(refreshing: planned)
            switch conflict?.kind {
            case nil, .metadataChanged, .protocolChanged, .ruleOfOperation: break
            case .concurrentTransaction:
                throw TableError(
                    .applicationConflict,
                    "another run has committed as '\(append.application?.appID ?? "")': "
                        + "\(conflict?.message ?? ""); stop one of the two"
                ).at(table: location)
            case .concurrentAppend, .concurrentDeleteRead, .concurrentDeleteDelete, .tableExists:
                throw TableError(.conflict, conflict?.message ?? "").at(table: location)
            }
            append.staged = try await fitting(append.staged, planned, newest)
            return (append, newest)
        } catch {
            await TableWriter.discard(append.staged, in: store)
            throw error
        }
    }

    /// The staged files, written anew where a vacuum that began between the two versions may take
    /// them for old.
    ///
    /// A commit stops at the first winner that it cannot follow, and the newest version may stand
    /// behind others that it has not seen.
    func survivingVacuums(
        _ staged: StagedFiles, after planned: TableVersion, _ newest: TableSnapshot
    ) async throws -> StagedFiles {
        guard !staged.adds.isEmpty else { return staged }
        var version = planned
        while version < newest.log.version {
            version = version.next
            // A commit that has been cleaned up since may have been the start of a vacuum.
            let actions = try await log.actions(of: version)
            let isUnknown = actions == nil
            let winner = WinningCommit(version: version, actions: actions ?? [])
            if isUnknown || VacuumStart.objection(to: staged.adds, winner: winner) != nil {
                return try await staged.rewritten(in: store, environment: environment)
            }
        }
        return staged
    }

    /// The result where an earlier run has done the work, which may have been killed right behind
    /// its commit.
    func wasThere(at version: TableVersion) async throws -> CommitResult {
        do {
            try await log.persist(version)
        } catch {
            throw Self.translate(error, location)
        }
        return CommitResult(
            version: version.number, wasThere: true, fileCount: 0, rowCount: 0, warnings: [])
    }

    /// The end of a commit that is not planned again.
    func finish(_ outcome: CommitOutcome, _ staged: StagedFiles) async throws -> CommitResult {
        switch outcome {
        case .committed(let receipt):
            return CommitResult(
                version: receipt.version.number, wasThere: false, fileCount: staged.adds.count,
                rowCount: staged.rowCount, warnings: receipt.warnings.map { "\($0)" })
        case .alreadyCommitted(let version):
            await TableWriter.discard(staged, in: store)
            return try await wasThere(at: version)
        case .notCommitted(let error):
            await TableWriter.discard(staged, in: store)
            throw Self.translate(error, location)
        case .conflict(let conflict):
            await TableWriter.discard(staged, in: store)
            throw TableError(.conflict, conflict.message).at(table: location)
        case .unknown(let commit):
            var error = TableError(
                .outcomeUnknown,
                "whether version \(commit.version) is this commit is not known; "
                    + "`lake txn-status \(location) \(commit.txnID)` tells later",
                cause: commit.cause)
            error.transactionID = commit.txnID
            throw error.at(table: location)
        }
    }
}
