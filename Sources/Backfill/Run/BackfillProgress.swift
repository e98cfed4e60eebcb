/// How far a job is.
public struct BackfillProgress: Sendable, Hashable {
    public let job: JobName
    /// Units in the table, by this run and by others before.
    public var unitsDone: Int
    public let unitCount: Int
    /// Bytes of input of the units in the table.
    public var bytesDone: Int64
    public let byteCount: Int64
    /// Rows that this run has read, the bad ones included.
    public var inputRows: Int64
    /// Rows that this run has put into the table.
    public var outputRows: Int64
    /// Rows that this run has put into the table of bad records.
    public var badRows: Int64
    /// Since this run began.
    public var elapsedSeconds: Double
    /// Bytes of input that this run has loaded.
    public var bytesOfRun: Int64

    public var isFinished: Bool { unitsDone == unitCount }

    /// Rows read a second in this run; nil before the first unit.
    public var rowsPerSecond: Double? {
        elapsedSeconds > 0 && inputRows > 0 ? Double(inputRows) / elapsedSeconds : nil
    }

    /// At the rate of this run so far; nil before the first unit.
    public var remainingSeconds: Double? {
        guard bytesOfRun > 0, elapsedSeconds > 0 else { return nil }
        return Double(byteCount - bytesDone) * elapsedSeconds / Double(bytesOfRun)
    }
}
