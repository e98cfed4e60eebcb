// Reading commits as commits: for conflict checks, history and the fate of a transaction.

package import DeltaProtocol
package import HostEnvironment

/// One version in a table's history.
package struct HistoryEntry: Sendable {
    package let version: TableVersion
    /// When it was committed: the modification time of its commit, made to rise with the versions.
    package let timestamp: WallTime
    /// Nil where the commit says nothing about itself.
    package let info: CommitInfo?
}

/// What is known about a transaction by its id.
package enum TransactionStatus: Sendable, Hashable {
    /// It is in the table.
    case committed(TableVersion)
    /// No commit that was looked at carries its id; the oldest one was this.
    case notFound(searchedBackTo: TableVersion)
}

extension TableLog {
    /// Every commit from `first` on, ascending, without a gap.
    ///
    /// - Throws: `corruptLog` where one is missing or cannot be read.
    func commits(from first: TableVersion) async throws(DeltaLogError) -> [WinningCommit] {
        let files = try await list(from: first)
        let listed = files.compactMap { file -> TableVersion? in
            if case .commit(let version) = file.path { version } else { nil }
        }
        let newest = listed.max() ?? first
        guard listed.isEmpty || listed.contains(first) else {
            throw DeltaLogError(
                .versionNotFound,
                "version \(first) has been cleaned up meanwhile: what was planned before it must "
                    + "be planned again on the newest version", version: first)
        }
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
        guard let commits else {
            throw DeltaLogError(
                .corruptLog, "a commit between versions \(first) and \(newest) is missing")
        }
        return commits
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
                return .success(
                    HistoryEntry(
                        version: point.version,
                        timestamp: WallTime(milliseconds: point.milliseconds), info: info))
            } catch {
                return .failure(error)
            }
        } absorb: { (entries: inout [HistoryEntry], entry) throws(DeltaLogError) in
            entries.append(entry)
        }
        return entries ?? []
    }

    /// What a commit says about itself; nil where it says nothing or is gone.
    package func commitInfo(
        of version: TableVersion
    ) async throws(DeltaLogError) -> CommitInfo? {
        guard let actions = try await actions(of: version) else { return nil }
        for case .commitInfo(let info) in actions { return info }
        return nil
    }

    /// Whether a transaction is in the table, by the id that `CommitOutcome.unknown` carries.
    ///
    /// - Parameter versionsMax: how many of the newest commits are looked at.
    package func status(
        ofTransaction txnID: String, versionsMax: Int = 10_000
    ) async throws(DeltaLogError) -> TransactionStatus {
        let points = TimeTravel.points(try await list(from: nil)).suffix(versionsMax)
        for point in points.reversed() {
            if let info = try await commitInfo(of: point.version), info.txnID == txnID {
                return .committed(point.version)
            }
        }
        return .notFound(searchedBackTo: points.first?.version ?? .zero)
    }
}
