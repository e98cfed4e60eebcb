// What a verb has to say so that it never loses a race for good: how it is planned on a version,
// and what of a lost plan is still of use (DESIGN of commits, row-level concurrency). The table is
// as if the operation had run after every commit that came before it.

import DeltaLog
import DeltaProtocol

/// A change of a table that is planned on one version, and again on what won where it is overtaken.
protocol Operation: Sendable {
    /// Files that stay staged however often the operation is planned, such as the caller's rows.
    var kept: StagedFiles { get }

    /// Makes the transaction of the operation on one version.
    ///
    /// - Returns: nil where nothing is to be done.
    /// - Throws: what makes the operation impossible on this version; nothing is left staged but
    ///   `kept`.
    mutating func plan(on snapshot: TableSnapshot, in table: Table) async throws -> OperationPlan?

    /// Makes ready to be planned on `newest`; the plan's own files are gone.
    ///
    /// - Throws: where the operation makes no sense there.
    mutating func replan(
        planned: TableSnapshot, newest: TableSnapshot, in table: Table
    ) async throws
}

extension CommitOutcome {
    /// Whether others were faster and nothing was committed: the work is planned again. Who was
    /// held up for so long that his time for one commit is over has lost no more than a race.
    var isOvertaken: Bool {
        switch self {
        case .conflict: true
        case .notCommitted(let error): error.code == .attemptsExhausted
        case .committed, .alreadyCommitted, .unknown: false
        }
    }
}

/// One attempt of an operation.
struct OperationPlan: Sendable {
    var transaction: Transaction
    /// Files that were stored for this attempt alone: they go where it is overtaken.
    var staged = StagedFiles()
}

extension Operation {
    var kept: StagedFiles { StagedFiles() }

    mutating func replan(
        planned: TableSnapshot, newest: TableSnapshot, in table: Table
    ) async throws {}
}

extension Table {
    /// Plans and commits an operation until it is in the table.
    ///
    /// - Returns: nil where nothing was to be done.
    /// - Throws: `conflict` where `TableLimits.planAttemptsMax` attempts were overtaken;
    ///   `outcomeUnknown`, `storage`; what the operation throws.
    func run<Work: Operation>(
        _ operation: inout Work, on first: TableSnapshot
    ) async throws -> CommitResult? {
        var snapshot = first
        var lease = PriorityLease(of: self)
        do {
            for attempt in 0..<TableLimits.planAttemptsMax {
                await lease.prepare(attempt: attempt)
                let plan: OperationPlan?
                do {
                    plan = try await operation.plan(on: snapshot, in: self)
                } catch let error as TableError where error.code == .corrupt {
                    // Who was held up plans on files that a vacuum has taken meanwhile.
                    let newest = try await self.snapshot(refreshing: snapshot)
                    guard newest.version > snapshot.version else { throw error }
                    try await operation.replan(planned: snapshot, newest: newest, in: self)
                    snapshot = newest
                    continue
                }
                guard let plan else {
                    await lease.release()
                    return nil
                }
                let outcome = await log.commit(plan.transaction)
                guard outcome.isOvertaken else {
                    await lease.release()
                    var staged = operation.kept
                    staged.adds += plan.staged.adds
                    return try await finish(outcome, staged)
                }
                await TableWriter.discard(plan.staged, in: store)
                let newest = try await self.snapshot(refreshing: snapshot)
                try await operation.replan(planned: snapshot, newest: newest, in: self)
                snapshot = newest
            }
            throw TableError(
                .conflict,
                "\(TableLimits.planAttemptsMax) attempts were overtaken; try again later")
        } catch {
            await lease.release()
            // Who cannot tell whether the commit stands must leave its files.
            if (error as? TableError)?.code != .outcomeUnknown {
                await TableWriter.discard(operation.kept, in: store)
            }
            throw Self.translate(error, location)
        }
    }
}
