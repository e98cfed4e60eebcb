public import Columnar
package import DeltaLog
import DeltaProtocol
public import HostEnvironment

/// A table at one version: a value, which later commits do not change.
public struct TableSnapshot: Sendable {
    public let table: Table
    package let log: Snapshot

    package init(table: Table, log: Snapshot) {
        self.table = table
        self.log = log
    }

    public var version: Int64 { log.version.number }
    /// When the version was committed.
    public var timestamp: WallTime { log.timestamp }
    public var schema: Schema { log.schema }
    public var partitionColumns: [String] { log.metadata.partitionColumns }
    public var properties: [String: String] { log.metadata.configuration }
    public var fileCount: Int { log.files.count }
    /// Bytes of the data files.
    public var sizeInBytes: Int64 { log.files.sizeInBytes }

    /// How far an application has got with this table; nil where it never committed.
    public func transactionVersion(_ applicationID: String) -> Int64? {
        log.transactions[applicationID]?.version
    }
}

extension Table {
    /// The table at a version.
    ///
    /// - Throws: `tableNotFound`, `versionNotFound`, `unsupportedFeature`, `corrupt`, `storage`.
    public func snapshot(_ selector: VersionSelector = .latest) async throws -> TableSnapshot {
        try await translatingErrors {
            let wanted: SnapshotSelector
            switch selector {
            case .latest: wanted = .latest
            case .timestamp(let time): wanted = .timestamp(time)
            case .version(let number):
                guard let version = TableVersion(number) else {
                    throw TableError(.versionNotFound, "there is no version \(number)")
                }
                wanted = .version(version)
            }
            return TableSnapshot(table: self, log: try await log.snapshot(at: wanted))
        }
    }

    /// A newer snapshot, made from a known one by reading only the commits since.
    package func snapshot(refreshing known: TableSnapshot) async throws -> TableSnapshot {
        try await translatingErrors {
            TableSnapshot(table: self, log: try await log.snapshot(refreshing: known.log))
        }
    }
}
