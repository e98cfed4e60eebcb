// Which files of a log nobody within the retention needs (PROTOCOL.md, *Metadata Cleanup*). Pure:
// a listing and a cutoff go in, what may be deleted comes out.

import DeltaProtocol
import HostEnvironment

/// The plan of a clean-up.
struct LogCleanup {
    /// The checkpoint that the oldest version kept stands on.
    let base: CheckpointFiles
    /// What may go, the oldest first.
    let expired: [LogFile]

    /// Nil where there is nothing to do: no commit is old enough, or no checkpoint covers what
    /// would go.
    ///
    /// - Parameters:
    ///   - files: the whole log.
    ///   - cutoff: versions that were current then or later stay readable.
    init?(files: [LogFile], cutoff: WallTime) {
        let points = TimeTravel.points(files)
        guard let last = points.last(where: { $0.milliseconds <= cutoff.milliseconds }),
            let segment = try? LogSegment(files: files, version: last.version),
            let base = segment.checkpoint
        else { return nil }
        self.base = base
        expired = files.filter { Self.isExpired($0.path, before: base.version) }
            .sorted { ($0.path.version ?? .zero) < ($1.path.version ?? .zero) }
        guard !expired.isEmpty else { return nil }
    }

    private static func isExpired(_ path: LogPath, before base: TableVersion) -> Bool {
        switch path {
        case .commit(let version), .checkpoint(let version), .checksum(let version),
            .checkpointPart(let version, _, _), .uniqueCheckpoint(let version, _, _):
            version < base
        case .compacted(let first, _): first <= base
        case .lastCheckpoint: false
        }
    }

    /// What is younger stays, whatever a table's property says: a writer that saw the newest
    /// version asks for the next one by its name for `freshSnapshotAge` and tries to commit for
    /// `commitDuration`, and would take the name of a version that has been cleaned up for free.
    static let retentionMin = Duration.seconds(3600)

    /// Midnight UTC of the day that lies `retention` back.
    static func cutoff(now: WallTime, retention: Duration) -> WallTime {
        let time = now.advanced(by: .zero - max(retention, retentionMin)).microseconds
        let day: Int64 = 86_400_000_000
        let rest = ((time % day) + day) % day
        return WallTime(microseconds: time - rest)
    }
}
