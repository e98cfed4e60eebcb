// Deletes rows. A row-local operation: when it loses a race it is planned again on the version that
// won, so that two deletes of different rows of one file both stand (spec/tables.md DT-DEL).

import DeltaLog
import DeltaProtocol
public import Expressions
import HostEnvironment
import JSONCodec

extension Table {
    /// Deletes the rows on which a condition is true, in one commit.
    ///
    /// The result is as if it had run after every commit that came before it. Where the table has
    /// `delta.enableDeletionVectors`, files stay and rows are marked; elsewhere files are written
    /// anew without them.
    ///
    /// - Parameter dryRun: whether to say only what would be deleted; commits nothing.
    /// - Throws: `invalidExpression`, `appendOnly`, `unsupportedFeature`, `outcomeUnknown`,
    ///   `storage`; nothing is deleted then, except where the outcome is unknown.
    /// - Complexity: O(rows of the files that can match).
    @discardableResult
    public func delete(
        where condition: Expression, dryRun: Bool = false
    ) async throws -> DeleteResult {
        try await translatingErrors {
            var snapshot = try await self.snapshot()
            var matched = MatchedRows()
            for _ in 0..<TableLimits.planAttemptsMax {
                try FeatureSupport.checkWrite(
                    snapshot.log.tableProtocol, metadata: snapshot.log.metadata,
                    schema: snapshot.schema)
                let plan = try await deletePlan(
                    where: condition, on: snapshot, &matched, stages: !dryRun)
                guard !plan.isEmpty, !dryRun else {
                    return result(of: plan, version: snapshot.version)
                }
                let outcome = await log.commit(
                    try transaction(plan, where: condition, on: snapshot))
                guard case .conflict = outcome else {
                    let end = try await finish(outcome, plan.staged)
                    return result(of: plan, version: end.version, warnings: end.warnings)
                }
                await TableWriter.discard(plan.staged, in: store)
                let newest = try await self.snapshot(refreshing: snapshot)
                // The condition may say something else of other columns.
                if newest.schema != snapshot.schema { matched = MatchedRows() }
                snapshot = newest
            }
            throw TableError(
                .conflict,
                "\(TableLimits.planAttemptsMax) attempts were overtaken; try again later")
        }
    }

    private func transaction(
        _ plan: DeletePlan, where condition: Expression, on snapshot: TableSnapshot
    ) throws -> Transaction {
        let rewritten = plan.staged.adds.filter { !$0.path.hasSuffix(".bin") }
        let metrics: [(String, Int64)] = [
            ("numRemovedFiles", Int64(plan.removedFiles)),
            ("numRemovedBytes", plan.removedBytes),
            ("numAddedFiles", Int64(rewritten.count)),
            ("numAddedBytes", rewritten.reduce(0) { $0 + $1.size }),
            ("numDeletedRows", plan.deletedRows), ("numCopiedRows", plan.copiedRows),
            ("numDeletionVectorsAdded", Int64(plan.vectorsAdded)),
            ("numDeletionVectorsRemoved", Int64(plan.vectorsRemoved)),
        ]
        var transaction = log.begin(
            on: snapshot.log,
            operation: CommitOperation(
                "DELETE",
                parameters: [("predicate", .string(CommitOperation.list(["\(condition)"])))],
                metrics: metrics.map { ($0.0, String($0.1)) }))
        transaction.actions = plan.actions
        let bound = try Binder(snapshot.schema).bindPredicate(condition)
        let pruner = FilePruner(bound, snapshot: snapshot.log)
        transaction.reads.record(
            ReadPredicate("\(condition)") { pruner.mayMatch($0) }, found: plan.readFiles)
        let staged = plan.staged.adds
        transaction.rule = { VacuumStart.objection(to: staged, winner: $0) }
        return transaction
    }

    private func result(
        of plan: DeletePlan, version: Int64, warnings: [String] = []
    ) -> DeleteResult {
        DeleteResult(
            version: version, deletedRowCount: plan.deletedRows,
            removedFileCount: plan.removedFiles, rewrittenFileCount: plan.rewrittenFiles,
            deletionVectorCount: plan.vectorsAdded, warnings: warnings)
    }
}
