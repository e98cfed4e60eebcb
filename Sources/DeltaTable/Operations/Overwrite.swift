public import Columnar
package import DeltaLog
import DeltaProtocol
import HostEnvironment

extension Table {
    /// Replaces all rows by others in one commit.
    ///
    /// The result is as if it had run after every commit that came before it: rows that others
    /// add meanwhile are replaced too.
    /// - Throws: as `append`; `appendOnly` where the table only takes appends.
    @discardableResult
    public func overwrite(
        _ batches: [RecordBatch], options: WriteOptions = WriteOptions()
    ) async throws -> CommitResult {
        let snapshot = try await snapshot()
        var writer = try writer(on: snapshot, options: options)
        let staged = try await translatingErrors {
            try await writer.stage { writer in
                for batch in batches { try await writer.append(batch) }
            }
        }
        return try await commitOverwrite(staged, on: snapshot)
    }

    /// Commits staged files as the whole content of the table.
    package func commitOverwrite(
        _ staged: StagedFiles, on snapshot: TableSnapshot,
        application: ApplicationProgress? = nil
    ) async throws -> CommitResult {
        var staged = staged
        var snapshot = snapshot
        for _ in 0..<TableLimits.planAttemptsMax {
            let outcome = await log.commit(
                overwriteTransaction(staged, on: snapshot, application: application))
            guard case .conflict = outcome else {
                return try await finish(outcome, staged)
            }
            do {
                let newest = try await self.snapshot(refreshing: snapshot)
                try checkSameShape(snapshot, newest)
                staged = try await survivingVacuums(
                    staged, after: snapshot.log.version, newest)
                snapshot = newest
            } catch {
                await TableWriter.discard(staged, in: store)
                throw error
            }
        }
        await TableWriter.discard(staged, in: store)
        throw TableError(
            .conflict, "\(TableLimits.planAttemptsMax) attempts were overtaken; try again later"
        ).at(table: location)
    }

    private func overwriteTransaction(
        _ staged: StagedFiles, on snapshot: TableSnapshot, application: ApplicationProgress?
    ) -> Transaction {
        var operation = CommitOperation.write(
            mode: "Overwrite", partitionColumns: snapshot.partitionColumns, staged)
        operation.metrics.append(("numRemovedFiles", String(snapshot.fileCount)))
        operation.metrics.append(("numRemovedBytes", String(snapshot.sizeInBytes)))
        var transaction = log.begin(on: snapshot.log, operation: operation)
        let now = environment.now.milliseconds
        transaction.actions = snapshot.log.files.map { .remove($0.addFile.removed(at: now)) }
        transaction.actions += staged.adds.map { .add($0) }
        transaction.reads.recordEverything()
        transaction.application = application
        let adds = staged.adds
        transaction.rule = { VacuumStart.objection(to: adds, winner: $0) }
        return transaction
    }
}
