// I6: a checkpoint of a version, read alone, is what replaying all commits up to it gives.

import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage

/// Reads every checkpoint that was ever written.
struct CheckpointInvariant {
    private let evidence: Evidence

    init(_ evidence: Evidence) {
        self.evidence = evidence
    }

    func violations() async -> [String] {
        var found: [String] = []
        for checkpoint in evidence.checkpoints {
            if let text = await violation(of: checkpoint) {
                found.append("the checkpoint of version \(checkpoint.version): \(text)")
            }
        }
        return found
    }

    private func violation(of checkpoint: Witness.Checkpoint) async -> String? {
        guard evidence.table.versions.indices.contains(checkpoint.version),
            let version = TableVersion(Int64(checkpoint.version))
        else { return "there is no such version" }
        do {
            let alone = MemoryObjectStore(environment: evidence.environment)
            _ = try await alone.put(
                try ObjectPath("\(LogPath.folder)/\(checkpoint.name)"), checkpoint.bytes,
                mode: .create)
            for (name, bytes) in checkpoint.sidecars {
                _ = try await alone.put(
                    try ObjectPath("\(LogPath.folder)/\(name)"), bytes, mode: .create)
            }
            let log = TableLog(store: alone, environment: evidence.environment)
            let snapshot = try await log.snapshot(at: .version(version))
            // By its writer's clock, which may be wrong, a tombstone is old after the retention.
            let dropped = checkpoint.time.advanced(
                by: .seconds(-3600 * evidence.scenario.fileRetentionHours)
                    + evidence.scenario.clockErrorMax)
            return try await evidence.table.versions[checkpoint.version].difference(
                from: snapshot, dropped: dropped)
        } catch {
            return "it cannot be read: \(error)"
        }
    }
}
