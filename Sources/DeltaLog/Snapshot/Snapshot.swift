// A table at one version: a value that is passed around, never a handle. Reading it costs no IO,
// except for its files (Snapshot+Files.swift).

package import Columnar
package import DeltaProtocol
package import HostEnvironment

/// The state of a table at one version.
package struct Snapshot: Sendable {
    package let version: TableVersion
    /// When the version was committed: the time that its commit carries, where the table has
    /// in-commit timestamps, else the modification time of the commit.
    package let timestamp: WallTime
    package let schema: Schema
    /// How files and the log call the columns.
    package let columnMapping: ColumnMapping
    /// The version of the newest checkpoint that was found or written; nil without one.
    package internal(set) var checkpointVersion: TableVersion?
    /// When this was last known to be the newest version, or when it was loaded.
    var observed: MonotonicInstant
    private(set) var state: SnapshotState

    /// - Throws: `unsupportedTableFeature`, `corruptLog`: what may be read is decided here.
    init(
        version: TableVersion, timestamp: WallTime, inCommitTimestamp: Int64?,
        state: SnapshotState, checkpointVersion: TableVersion?, observed: MonotonicInstant
    ) throws(DeltaLogError) {
        do throws(DeltaProtocolError) {
            try FeatureSupport.checkRead(state.tableProtocol)
            guard state.metadata.provider == "parquet" else {
                throw DeltaProtocolError(
                    .corruptAction,
                    "the data files are in the format \"\(state.metadata.provider)\", which is "
                        + "not Parquet")
            }
            schema = try state.metadata.schema()
            columnMapping = try ColumnMapping(
                state.tableProtocol, state.metadata, schema: schema)
        } catch {
            throw DeltaLogError(error, version: version)
        }
        self.version = version
        self.timestamp =
            state.usesInCommitTimestamps
            ? inCommitTimestamp.map { WallTime(milliseconds: $0) } ?? timestamp : timestamp
        self.state = state
        self.checkpointVersion = checkpointVersion
        self.observed = observed
    }

    package var tableProtocol: TableProtocol { state.tableProtocol }
    package var metadata: TableMetadata { state.metadata }
    package var properties: TableProperties { state.metadata.properties }

    /// Whether commits carry their own times.
    package var usesInCommitTimestamps: Bool { state.usesInCommitTimestamps }

    /// How far each application has got, by its id.
    package var transactions: [String: SetTransaction] { state.transactions }

    /// Configuration by domain, removed ones left out.
    package var domains: [String: DomainMetadata] { state.domains }

    /// The columns by which the table is partitioned, in order.
    package var partitionFields: [Field] {
        state.metadata.partitionColumns.compactMap { schema.field($0) }
    }

    /// Lets the files come from the checkpoint of this very version.
    mutating func rebaseFiles(on checkpoint: CheckpointFileSource) {
        state.files = SnapshotFiles(base: checkpoint, recent: FileLayers())
    }

    /// The same with all files in memory, whatever becomes of the checkpoint below them.
    ///
    /// - Throws: as `files()`.
    func holdingFiles() async throws(DeltaLogError) -> Snapshot {
        var held = self
        held.state.files = SnapshotFiles(base: nil, recent: try await allLayers())
        return held
    }

    /// The snapshot after more commits.
    ///
    /// - Parameter batch: the commits after this version, newest first, without a gap.
    func advanced(
        by batch: ActionBatch, timestamp: WallTime, observed: MonotonicInstant
    ) throws(DeltaLogError) -> Snapshot {
        guard let newest = batch.sections.first?.version else {
            var same = self
            same.observed = observed
            return same
        }
        var replay = LogReplay()
        try replay.absorb(batch)
        return try Snapshot(
            version: newest, timestamp: timestamp, inCommitTimestamp: replay.inCommitTimestamp,
            state: replay.state(after: state),
            checkpointVersion: checkpointVersion, observed: observed)
    }
}
