import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
public import Expressions
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

    /// Rows of the file that its deletion vector deletes.
    public let deletedRowCount: Int64

    /// - Parameter columns: the names of partition columns by those in the log.
    init(_ file: ActiveFile, columns: [String: String]) {
        path = file.path
        partitionValues = file.partitionValues.entries.map {
            (columns[$0.column] ?? $0.column, $0.value)
        }
        deletedRowCount = file.deletionVector?.cardinality ?? 0
        size = file.size
        modified = WallTime(milliseconds: file.modificationTime)
        statistics = file.stats?.utf8String()
    }
}

extension TableSnapshot {
    /// The data files of this version in which rows can match.
    ///
    /// - Parameter predicate: nil for all files.
    /// - Throws: as `scan(columns:where:)`.
    /// - Complexity: O(files).
    public func dataFiles(where predicate: Expression? = nil) async throws -> [DataFile] {
        let scan = try await scan(columns: [], where: predicate, holding: .all)
        var columns: [String: String] = [:]
        for field in log.partitionFields {
            columns[log.columnMapping.physicalName(of: field)] = field.name
        }
        return scan.files.map { DataFile($0, columns: columns) }
    }
}
