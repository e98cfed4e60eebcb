// The end of sidecars that no checkpoint refers to any more (PROTOCOL.md, *Metadata Cleanup*, steps
// 4 and 5).

import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension TableLog {
    /// Deletes sidecars that no checkpoint of the log names and that are too old to belong to one
    /// that is being written.
    ///
    /// - Parameters:
    ///   - known: files of the log that are there, whatever a listing shows.
    ///   - newestCheckpoint: the version of the newest checkpoint that is known; nil without one.
    /// - Returns: how many.
    /// - Throws: where a checkpoint cannot be read: nobody knows then what it names.
    func cleanUpSidecars(
        known: [LogFile], newestCheckpoint: TableVersion?
    ) async throws -> Int {
        let cutoff = LogCleanup.cutoff(now: environment.now, retention: limits.sidecarAgeMin)
        let unnamed = try await unnamedSidecars(
            known: known, newestCheckpoint: newestCheckpoint
        ) { $0.lastModified < cutoff }
        for object in unnamed { try await store.delete(object.path) }
        return unnamed.count
    }

    /// Sidecars that no checkpoint of the log names, of those that `isAsked` is true of; none where
    /// the log is known to have a newer checkpoint than the listing shows, which lags behind then.
    ///
    /// - Throws: where a checkpoint, or the hint to the last one, cannot be read.
    func unnamedSidecars(
        known: [LogFile] = [], newestCheckpoint: TableVersion? = nil,
        where isAsked: (ObjectMetadata) -> Bool = { _ in true }
    ) async throws -> [ObjectMetadata] {
        let folder = "\(LogPath.folder)/\(LogPath.sidecarFolder)/"
        // Before the checkpoints: one that appears meanwhile names younger ones.
        let asked = try await store.listAll(prefix: folder).filter(isAsked)
        guard !asked.isEmpty else { return [] }
        let hint = try await read(.lastCheckpoint).flatMap { LastCheckpointHint(parsing: $0) }
        var files = try await list(from: nil)
        let listed = Set(files.map(\.path))
        files += known.filter { !listed.contains($0.path) }
        let checkpoints = LogSegment.checkpoints(in: files)
        let newest = checkpoints.map(\.version).max()
        for version in [newestCheckpoint, hint?.version].compactMap({ $0 }) {
            guard let newest, newest >= version else { return [] }
        }
        var named: Set<String> = []
        for checkpoint in checkpoints {
            let reader = CheckpointReader(log: self, checkpoint: checkpoint)
            named.formUnion(try await reader.sidecars().map(\.path))
        }
        return asked.filter { !named.contains($0.path.key) }
    }
}
