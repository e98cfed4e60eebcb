// Which files of the log make a version: the newest usable checkpoint at or before it, and every
// commit after that. Pure: it takes a listing and decides (spec/commit-protocol.md DL-SEG).

package import DeltaProtocol
package import HostEnvironment
import ObjectStorage

/// A file of the log as a listing shows it.
package struct LogFile: Sendable, Hashable {
    package let path: LogPath
    /// Bytes.
    package let size: Int
    package let lastModified: WallTime

    package init(path: LogPath, size: Int, lastModified: WallTime) {
        self.path = path
        self.size = size
        self.lastModified = lastModified
    }

    /// Nil for files that are none of the log's, and for those in folders below it.
    init?(_ object: ObjectMetadata) {
        let prefix = LogPath.folder + "/"
        guard object.path.hasPrefix(prefix),
            let path = LogPath(fileName: String(object.path.key.dropFirst(prefix.count)))
        else { return nil }
        self.init(path: path, size: object.size, lastModified: object.lastModified)
    }
}

/// A checkpoint of which all parts are there.
package struct CheckpointFiles: Sendable, Hashable {
    package let version: TableVersion
    /// One file, or all parts in order; those of sidecars are named within.
    package let files: [LogFile]
}

/// The files that make a version of a table.
package struct LogSegment: Sendable {
    package let version: TableVersion
    package let checkpoint: CheckpointFiles?
    /// The commits after the checkpoint, contiguous and ascending.
    package let commits: [LogFile]
    /// When the version was committed, as far as the log's files say.
    package let timestamp: WallTime

    /// Chooses from a listing.
    ///
    /// - Parameters:
    ///   - files: in any order; from `_delta_log` or from a version on that has a checkpoint.
    ///   - version: nil for the newest.
    ///   - excluding: first files of checkpoints that turned out unreadable.
    /// - Throws: `tableNotFound`, `versionNotFound`, `corruptLog` for gaps and a missing start.
    package init(
        files: [LogFile], version: TableVersion?, excluding: Set<LogPath> = []
    ) throws(DeltaLogError) {
        var commits: [TableVersion: LogFile] = [:]
        for file in files {
            if case .commit(let number) = file.path { commits[number] = file }
        }
        let complete = Self.checkpoints(in: files)
        // An unreadable checkpoint still says how new the table is.
        let checkpoints = complete.filter { !$0.files.contains { excluding.contains($0.path) } }
        guard let newest = (Array(commits.keys) + complete.map(\.version)).max() else {
            throw DeltaLogError(.tableNotFound, "there is no table: its log is empty")
        }
        let target = version ?? newest
        guard target <= newest else {
            throw DeltaLogError(
                .versionNotFound,
                "version \(target) does not exist; the newest is \(newest)", version: target)
        }
        checkpoint = checkpoints.last { $0.version <= target }
        let first = checkpoint?.version.next ?? .zero
        var chosen: [LogFile] = []
        var number = first
        while number <= target {
            guard let file = commits[number] else {
                throw Self.missing(
                    number, target: target, isStart: checkpoint == nil, commits,
                    later: checkpoints.first { $0.version > target }?.version)
            }
            chosen.append(file)
            if number == target { break }
            number = number.next
        }
        self.commits = chosen
        self.version = target
        timestamp =
            commits[target]?.lastModified ?? checkpoint?.files.last?.lastModified
            ?? WallTime(microseconds: 0)
    }

    /// Complete checkpoints, ascending; of several for one version the single file comes last.
    static func checkpoints(in files: [LogFile]) -> [CheckpointFiles] {
        var complete: [CheckpointFiles] = []
        var parts: [PartGroup: [Int: LogFile]] = [:]
        for file in files where file.size > 0 {
            switch file.path {
            case .checkpoint(let version), .uniqueCheckpoint(let version, _, _):
                complete.append(CheckpointFiles(version: version, files: [file]))
            case .checkpointPart(let version, let part, let count):
                parts[PartGroup(version: version, count: count), default: [:]][part] = file
            default: break
            }
        }
        for (group, files) in parts where files.count == group.count {
            let ordered = files.sorted { $0.key < $1.key }.map(\.value)
            complete.append(CheckpointFiles(version: group.version, files: ordered))
        }
        return complete.sorted { left, right in
            left.version == right.version
                ? left.files.count > right.files.count : left.version < right.version
        }
    }

    private struct PartGroup: Hashable {
        let version: TableVersion
        let count: Int
    }

    private static func missing(
        _ number: TableVersion, target: TableVersion, isStart: Bool,
        _ commits: [TableVersion: LogFile], later: TableVersion?
    ) -> DeltaLogError {
        guard isStart, let oldest = commits.keys.min(), oldest > number else {
            return DeltaLogError(
                .corruptLog, "the log has a gap: the commit of version \(number) is missing",
                path: LogPath.commit(number).path, version: number)
        }
        if target < oldest {
            return DeltaLogError(
                .versionNotFound,
                "version \(target) is gone: log cleanup has deleted it, the oldest commit left is "
                    + "\(oldest)", version: target)
        }
        if let later {
            // A clean-up that was broken off leaves commits that nothing stands below.
            return DeltaLogError(
                .versionNotFound,
                "version \(target) is gone: log cleanup has deleted what it stands on, the oldest "
                    + "version that can be read is \(later)", version: target)
        }
        return DeltaLogError(
            .corruptLog,
            "the log starts at version \(oldest) without a checkpoint, so no version before the "
                + "next checkpoint can be read", version: number)
    }
}
