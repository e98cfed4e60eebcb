// From a time to a version, as Spark finds it: modification times of commits, made to rise
// strictly, because clocks of writers and copies of tables do not keep them in order.

import DeltaProtocol
import HostEnvironment

/// The commits of a log in time.
enum TimeTravel {
    /// A commit with its monotonised time.
    struct Point: Sendable, Hashable {
        let version: TableVersion
        /// Milliseconds since the epoch; later than that of the version before.
        let milliseconds: Int64
    }

    /// The commits of a listing, ascending.
    static func points(_ files: [LogFile]) -> [Point] {
        var points: [Point] = []
        let commits = files.compactMap { file -> (version: TableVersion, time: Int64)? in
            guard case .commit(let version) = file.path else { return nil }
            return (version, file.lastModified.milliseconds)
        }
        for commit in commits.sorted(by: { $0.version < $1.version }) {
            let least = points.last.map { $0.milliseconds + 1 } ?? Int64.min
            points.append(
                Point(version: commit.version, milliseconds: max(commit.time, least)))
        }
        return points
    }

    /// The versions that were committed at a time or later, as far as the listing shows them.
    static func versions(since time: WallTime, in files: [LogFile]) -> [TableVersion] {
        points(files).filter { $0.milliseconds >= time.milliseconds }.map(\.version)
    }

    /// The version at a time.
    ///
    /// - Throws: `versionNotFound` before the first commit that is left and after the last.
    static func version(
        at time: WallTime, in points: [Point]
    ) throws(DeltaLogError) -> TableVersion {
        guard let first = points.first, let last = points.last else {
            throw DeltaLogError(.versionNotFound, "the log holds no commit to travel to")
        }
        let wanted = time.milliseconds
        guard wanted >= first.milliseconds else {
            throw DeltaLogError(
                .versionNotFound,
                "there is no version as old as \(text(wanted)); the oldest commit left, version "
                    + "\(first.version), is of \(text(first.milliseconds))")
        }
        guard wanted <= last.milliseconds else {
            throw DeltaLogError(
                .versionNotFound,
                "there is no version as new as \(text(wanted)); the newest, version "
                    + "\(last.version), is of \(text(last.milliseconds))")
        }
        var low = 0
        var high = points.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if points[middle].milliseconds <= wanted { low = middle } else { high = middle - 1 }
        }
        return points[low].version
    }

    private static func text(_ milliseconds: Int64) -> String {
        TimestampText.utc(microseconds: WallTime(milliseconds: milliseconds).microseconds)
    }
}
