/// Some files of the archive that are committed together, once.
public struct BackfillUnit: Hashable, Sendable {
    /// The position in the plan, from 0.
    public let index: Int
    public let files: [ArchiveFile]

    public init(index: Int, files: [ArchiveFile]) {
        self.index = index
        self.files = files
    }

    /// Bytes of input.
    public var size: Int64 { files.reduce(0) { $0 + $1.size } }

    /// Which of the job's application ids commits this unit.
    public var lane: Int { index % BackfillLimits.lanes }

    /// The version of that id; a lane's units are committed in this order.
    public var ordinal: Int64 { Int64(index / BackfillLimits.lanes) }

    /// The application id of this unit's `txn` action.
    public func applicationID(job: JobName) -> String {
        Self.applicationID(job: job, lane: lane)
    }

    static func applicationID(job: JobName, lane: Int) -> String {
        "backfill/\(job)/\(lane)"
    }
}
