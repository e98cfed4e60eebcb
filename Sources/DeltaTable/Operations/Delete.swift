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
            let snapshot = try await self.snapshot()
            var operation = DeleteOperation(condition)
            if dryRun {
                try FeatureSupport.checkWrite(
                    snapshot.log.tableProtocol, metadata: snapshot.log.metadata,
                    schema: snapshot.schema)
                operation.done = try await deletePlan(
                    where: condition, on: snapshot, &operation.matched, stages: false)
                return operation.result(version: snapshot.version)
            }
            let end = try await run(&operation, on: snapshot)
            return operation.result(
                version: end?.version ?? operation.version, warnings: end?.warnings ?? [])
        }
    }
}

/// A delete, however often it is planned.
struct DeleteOperation: Operation {
    let condition: Expression
    /// What is known of the rows of files, from whatever attempt.
    var matched = MatchedRows()
    /// The newest plan.
    var done = DeletePlan()
    /// The version that it was made on.
    private(set) var version: Int64 = 0

    init(_ condition: Expression) {
        self.condition = condition
    }

    mutating func plan(
        on snapshot: TableSnapshot, in table: Table
    ) async throws -> OperationPlan? {
        try FeatureSupport.checkWrite(
            snapshot.log.tableProtocol, metadata: snapshot.log.metadata, schema: snapshot.schema)
        version = snapshot.version
        done = try await table.deletePlan(
            where: condition, on: snapshot, &matched, stages: true)
        guard !done.isEmpty else { return nil }
        do {
            return OperationPlan(
                transaction: try transaction(on: snapshot, in: table), staged: done.staged)
        } catch {
            await TableWriter.discard(done.staged, in: table.store)
            throw error
        }
    }

    mutating func replan(
        planned: TableSnapshot, newest: TableSnapshot, in table: Table
    ) async throws {
        // The condition may say something else of other columns.
        if newest.schema != planned.schema { matched = MatchedRows() }
    }

    private func transaction(
        on snapshot: TableSnapshot, in table: Table
    ) throws -> Transaction {
        let metrics: [(String, Int64)] = [
            ("numRemovedFiles", Int64(done.removedFiles)),
            ("numRemovedBytes", done.removedBytes),
            ("numAddedFiles", Int64(done.rewritten.count)),
            ("numAddedBytes", done.rewritten.reduce(0) { $0 + $1.size }),
            ("numDeletedRows", done.deletedRows), ("numCopiedRows", done.copiedRows),
            ("numDeletionVectorsAdded", Int64(done.vectorsAdded)),
            ("numDeletionVectorsRemoved", Int64(done.vectorsRemoved)),
        ]
        var transaction = table.log.begin(
            on: snapshot.log,
            operation: CommitOperation(
                "DELETE",
                parameters: [("predicate", .string(CommitOperation.list(["\(condition)"])))],
                metrics: metrics.map { ($0.0, String($0.1)) }))
        transaction.actions = done.actions
        try transaction.reads.record(condition, on: snapshot, found: done.readFiles)
        transaction.crossesNoVacuum(of: done.staged)
        return transaction
    }

    func result(version: Int64, warnings: [String] = []) -> DeleteResult {
        DeleteResult(
            version: version, deletedRowCount: done.deletedRows,
            removedFileCount: done.removedFiles, rewrittenFileCount: done.rewrittenFiles,
            deletionVectorCount: done.vectorsAdded, warnings: warnings)
    }
}

extension TransactionReads {
    /// Records that rows on which `condition` is true were looked for: files that a winner adds
    /// matter where they can hold one, by partition values and by statistics.
    mutating func record(
        _ condition: Expression, on snapshot: TableSnapshot, found files: [ActiveFile]
    ) throws {
        let pruner = FilePruner(
            try Binder(snapshot.schema).bindPredicate(condition), snapshot: snapshot.log)
        guard
            !snapshot.table.environment.weaknesses.contains(.ignoresFilesOfWinners)
        else {
            record(ReadPredicate("\(condition)") { _ in false }, found: files)
            return
        }
        record(ReadPredicate("\(condition)") { pruner.mayMatch($0) }, found: files)
    }
}

extension Transaction {
    /// Lets no vacuum begin between the staging of these files and the commit.
    mutating func crossesNoVacuum(of staged: StagedFiles) {
        let adds = staged.adds
        rule = { VacuumStart.objection(to: adds, winner: $0) }
    }
}
