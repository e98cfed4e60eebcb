// How vacuum and writers of ours keep out of each other's way: the log decides (DESIGN of commits;
// spec/tables.md DT-VAC-02, DT-VAC-04).

import DeltaLog
import DeltaProtocol
import HostEnvironment
import JSONCodec

/// The commit with which a vacuum announces what it will delete.
enum VacuumStart {
    static let operation = "VACUUM START"
    /// The field of `commitInfo` with the cutoff, in milliseconds since the epoch.
    static let cutoffField = "vacuumCutoff"

    /// The cutoff that a commit announces; nil where it is not the start of a vacuum.
    ///
    /// Other engines say the retention, which is reckoned from the commit's own time.
    static func cutoff(_ info: CommitInfo?) -> WallTime? {
        guard let info, info.operation == operation else { return nil }
        if let cutoff = info.fields[cutoffField]?.int64 { return WallTime(milliseconds: cutoff) }
        let parameters = info.operationParameters
        let retention =
            ["specifiedRetentionMillis", "defaultRetentionMillis"].lazy
            .compactMap { parameters?[$0] }
            .compactMap { $0.int64 ?? $0.string.flatMap { Int64($0) } }.first
        guard let retention, let started = info.timestamp else { return nil }
        let (cutoff, overflow) = started.subtractingReportingOverflow(retention)
        return overflow ? nil : WallTime(milliseconds: cutoff)
    }

    /// What objects are compared with. That is never later than the commit by the store's own
    /// clock: what is stored behind the commit is never old, however wrong this host's clock is.
    static func cutoff(announced: WallTime, stored: WallTime) -> WallTime {
        min(announced, stored)
    }

    /// Why a commit that is won by `winner` must not name the staged files as they are.
    static func objection(to staged: [AddFile], winner: WinningCommit) -> String? {
        objection(to: staged, info: winner.info)
    }

    /// Why a version that stands behind this commit must not name the staged files as they are.
    static func objection(to staged: [AddFile], info: CommitInfo?) -> String? {
        guard let cutoff = cutoff(info) else { return nil }
        let bound = cutoff.advanced(by: TableLimits.clockSkewMax).milliseconds
        guard let file = staged.first(where: { $0.modificationTime <= bound }) else { return nil }
        return "a vacuum may delete the staged file \(file.path)"
    }
}
