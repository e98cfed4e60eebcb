import DeltaLog
import DeltaProtocol
public import HostEnvironment

/// What Delta's `DESCRIBE DETAIL` says about a table.
public struct TableDetail: Sendable {
    public let location: String
    public let id: String
    public let name: String?
    public let tableDescription: String?
    public let createdAt: WallTime?
    public let lastModified: WallTime
    public let version: Int64
    public let partitionColumns: [String]
    public let fileCount: Int
    /// Bytes of the data files.
    public let sizeInBytes: Int64
    public let properties: [String: String]
    public let minReaderVersion: Int
    public let minWriterVersion: Int
    /// Features that the protocol lists by name, reader's and writer's.
    public let tableFeatures: [String]
}

extension TableSnapshot {
    /// The table's metadata and size at this version.
    ///
    /// - Throws: as `fileCount`.
    public func detail() async throws -> TableDetail {
        let totals = try await totals()
        let metadata = log.metadata
        let features = Set(
            (log.tableProtocol.readerFeatures ?? []) + (log.tableProtocol.writerFeatures ?? []))
        return TableDetail(
            location: table.location, id: metadata.id, name: metadata.name,
            tableDescription: metadata.description,
            createdAt: metadata.createdTime.map { WallTime(milliseconds: $0) },
            lastModified: timestamp, version: version, partitionColumns: partitionColumns,
            fileCount: totals.count, sizeInBytes: totals.bytes, properties: properties,
            minReaderVersion: Int(log.tableProtocol.minReaderVersion),
            minWriterVersion: Int(log.tableProtocol.minWriterVersion),
            tableFeatures: features.sorted())
    }
}
