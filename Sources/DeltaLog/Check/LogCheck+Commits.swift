// What one commit says, held against what those before it say.

import BinaryIO
import DeltaProtocol

extension LogCheck {
    /// Takes the commit over into the state, where the version before is known.
    mutating func replay(
        _ file: LogFile, _ version: TableVersion, isFirst: Bool
    ) async throws(DeltaLogError) {
        let older = state
        state = nil
        do throws(DeltaLogError) {
            guard let bytes = try await log.read(file.path) else {
                throw DeltaLogError(.corruptLog, "the commit has gone while it was looked at")
            }
            let actions = try actions(bytes, file.path)
            lookAtTime(of: actions, older, file.path)
            if let older { lookAtRemoves(of: actions, in: older, file.path) }
            var batch = ActionBatch()
            try batch.append(actions, version: version)
            batch.seal()
            var replay = LogReplay()
            try replay.absorb(batch)
            if let older {
                state = replay.state(after: older)
            } else if isFirst {
                state = try replay.state(version: version)
            } else if startsLate, !hasBegun, checkpoints[version] == nil {
                noteUnreachable(file.path)
            }
        } catch {
            guard error.code == .corruptLog else { throw error }
            let line = error.context.line.map { " (line \($0))" } ?? ""
            add(.unreadableCommit, error.message + line, file.path)
        }
    }

    private mutating func actions(
        _ bytes: Bytes, _ path: LogPath
    ) throws(DeltaLogError) -> [Action] {
        do {
            return try reader.actions(bytes, version: path.version)
        } catch {
            throw DeltaLogError(error, path: path.path, version: path.version)
        }
    }

    /// One finding for all commits before the first checkpoint.
    private mutating func noteUnreachable(_ path: LogPath) {
        let isNoted = result.findings.contains { $0.kind == .unreachableVersions }
        guard !isNoted, let next = checkpoints.keys.min() else { return }
        add(
            .unreachableVersions,
            "the log starts at version \(path.version ?? next), and versions before \(next) "
                + "cannot be read: no checkpoint stands before them", path)
    }

    private mutating func lookAtTime(
        of actions: [Action], _ older: SnapshotState?, _ path: LogPath
    ) {
        var time: Int64?
        if case .commitInfo(let info)? = actions.first { time = info.inCommitTimestamp }
        defer { inCommitTimestamp = time }
        guard older?.usesInCommitTimestamps == true else { return }
        guard let time else {
            return add(
                .commitTime,
                "the commit does not begin with a commitInfo that carries an inCommitTimestamp, "
                    + "which the table asks of its commits", path)
        }
        guard let before = inCommitTimestamp, time <= before else { return }
        add(
            .commitTime,
            "the commit's inCommitTimestamp \(time) is not after \(before), that of the version "
                + "before", path)
    }

    private mutating func lookAtRemoves(
        of actions: [Action], in older: SnapshotState, _ path: LogPath
    ) {
        let files = ActiveFiles(layers: older.files.recent)
        for case .remove(let file) in actions
        where files.find(path: file.path, deletionVector: file.deletionVector) == nil {
            add(
                .uselessRemove,
                "the commit removes \(file.path)"
                    + (file.deletionVector == nil ? "" : " with a deletion vector")
                    + ", which the version before does not have", path)
        }
    }
}
