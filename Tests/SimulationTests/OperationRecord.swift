import DeltaProtocol

/// What one transaction of a simulation was told, and what it had asked of the table.
struct OperationRecord: Sendable {
    enum Verdict: Sendable {
        case committed(TableVersion)
        case sameWork(TableVersion)
        case nothing
        case unknown(TableVersion)
    }

    let txnID: String
    let verdict: Verdict
    /// Counts up through the run: when it was begun, and when it was answered.
    let started: Int
    let answered: Int
    let readVersion: TableVersion
    /// The partitions whose content the operation depended on; empty for a blind append.
    let partitionsRead: Set<String>
    /// Paths that it had read.
    let filesRead: Set<String>
    /// Whether files that others add to those partitions would have changed it.
    let mindsAdds: Bool
    /// The data files that it wrote.
    let written: [String]
}
