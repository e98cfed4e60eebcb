// What became of a transaction whose writer does not know: one whose outcome was unknown, or one
// that was killed before it could say anything (spec/commit-protocol.md DL-COM-05, DL-APP-03).

package import DeltaProtocol

/// What is known about a transaction.
package enum TransactionStatus: Sendable, Hashable {
    /// It is in the table.
    case committed(TableVersion)
    /// It is in the table, but the commits that are left do not say where: the application stands
    /// at this version of its own.
    case reached(Int64)
    /// No commit that was looked at carries its id; the oldest one was this.
    case notFound(searchedBackTo: TableVersion)
}

extension TableLog {
    /// Whether a transaction is in the table, by the id that `CommitOutcome.unknown` carries.
    ///
    /// - Parameter versionsMax: how many of the newest commits are looked at.
    package func status(
        ofTransaction txnID: String, versionsMax: Int = 10_000
    ) async throws(DeltaLogError) -> TransactionStatus {
        let versions = TimeTravel.points(try await list(from: nil)).suffix(versionsMax)
            .map(\.version)
        for version in versions.reversed() {
            if let info = try await commitInfo(of: version), info.txnID == txnID {
                return .committed(version)
            }
        }
        return .notFound(searchedBackTo: versions.first ?? .zero)
    }

    /// Whether an application's transaction is in the table: it has reached that version.
    ///
    /// The state of the table decides, so the answer is right after log clean-up too, as long as
    /// `delta.setTransactionRetentionDuration` has not forgotten the application.
    ///
    /// - Parameter versionsMax: how many of the newest commits are looked at for the place.
    /// - Complexity: O(commits since the one that is asked for).
    package func status(
        ofApplication application: ApplicationProgress, versionsMax: Int = 10_000
    ) async throws(DeltaLogError) -> TransactionStatus {
        let snapshot = try await snapshot()
        let versions = TimeTravel.points(try await list(from: nil)).map(\.version)
            .filter { $0 <= snapshot.version }.suffix(versionsMax)
        guard let known = snapshot.transactions[application.appID],
            known.version >= application.version
        else { return .notFound(searchedBackTo: versions.first ?? snapshot.version) }
        for version in versions.reversed() {
            for case .transaction(let found) in try await actions(of: version) ?? []
            where found.appID == application.appID {
                if found.version == application.version { return .committed(version) }
                // Versions of an application rise, so older commits hold only lesser ones.
                if found.version < application.version { return .reached(known.version) }
            }
        }
        return .reached(known.version)
    }
}
