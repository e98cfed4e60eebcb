// Reading commits as commits: for conflict checks and history.

package import DeltaProtocol
package import HostEnvironment
import ObjectStorage

/// One version in a table's history.
package struct HistoryEntry: Sendable {
    package let version: TableVersion
    /// When it was committed: the time that the commit carries, or its modification time, made to
    /// rise with the versions.
    package let timestamp: WallTime
    /// Nil where the commit says nothing about itself.
    package let info: CommitInfo?
}

/// One commit as it stands in the log.
package struct LoggedCommit: Sendable {
    package let version: TableVersion
    /// The time that the commit carries, or its modification time; whole milliseconds.
    package let timestamp: WallTime
    package let actions: [Action]
}

extension TableLog {
    /// The commit of a version.
    ///
    /// - Throws: `versionNotFound` where the log does not have it, or no longer; `corruptLog`,
    ///   `storage`.
    package func commit(of version: TableVersion) async throws(DeltaLogError) -> LoggedCommit {
        let path = LogPath.commit(version)
        guard let content = try await content(of: path) else {
            throw DeltaLogError(
                .versionNotFound,
                "the log does not hold the commit of version \(version), or no longer",
                path: path.path, version: version)
        }
        var reader = ActionReader()
        do {
            let actions = try reader.actions(content.bytes, version: version)
            var time = content.metadata.lastModified.milliseconds
            for case .commitInfo(let info) in actions { time = info.inCommitTimestamp ?? time }
            return LoggedCommit(
                version: version, timestamp: WallTime(milliseconds: time), actions: actions)
        } catch {
            throw DeltaLogError(error, path: path.path, version: version)
        }
    }

    /// Every commit from `first` on, ascending, without a gap.
    ///
    /// - Throws: `corruptLog` where one is missing or cannot be read.
    func commits(from first: TableVersion) async throws(DeltaLogError) -> [WinningCommit] {
        let files = try await list(from: first)
        let listed = files.compactMap { file -> TableVersion? in
            if case .commit(let version) = file.path { version } else { nil }
        }
        let newest = listed.max() ?? first
        guard listed.isEmpty || listed.contains(first) else { throw Self.cleanedUp(first) }
        var versions: [TableVersion] = []
        var version = first
        while version <= newest {
            versions.append(version)
            if version == newest { break }
            version = version.next
        }
        let commits = try await inOrder(
            versions, concurrency: limits.concurrentReadsMax, state: [WinningCommit]()
        ) { version in
            do throws(DeltaLogError) {
                guard let actions = try await self.actions(of: version) else {
                    return .success(nil)
                }
                return .success(WinningCommit(version: version, actions: actions))
            } catch {
                return .failure(error)
            }
        } absorb: { (commits: inout [WinningCommit], commit) throws(DeltaLogError) in
            commits.append(commit)
        }
        if let commits { return commits }
        // Gone since it was listed: where the first one is gone too, a clean-up has come by.
        guard try await read(.commit(first)) != nil else { throw Self.cleanedUp(first) }
        throw DeltaLogError(
            .corruptLog, "a commit between versions \(first) and \(newest) is missing")
    }

    private static func cleanedUp(_ version: TableVersion) -> DeltaLogError {
        DeltaLogError(
            .versionNotFound,
            "version \(version) has been cleaned up meanwhile: what was planned before it must be "
                + "planned again on the newest version", version: version)
    }

    /// The newest versions first.
    ///
    /// - Parameter limit: how many at most; nil for all that the log holds.
    package func history(limit: Int? = nil) async throws(DeltaLogError) -> [HistoryEntry] {
        let points = TimeTravel.points(try await list(from: nil))
        guard !points.isEmpty else {
            throw DeltaLogError(.tableNotFound, "there is no table: its log is empty")
        }
        let wanted = points.reversed().prefix(limit ?? points.count)
        let entries = try await inOrder(
            Array(wanted), concurrency: limits.concurrentReadsMax, state: [HistoryEntry]()
        ) { point in
            do throws(DeltaLogError) {
                let info = try await self.commitInfo(of: point.version)
                let time = info?.inCommitTimestamp ?? point.milliseconds
                return .success(
                    HistoryEntry(
                        version: point.version, timestamp: WallTime(milliseconds: time),
                        info: info))
            } catch {
                return .failure(error)
            }
        } absorb: { (entries: inout [HistoryEntry], entry) throws(DeltaLogError) in
            entries.append(entry)
        }
        return entries ?? []
    }

    /// Makes sure that a version that was found, and those before it, survive a power loss: its
    /// writer may have been killed before it synchronised the log. Call it before an answer rests
    /// on the version.
    package func persist(_ version: TableVersion) async throws(DeltaLogError) {
        do {
            try await store.persist(try ObjectPath(LogPath.commit(version).path))
        } catch let error where error.code == .notFound {
            // Cleaned up: a checkpoint that was synchronised stands for it.
            return
        } catch {
            throw DeltaLogError(error)
        }
    }

    /// What a commit says about itself; nil where it says nothing or is gone.
    package func commitInfo(
        of version: TableVersion
    ) async throws(DeltaLogError) -> CommitInfo? {
        guard let actions = try await actions(of: version) else { return nil }
        for case .commitInfo(let info) in actions { return info }
        return nil
    }
}
