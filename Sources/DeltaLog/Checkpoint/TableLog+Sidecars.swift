// The end of sidecars that no checkpoint refers to any more (PROTOCOL.md, *Metadata Cleanup*, steps
// 4 and 5).

import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension TableLog {
    /// Deletes sidecars that no checkpoint of the log names and that are too old to belong to one
    /// that is being written.
    ///
    /// - Returns: how many.
    /// - Throws: where a checkpoint cannot be read: nobody knows then what it names.
    func cleanUpSidecars() async throws -> Int {
        let cutoff = LogCleanup.cutoff(now: environment.now, retention: limits.sidecarAgeMin)
        let unnamed = try await unnamedSidecars { $0.lastModified < cutoff }
        for object in unnamed { try await store.delete(object.path) }
        return unnamed.count
    }

    /// Sidecars that no checkpoint of the log names, of those that `isAsked` is true of.
    ///
    /// - Throws: where a checkpoint cannot be read.
    func unnamedSidecars(
        where isAsked: (ObjectMetadata) -> Bool = { _ in true }
    ) async throws -> [ObjectMetadata] {
        let folder = "\(LogPath.folder)/\(LogPath.sidecarFolder)/"
        // Before the checkpoints: one that appears meanwhile names younger ones.
        let asked = try await store.listAll(prefix: folder).filter(isAsked)
        guard !asked.isEmpty else { return [] }
        var named: Set<String> = []
        for checkpoint in LogSegment.checkpoints(in: try await list(from: nil)) {
            let reader = CheckpointReader(log: self, checkpoint: checkpoint)
            named.formUnion(try await reader.sidecars().map(\.path))
        }
        return asked.filter { !named.contains($0.path.key) }
    }
}
