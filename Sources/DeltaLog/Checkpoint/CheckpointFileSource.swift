// The file actions of a checkpoint, which are most of it: read when they are needed, and kept only
// for those who look files up.

import DeltaProtocol
import Synchronization

/// The file actions of one checkpoint, shared by the snapshots that stand on it.
final class CheckpointFileSource: Sendable {
    private let log: TableLog
    private let checkpoint: CheckpointFiles
    /// The files with more of a V2 checkpoint.
    private let sidecars: [CheckpointReader.Part]
    /// First files of checkpoints that turned out unreadable before.
    private let unreadable: Set<LogPath>
    private let kept = Mutex<FileLayers?>(nil)

    init(
        _ log: TableLog, _ checkpoint: CheckpointFiles, sidecars: [CheckpointReader.Part],
        unreadable: Set<LogPath> = []
    ) {
        self.log = log
        self.checkpoint = checkpoint
        self.sidecars = sidecars
        self.unreadable = unreadable
    }

    /// How often a snapshot may find its checkpoint gone.
    var relistMax: Int { log.limits.relistMax }

    /// All of them, if somebody has read them.
    var known: FileLayers? { kept.withLock { $0 } }

    /// Whether they are few enough to be kept for the next who asks.
    var isSmall: Bool {
        let bytes = checkpoint.files.map(\.size) + sidecars.map(\.size)
        return bytes.allSatisfy { $0 <= log.limits.keptCheckpointBytes }
            && bytes.reduce(0, +) <= log.limits.keptCheckpointBytes
    }

    /// All of them. Where the checkpoint cannot be read, its version is put together from what else
    /// the log has.
    func layers() async throws(CheckpointReader.Failure) -> FileLayers {
        if let known { return known }
        do {
            let layers = try await read()
            kept.withLock { $0 = layers }
            return layers
        } catch {
            guard case .unreadable(let reason) = error else { throw error }
            do {
                return try await substitute(for: reason)
            } catch {
                throw .other(error)
            }
        }
    }

    private func read() async throws(CheckpointReader.Failure) -> FileLayers {
        var builder = FileSetBuilder()
        try await reader.readFiles(sidecars, fields: .all, tombstones: true) {
            $0
        } into: {
            (rows) throws(DeltaLogError) in
            let base = builder.open(rows)
            do throws(DeltaProtocolError) {
                try builder.absorb(rows, range: 0..<rows.count, origin: -1, base: base)
            } catch {
                throw DeltaLogError(error, version: checkpoint.version)
            }
        }
        return FileLayers(builder.finish())
    }

    /// All of them without this checkpoint, which cannot be read or lacks a part.
    ///
    /// - Throws: `reason`, where nothing else makes its version.
    func substitute(for reason: DeltaLogError) async throws(DeltaLogError) -> FileLayers {
        do {
            let layers = try await log.snapshot(
                at: checkpoint.version,
                excluding: unreadable.union(checkpoint.files.prefix(1).map(\.path))
            ).allLayers()
            kept.withLock { $0 = layers }
            return layers
        } catch {
            throw error.code == .corruptLog || error.code == .versionNotFound ? reason : error
        }
    }

    func isSameCheckpoint(as other: CheckpointFileSource) -> Bool {
        checkpoint.files == other.checkpoint.files
    }

    /// The table at a version that stands on this checkpoint, from what the log has now: the
    /// checkpoint has gone since.
    func snapshot(at version: TableVersion) async throws(DeltaLogError) -> Snapshot {
        try await log.snapshot(at: .version(version))
    }

    /// Hands what `transform` makes of the rows, some at a time and several at once, to `absorb`,
    /// one after the other.
    ///
    /// - Parameter tombstones: whether tombstones are among the rows.
    func read<Value: Sendable>(
        _ fields: FileFields, tombstones: Bool = false,
        _ transform: @Sendable @escaping (FileRows) throws -> Value,
        into absorb: (Value) async throws(DeltaLogError) -> Void
    ) async throws(CheckpointReader.Failure) {
        try await reader.readFiles(
            sidecars, fields: fields, tombstones: tombstones, transform, into: absorb)
    }

    private var reader: CheckpointReader { CheckpointReader(log: log, checkpoint: checkpoint) }
}
