// Travel by time where commits carry their own times (PROTOCOL.md, *In-Commit Timestamps*): they
// rise with the versions, so few commits are read to find one.

import DeltaProtocol
import HostEnvironment

extension TableLog {
    /// The newest version that was committed at `time` or before.
    ///
    /// - Throws: `tableNotFound`, `versionNotFound`.
    /// - Complexity: O(log versions) reads with in-commit timestamps, else one listing.
    func version(at time: WallTime) async throws(DeltaLogError) -> TableVersion {
        let points = TimeTravel.points(try await list(from: nil))
        guard !points.isEmpty else {
            throw DeltaLogError(.tableNotFound, "there is no table: its log is empty")
        }
        let newest = try await snapshot(at: .latest)
        guard newest.usesInCommitTimestamps else {
            return try TimeTravel.version(at: time, in: points)
        }
        let enablement: (version: Int64, timestamp: Int64)?
        do {
            enablement = try newest.properties.inCommitTimestampEnablement()
        } catch {
            throw DeltaLogError(error, version: newest.version)
        }
        let first = enablement?.version ?? 0
        if let enablement, time.milliseconds < enablement.timestamp {
            // The newest version of before stands until the enabling one, whatever its file says.
            let before = points.filter { $0.version.number < first }
            if let last = before.last, time.milliseconds > last.milliseconds {
                return last.version
            }
            return try TimeTravel.version(at: time, in: before)
        }
        let versions = points.map(\.version).filter {
            $0.number >= first && $0 <= newest.version
        }
        return try await version(at: time, among: versions)
    }

    private func version(
        at time: WallTime, among versions: [TableVersion]
    ) async throws(DeltaLogError) -> TableVersion {
        guard let oldest = versions.first, let newest = versions.last else {
            throw DeltaLogError(.versionNotFound, "the log holds no commit to travel to")
        }
        let ends = [
            try await point(oldest), try await point(newest),
        ]
        if versions.count < 2 || time.milliseconds <= ends[0].milliseconds
            || time.milliseconds >= ends[1].milliseconds
        {
            return try TimeTravel.version(at: time, in: versions.count < 2 ? [ends[0]] : ends)
        }
        var low = 0
        var high = versions.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if try await point(versions[middle]).milliseconds <= time.milliseconds {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return versions[low]
    }

    /// - Throws: `corruptLog` where the commit carries no time, which it must.
    private func point(_ version: TableVersion) async throws(DeltaLogError) -> TimeTravel.Point {
        guard let time = try await commitInfo(of: version)?.inCommitTimestamp else {
            throw DeltaLogError(
                .corruptLog,
                "the commit carries no inCommitTimestamp, which the table asks of its commits",
                path: LogPath.commit(version).path, version: version)
        }
        return TimeTravel.Point(version: version, milliseconds: time)
    }
}
