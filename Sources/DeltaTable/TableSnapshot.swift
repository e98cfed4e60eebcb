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

    /// How far an application has got with this table; nil where it never committed.
    public func transactionVersion(_ applicationID: String) -> Int64? {
        log.transactions[applicationID]?.version
    }
}

extension TableSnapshot {
    /// How many data files the version has.
    ///
    /// - Throws: `corrupt`, `storage`: files are listed when they are asked for.
    /// - Complexity: O(files) where they are not known yet.
    public var fileCount: Int {
        get async throws { try await totals().count }
    }

    /// Bytes of the data files.
    ///
    /// - Throws: as `fileCount`.
    public var sizeInBytes: Int64 {
        get async throws { try await totals().bytes }
    }

    func totals() async throws -> (count: Int, bytes: Int64) {
        try await table.translatingErrors { try await log.fileTotals() }
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
