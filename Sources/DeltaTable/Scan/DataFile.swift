import BinaryIO
import DeltaLog
import DeltaProtocol
public import HostEnvironment

/// A data file as the log describes it.
public struct DataFile: Sendable {
    /// As the log writes it, percent-encoded, relative to the table.
    public let path: String
    /// The partition columns with their values as texts; nil is null.
    public let partitionValues: [(column: String, value: String?)]
    /// Bytes.
    public let size: Int64
    public let modified: WallTime
    /// The statistics, JSON as the log has it.
    public let statistics: String?

    init(_ file: ActiveFile) {
        path = file.path
        partitionValues = file.partitionValues.entries.map { ($0.column, $0.value) }
        size = file.size
        modified = WallTime(milliseconds: file.modificationTime)
        statistics = file.stats?.utf8String()
    }
}

extension TableScan {
    /// The files that are read.
    public var dataFiles: [DataFile] { files.map { DataFile($0) } }
}
