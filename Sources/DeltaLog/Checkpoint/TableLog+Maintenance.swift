// What a commit does for those who read later: a checkpoint now and then, and the end of log files
// that nobody needs. It comes after the commit, and its failure never fails the commit.

import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension TableLog {
    /// Writes a checkpoint of a snapshot, then cleans the log up as the table's properties say.
    ///
    /// - Throws: where the checkpoint was not written; a failed clean-up only leaves files.
    package func checkpoint(
        _ snapshot: Snapshot
    ) async throws(DeltaLogError) -> CheckpointReport {
        try await written(snapshot).report
    }

    private func written(
        _ snapshot: Snapshot
    ) async throws(DeltaLogError) -> (report: CheckpointReport, files: CheckpointFileSource) {
        if environment.weaknesses.contains(.cleansUpBeforeCheckpoint) {
            _ = try? await cleanUp(snapshot, trusting: snapshot.version)
        }
        let written = try await CheckpointWriter(log: self, snapshot: snapshot).write()
        var report = written.report
        report.deletedLogFiles = (try? await cleanUp(snapshot)) ?? 0
        return (report, written.source(self))
    }

    /// The receipt with what was done after the commit: a checkpoint where one is due.
    func maintained(_ receipt: CommitReceipt) async -> CommitReceipt {
        var receipt = receipt
        do throws(DeltaLogError) {
            guard try isCheckpointDue(receipt.snapshot) else { return receipt }
            let (report, files) = try await written(receipt.snapshot)
            receipt.checkpoint = report
            receipt.snapshot.checkpointVersion = receipt.version
            if !receipt.snapshot.hasFilesAtHand {
                // What commits have done since the checkpoint before is let go: it is in this one.
                receipt.snapshot.rebaseFiles(on: files)
            }
        } catch {
            receipt.warnings.append(error)
        }
        return receipt
    }

    private func isCheckpointDue(_ snapshot: Snapshot) throws(DeltaLogError) -> Bool {
        do {
            let interval = try snapshot.properties.checkpointInterval()
            return snapshot.version > .zero && snapshot.version.number % interval == 0
        } catch {
            throw DeltaLogError(error, version: snapshot.version)
        }
    }

    /// Deletes log files that no version within the retention needs.
    ///
    /// - Returns: how many.
    package func cleanUp(_ snapshot: Snapshot) async throws(DeltaLogError) -> Int {
        try await cleanUp(snapshot, trusting: nil)
    }

    /// - Parameter trusted: a checkpoint that counts though nobody has seen it; a planted bug.
    private func cleanUp(
        _ snapshot: Snapshot, trusting trusted: TableVersion?
    ) async throws(DeltaLogError) -> Int {
        let cutoff: WallTime
        do {
            guard try snapshot.properties.enableExpiredLogCleanup() else { return 0 }
            cutoff = LogCleanup.cutoff(
                now: environment.now, retention: try snapshot.properties.logRetention())
        } catch {
            throw DeltaLogError(error, version: snapshot.version)
        }
        guard try await oldestLogFile().map({ $0 <= cutoff }) ?? false else { return 0 }
        var files = try await list(from: nil)
        if let trusted {
            let path = LogPath.checkpoint(trusted)
            files.append(LogFile(path: path, size: 1, lastModified: environment.now))
        }
        guard let plan = LogCleanup(files: files, cutoff: cutoff) else { return 0 }
        do {
            // What the oldest version kept stands on must be readable, and stay, before anything
            // goes.
            let base = await CheckpointReader(log: self, checkpoint: plan.base).readableParts()
            guard base != nil || trusted != nil else {
                throw DeltaLogError(
                    .corruptLog, "the checkpoint that would be the oldest cannot be read",
                    path: plan.base.files.first?.path.path, version: plan.base.version)
            }
            let kept = base?.map(\.path) ?? plan.base.files.map(\.path.path)
            for path in kept { try await store.persist(try ObjectPath(path)) }
            for file in plan.expired { try await store.delete(try ObjectPath(file.path.path)) }
        } catch {
            throw DeltaLogError(.storage, "the log was not cleaned up: \(error)", cause: error)
        }
        guard snapshot.tableProtocol.supportsWriting(.v2Checkpoint) else {
            return plan.expired.count
        }
        let expired = Set(plan.expired.map(\.path))
        let kept = files.filter { !expired.contains($0.path) }
        let sidecars = try? await cleanUpSidecars(
            known: kept, newestCheckpoint: snapshot.checkpointVersion)
        return plan.expired.count + (sidecars ?? 0)
    }

    /// When the first file of the log was written: a cheap look before the whole log is listed.
    private func oldestLogFile() async throws(DeltaLogError) -> WallTime? {
        do {
            let page = try await store.list(
                prefix: LogPath.folder + "/0", startAfter: nil, limit: 1)
            return page.objects.first?.lastModified
        } catch {
            throw DeltaLogError(error)
        }
    }
}
