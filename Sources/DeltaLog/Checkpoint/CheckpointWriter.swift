// Writes a classic checkpoint and then the hint to it. The object appears whole or not at all, and
// only after its rows have been counted against the snapshot (spec/commit-protocol.md DL-CHK).

import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Writes the checkpoint of one snapshot.
struct CheckpointWriter {
    let log: TableLog
    let snapshot: Snapshot

    /// Files of one batch.
    private static let batchRows = 16 << 10

    /// Writes the checkpoint, and `_last_checkpoint` where it names no newer one.
    ///
    /// - Throws: `storage`, `invalidCommit` for properties that cannot be read; nothing is visible
    ///   then, except that the hint may be old.
    func write() async throws(DeltaLogError) -> CheckpointReport {
        let path = LogPath.checkpoint(snapshot.version)
        do {
            let content = try CheckpointContent(snapshot, now: log.environment.now)
            let writer = try await ParquetObjectWriter.create(
                try ObjectPath(path.path), in: log.store, schema: CheckpointSchema.schema,
                mode: .overwrite, environment: log.environment)
            do {
                let rows = try await append(content, to: writer)
                guard writer.rowCount == rows else {
                    throw DeltaLogError(
                        .corruptLog,
                        "a checkpoint of \(rows) actions came out with \(writer.rowCount); it was "
                            + "not published", path: path.path, version: snapshot.version)
                }
            } catch {
                await writer.abort()
                throw error
            }
            let summary = try await writer.finish()
            let hint = LastCheckpointHint(
                version: snapshot.version, size: Int64(summary.rowCount),
                sizeInBytes: Int64(summary.byteCount),
                numOfAddFiles: Int64(snapshot.files.count))
            try await publish(hint)
            return CheckpointReport(
                version: snapshot.version, actions: summary.rowCount,
                bytes: Int64(summary.byteCount))
        } catch {
            throw Self.failure(error, path: path, version: snapshot.version)
        }
    }

    /// Appends all rows and says how many there must be.
    private func append(
        _ content: CheckpointContent, to writer: ParquetObjectWriter
    ) async throws -> Int {
        try await writer.append(content.head())
        var expected = 2 + content.transactions.count + content.domains.count
        expected += snapshot.files.count
        var adds = CheckpointFileBatch(isAdd: true, writesStats: content.writesStats)
        for file in snapshot.files {
            adds.append(file.files, file.number)
            if adds.count == Self.batchRows { try await writer.append(adds.finish()) }
        }
        if adds.count > 0 { try await writer.append(adds.finish()) }
        var removes = CheckpointFileBatch(isAdd: false, writesStats: false)
        for tombstone in snapshot.tombstones
        where tombstone.deletionTimestamp > content.tombstonesSince {
            removes.append(tombstone.files, tombstone.number)
            expected += 1
            if removes.count == Self.batchRows { try await writer.append(removes.finish()) }
        }
        if removes.count > 0 { try await writer.append(removes.finish()) }
        return expected
    }

    private func publish(_ hint: LastCheckpointHint) async throws {
        if let known = await log.lastCheckpointHint(), known.version > hint.version { return }
        _ = try await log.store.put(
            try ObjectPath(LogPath.lastCheckpoint.path), hint.bytes, mode: .overwrite)
    }

    private static func failure(
        _ error: any Error, path: LogPath, version: TableVersion
    ) -> DeltaLogError {
        switch error {
        case let error as DeltaLogError: return error
        case let error as ObjectStorageError: return DeltaLogError(error)
        case let error as DeltaProtocolError:
            return DeltaLogError(.invalidCommit, error.message, version: version, cause: error)
        case let error as ParquetIOError:
            return DeltaLogError(
                .storage, "the checkpoint was not written: \(error.message)", path: path.path,
                version: version, cause: error.cause ?? error)
        default:
            return DeltaLogError(
                .storage, "the checkpoint was not written: \(error)", path: path.path,
                version: version, cause: error)
        }
    }
}
