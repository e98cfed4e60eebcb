// Writes a checkpoint and then the hint to it. It appears whole or not at all, and only after its
// rows have been counted against the snapshot (spec/commit-protocol.md DL-CHK).

import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Writes the checkpoint of one snapshot.
struct CheckpointWriter {
    let log: TableLog
    let snapshot: Snapshot

    /// What was written.
    struct Written {
        /// The file that stands in the log.
        let file: LogFile
        /// Those that it refers to.
        var sidecars: [CheckpointReader.Part] = []
        /// Rows of all files.
        let actions: Int
        /// Rows that are files of the table.
        let files: Int

        var bytes: Int64 {
            sidecars.reduce(into: Int64(file.size)) { $0 &+= Int64($1.size) }
        }

        var report: CheckpointReport {
            CheckpointReport(
                version: file.path.version ?? .zero, actions: actions, bytes: bytes,
                sidecars: sidecars.count)
        }

        /// For the snapshots that are to stand on it.
        func source(_ log: TableLog) -> CheckpointFileSource {
            let files = CheckpointFiles(version: file.path.version ?? .zero, files: [file])
            return CheckpointFileSource(log, files, sidecars: sidecars)
        }
    }

    /// Writes the checkpoint, in the form that the table asks for, and `_last_checkpoint` where it
    /// names no newer one.
    ///
    /// - Throws: `storage`, `invalidCommit` for properties that cannot be read; nothing is visible
    ///   then, except that the hint may be old.
    func write() async throws(DeltaLogError) -> Written {
        do {
            let content = try CheckpointContent(snapshot, now: log.environment.now)
            let written: Written
            do {
                written = try await write(content)
            } catch let error as DeltaLogError
                where error.code == .corruptLog && !snapshot.hasFilesAtHand
            {
                // The checkpoint before has gone or cannot be read: what stands in for it is held.
                let held = try await snapshot.holdingFiles()
                written = try await write(try CheckpointContent(held, now: log.environment.now))
            }
            try await publish(
                LastCheckpointHint(
                    version: snapshot.version, size: Int64(written.actions),
                    sizeInBytes: written.bytes, numOfAddFiles: Int64(written.files)))
            return written
        } catch {
            throw Self.failure(error, version: snapshot.version)
        }
    }

    private func write(_ content: CheckpointContent) async throws -> Written {
        let policy = try snapshot.properties.checkpointPolicy()
        if policy == .v2, snapshot.tableProtocol.supportsWriting(.v2Checkpoint) {
            let head = content.headOfV2()
            // What stands in one text is read at once.
            if head.count <= log.limits.checkpointHeadBytesMax {
                return try await writeV2(content, head: head)
            }
        }
        return try await writeClassic(content)
    }

    private func publish(_ hint: LastCheckpointHint) async throws {
        if let known = await log.lastCheckpointHint(), known.version > hint.version { return }
        _ = try await log.store.put(
            try ObjectPath(LogPath.lastCheckpoint.path), hint.bytes, mode: .overwrite)
    }

    /// Nothing that was counted otherwise than it came out is published.
    func check(_ expected: Int, came actual: Int, _ path: String) throws(DeltaLogError) {
        guard actual != expected else { return }
        throw DeltaLogError(
            .invalidCommit,
            "a checkpoint of \(expected) actions came out with \(actual); it was not published",
            path: path, version: snapshot.version)
    }

    static func failure(_ error: any Error, version: TableVersion) -> DeltaLogError {
        switch error {
        case let error as DeltaLogError: return error
        case let error as ObjectStorageError: return DeltaLogError(error)
        case let error as DeltaProtocolError:
            return DeltaLogError(.invalidCommit, error.message, version: version, cause: error)
        case let error as ParquetIOError:
            return DeltaLogError(
                .storage, "the checkpoint was not written: \(error.message)", version: version,
                cause: error.cause ?? error)
        default:
            return DeltaLogError(
                .storage, "the checkpoint was not written: \(error)", version: version,
                cause: error)
        }
    }
}
