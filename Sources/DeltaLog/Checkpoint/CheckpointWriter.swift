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
            let written: (summary: FileSummary, fileCount: Int)
            do {
                written = try await write(content, to: path)
            } catch let error as DeltaLogError
                where error.code == .corruptLog && !snapshot.hasFilesAtHand
            {
                // The checkpoint before cannot be read: what stands in for it is kept.
                _ = try await snapshot.files()
                written = try await write(content, to: path)
            }
            let hint = LastCheckpointHint(
                version: snapshot.version, size: Int64(written.summary.rowCount),
                sizeInBytes: Int64(written.summary.byteCount),
                numOfAddFiles: Int64(written.fileCount))
            try await publish(hint)
            return CheckpointReport(
                version: snapshot.version, actions: written.summary.rowCount,
                bytes: Int64(written.summary.byteCount))
        } catch {
            throw Self.failure(error, path: path, version: snapshot.version)
        }
    }

    private func write(
        _ content: CheckpointContent, to path: LogPath
    ) async throws -> (summary: FileSummary, fileCount: Int) {
        let writer = try await ParquetObjectWriter.create(
            try ObjectPath(path.path), in: log.store, schema: CheckpointSchema.schema,
            mode: .overwrite, environment: log.environment)
        let appended: Appended
        do {
            appended = try await append(content, to: writer)
            guard writer.rowCount == appended.rows else {
                throw DeltaLogError(
                    .invalidCommit,
                    "a checkpoint of \(appended.rows) actions came out with \(writer.rowCount); "
                        + "it was not published", path: path.path, version: snapshot.version)
            }
        } catch {
            await writer.abort()
            throw error
        }
        return (try await writer.finish(), appended.files)
    }

    /// What was appended.
    private struct Appended {
        var rows = 0
        var files = 0
    }

    /// Appends all rows.
    private func append(
        _ content: CheckpointContent, to writer: ParquetObjectWriter
    ) async throws -> Appended {
        try await writer.append(content.head())
        var appended = Appended(rows: 2 + content.transactions.count + content.domains.count)
        var adds = CheckpointFileBatch(isAdd: true, writesStats: content.writesStats)
        var removes = CheckpointFileBatch(isAdd: false, writesStats: false)
        try await snapshot.forEachLayers { (layers) async throws(DeltaLogError) in
            do {
                for file in ActiveFiles(layers: layers) {
                    adds.append(file.files, file.number)
                    appended.files += 1
                    if adds.count == Self.batchRows { try await writer.append(adds.finish()) }
                }
                for tombstone in Tombstones(layers: layers)
                where tombstone.deletionTimestamp > content.tombstonesSince {
                    removes.append(tombstone.files, tombstone.number)
                    appended.rows += 1
                    if removes.count == Self.batchRows {
                        try await writer.append(removes.finish())
                    }
                }
            } catch {
                throw Self.failure(
                    error, path: .checkpoint(snapshot.version), version: snapshot.version)
            }
        }
        if adds.count > 0 { try await writer.append(adds.finish()) }
        if removes.count > 0 { try await writer.append(removes.finish()) }
        appended.rows += appended.files
        return appended
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
