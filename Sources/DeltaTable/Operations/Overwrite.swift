// Replaces rows by others: all of them, those of a condition, or those of the partitions that the
// new ones are in. The new rows are staged once; what goes is planned anew on whatever won.

import BinaryIO
public import Columnar
package import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import JSONCodec

extension Table {
    /// Replaces rows by others in one commit.
    ///
    /// The result is as if it had run after every commit that came before it: rows that others
    /// add meanwhile are replaced too, where they are in `scope`.
    /// - Throws: as `append`; `appendOnly` where the table only takes appends;
    ///   `constraintViolated` for a row on which the condition of `scope` is not true.
    @discardableResult
    public func overwrite(
        _ batches: [RecordBatch], scope: OverwriteScope = .table,
        options: WriteOptions = WriteOptions()
    ) async throws -> CommitResult {
        let snapshot = try await snapshot()
        return try await translatingErrors {
            var writer = try writer(on: snapshot, options: options, scope: scope)
            let staged = try await writer.stage { writer in
                for batch in batches { try await writer.append(batch) }
            }
            return try await commitOverwrite(staged, on: snapshot, scope: scope)
        }
    }

    /// Commits staged files in place of the rows of `scope`.
    package func commitOverwrite(
        _ staged: StagedFiles, on snapshot: TableSnapshot, scope: OverwriteScope = .table,
        application: ApplicationProgress? = nil
    ) async throws -> CommitResult {
        var operation = OverwriteOperation(staged, scope, application)
        guard let end = try await run(&operation, on: snapshot) else {
            throw TableError(.invalidRequest, "there was nothing to commit").at(table: location)
        }
        return end
    }
}

/// An overwrite, however often it is planned.
struct OverwriteOperation: Operation {
    private(set) var kept: StagedFiles
    private let scope: OverwriteScope
    private let application: ApplicationProgress?
    private var matched = MatchedRows()

    init(_ staged: StagedFiles, _ scope: OverwriteScope, _ application: ApplicationProgress?) {
        kept = staged
        self.scope = scope
        self.application = application
    }

    mutating func plan(
        on snapshot: TableSnapshot, in table: Table
    ) async throws -> OperationPlan? {
        var gone = DeletePlan()
        var reads = TransactionReads()
        switch scope {
        case .table:
            gone.remove(try await snapshot.allFiles(), at: table.environment.now)
            reads.recordEverything()
        case .rows(let condition):
            gone = try await table.deletePlan(
                where: condition, on: snapshot, &matched, stages: true)
            do {
                try reads.record(condition, on: snapshot, found: gone.readFiles)
            } catch {
                await TableWriter.discard(gone.staged, in: table.store)
                throw error
            }
        case .partitions:
            let partitions = try WrittenPartitions(kept.adds, snapshot)
            let files = try await snapshot.log.collectFiles { batch in
                try batch.kept { partitions.contains($0.partitionValues) }
            }
            gone.remove(files, at: table.environment.now)
            reads.record(
                ReadPredicate("the partitions that are written") {
                    partitions.contains($0.partitionValues)
                }, found: files)
        }
        var transaction = table.log.begin(
            on: snapshot.log, operation: operation(gone, snapshot))
        transaction.actions = gone.actions + kept.adds.map { .add($0) }
        transaction.reads = reads
        transaction.application = application
        var staged = kept
        staged.adds += gone.staged.adds
        transaction.crossesNoVacuum(of: staged)
        return OperationPlan(transaction: transaction, staged: gone.staged)
    }

    mutating func replan(
        planned: TableSnapshot, newest: TableSnapshot, in table: Table
    ) async throws {
        if newest.schema != planned.schema { matched = MatchedRows() }
        kept = try await table.fitting(kept, planned, newest)
    }

    /// Spark's `WRITE`, with the names that it has for each kind of overwrite.
    private func operation(_ gone: DeletePlan, _ snapshot: TableSnapshot) -> CommitOperation {
        var operation = CommitOperation.write(
            mode: "Overwrite", partitionColumns: snapshot.partitionColumns, kept)
        switch scope {
        case .table: break
        case .rows(let condition):
            operation.parameters.append(("predicate", .string("\(condition)")))
            operation.metrics += [
                ("numDeletedRows", String(gone.deletedRows)),
                ("numCopiedRows", String(gone.copiedRows)),
            ]
        case .partitions:
            operation.parameters.append(("isDynamicPartitionOverwrite", .bool(true)))
        }
        operation.metrics += [
            ("numRemovedFiles", String(gone.removedFiles)),
            ("numRemovedBytes", String(gone.removedBytes)),
        ]
        return operation
    }
}

extension DeletePlan {
    /// Takes whole files out.
    fileprivate mutating func remove(_ files: [ActiveFile], at time: WallTime) {
        for file in files {
            actions.append(.remove(file.addFile.removed(at: time.milliseconds)))
            removedFiles += 1
            removedBytes = removedBytes.addingClamped(file.size)
            readFiles.append(file)
        }
    }
}
