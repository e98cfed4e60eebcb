// Deletes files that no version within the retention needs. The log decides who is first: the
// vacuum commits its cutoff, reads the log again, and only then deletes; a writer of ours whose
// commit comes behind that one writes old staged files anew (`VacuumStart`).

import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension Table {
    /// Deletes the files below the table that no retained version refers to and that are older than
    /// the retention.
    ///
    /// - Parameters:
    ///   - retention: how long files that were removed from the table stay; nil for the table's own
    ///     (`delta.deletedFileRetentionDuration`, one week by default).
    ///   - dryRun: whether to say only what would be deleted; commits nothing.
    ///   - forcesRetention: whether a retention shorter than the table's is taken. Versions older
    ///     than it become unreadable, and writers of other engines may lose files.
    /// - Throws: `invalidRequest` for a retention that is too short, `unsupportedFeature`,
    ///   `outcomeUnknown` where the first commit cannot be resolved: nothing was deleted then.
    /// - Complexity: O(objects below the table + actions of the commits within the retention).
    @discardableResult
    public func vacuum(
        retaining retention: Duration? = nil, dryRun: Bool = false, forcesRetention: Bool = false
    ) async throws -> VacuumResult {
        try await translatingErrors {
            let snapshot = try await snapshot()
            try FeatureSupport.checkWrite(
                snapshot.log.tableProtocol, metadata: snapshot.log.metadata,
                schema: snapshot.schema)
            guard !dryRun else {
                let retention = try VacuumRetention(
                    of: snapshot, specified: retention, isForced: forcesRetention)
                let cutoff = environment.now.advanced(by: .zero - retention.duration)
                var sweep = try await sweep(snapshot, cutoff: cutoff, deletes: false)
                try await sweep.run()
                return result(of: sweep)
            }
            let start = try await startVacuum(snapshot, retention, forcesRetention)
            // Not from what was known before: a listing that lags behind would hide what others
            // have committed up to the announcement.
            let newest = try await self.snapshot(refreshing: start.snapshot)
            var sweep = try await sweep(newest, cutoff: start.cutoff, deletes: true)
            do {
                try await sweep.run()
            } catch {
                _ = await endVacuum(newest, sweep, isComplete: false)
                throw error
            }
            let uploads = await removeAbandonedUploads(before: start.cutoff)
            let end = await endVacuum(newest, sweep, isComplete: true)
            return result(
                of: sweep, startVersion: start.snapshot.version, endVersion: end.version,
                abandonedUploads: uploads.count, warnings: uploads.warnings + end.warnings)
        }
    }

    private func result(
        of sweep: VacuumSweep, startVersion: Int64? = nil, endVersion: Int64? = nil,
        abandonedUploads: Int = 0, warnings: [String] = []
    ) -> VacuumResult {
        VacuumResult(
            files: sweep.files, byteCount: sweep.byteCount, folderCount: sweep.folderCount,
            cutoff: sweep.plan.cutoff, startVersion: startVersion, endVersion: endVersion,
            abandonedUploadCount: abandonedUploads, warnings: warnings)
    }

    /// Commits `VACUUM START`.
    ///
    /// - Returns: the table at its version, and the cutoff that objects are compared with.
    private func startVacuum(
        _ snapshot: TableSnapshot, _ specified: Duration?, _ isForced: Bool
    ) async throws -> (snapshot: TableSnapshot, cutoff: WallTime) {
        var snapshot = snapshot
        for _ in 0..<TableLimits.planAttemptsMax {
            let retention = try VacuumRetention(
                of: snapshot, specified: specified, isForced: isForced)
            let cutoff = environment.now.advanced(by: .zero - retention.duration)
            let outcome = await log.commit(
                log.begin(on: snapshot.log, operation: retention.start(cutoff: cutoff)))
            if outcome.isOvertaken {
                snapshot = try await self.snapshot(refreshing: snapshot)
                continue
            }
            let version = try await finish(outcome, StagedFiles()).version
            guard case .committed(let receipt) = outcome else {
                throw TableError(.corrupt, "version \(version) announces another vacuum")
            }
            let announced = TableSnapshot(table: self, log: receipt.snapshot)
            let path = try ObjectPath(LogPath.commit(receipt.version).path)
            let commit = try await store.head(path)
            return (announced, VacuumStart.cutoff(announced: cutoff, stored: commit.lastModified))
        }
        throw TableError(
            .conflict, "\(TableLimits.planAttemptsMax) attempts were overtaken; try again later")
    }

    private func sweep(
        _ snapshot: TableSnapshot, cutoff: WallTime, deletes: Bool
    ) async throws -> VacuumSweep {
        let keepsRetained = !environment.weaknesses.contains(.vacuumIgnoresRetainedVersions)
        let paths = try await snapshot.log.collectFiles(.keys, tombstones: true) { batch in
            var paths: [DataPath] = []
            for file in batch {
                paths += try DataPath.files(of: file.path, file.deletionVector)
            }
            for tombstone in batch.tombstones
            where keepsRetained
                && VacuumPlan.isRetained(tombstone.deletionTimestamp, cutoff: cutoff)
            {
                paths += try DataPath.files(of: tombstone.path, tombstone.deletionVector)
            }
            return paths
        }
        var referenced: Set<ObjectPath> = []
        for path in paths { referenced.insert(try objectPath(path)) }
        for path in keepsRetained ? try await log.dataPaths(ofCommitsSince: cutoff) : [] {
            referenced.insert(try objectPath(path))
        }
        return VacuumSweep(
            store: store,
            plan: VacuumPlan(
                referenced: referenced, cutoff: cutoff,
                partitionColumns: snapshot.partitionColumns), deletes: deletes)
    }

    /// The key of a file that the log names; a file outside the table is an error, because by
    /// another name it might lie inside.
    private func objectPath(_ path: DataPath) throws -> ObjectPath {
        try ObjectPath(try path.relativePath(root: root))
    }

    /// Uploads have the margin of clocks to live, however short the retention.
    private func removeAbandonedUploads(
        before cutoff: WallTime
    ) async -> (count: Int, warnings: [String]) {
        let margin = environment.now.advanced(by: .zero - TableLimits.clockSkewMax)
        do {
            return (try await store.removeAbandonedUploads(before: min(cutoff, margin)), [])
        } catch {
            return (0, ["abandoned uploads were not removed: \(error)"])
        }
    }

    /// Commits `VACUUM END`. That it fails changes nothing of what is deleted.
    private func endVacuum(
        _ snapshot: TableSnapshot, _ sweep: VacuumSweep, isComplete: Bool
    ) async -> (version: Int64?, warnings: [String]) {
        let operation = VacuumRetention.end(
            isComplete: isComplete, fileCount: sweep.files.count,
            folderCount: sweep.folderCount)
        var snapshot = snapshot
        do {
            for _ in 0..<TableLimits.planAttemptsMax {
                let outcome = await log.commit(log.begin(on: snapshot.log, operation: operation))
                if outcome.isOvertaken {
                    snapshot = try await self.snapshot(refreshing: snapshot)
                    continue
                }
                let result = try await finish(outcome, StagedFiles())
                return (result.version, result.warnings)
            }
            return (nil, ["VACUUM END was overtaken by other commits"])
        } catch {
            return (nil, ["VACUUM END was not committed: \(error)"])
        }
    }
}
