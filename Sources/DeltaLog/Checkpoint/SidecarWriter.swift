// The parts of a V2 checkpoint that hold its files (PROTOCOL.md, *Sidecar Files*).

import Columnar
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Writes file actions into sidecars, a new one whenever one is full.
struct SidecarWriter {
    /// What a sidecar holds.
    static let columns: [CheckpointSchema.Column] = [.add, .remove]

    private let log: TableLog
    private let form: CheckpointForm
    private var current: (name: String, writer: ParquetObjectWriter)?
    private var finished: [Sidecar] = []
    /// Rows of all sidecars.
    private(set) var rowCount = 0

    init(log: TableLog, form: CheckpointForm) {
        self.log = log
        self.form = form
    }

    /// - Parameter batch: of the schema of `columns`.
    mutating func append(_ batch: RecordBatch) async throws {
        let open: (name: String, writer: ParquetObjectWriter)
        if let current {
            open = current
        } else {
            let name = "\(log.environment.uuid()).parquet"
            open = (
                name,
                try await ParquetObjectWriter.create(
                    try ObjectPath("\(LogPath.folder)/\(LogPath.sidecarFolder)/\(name)"),
                    in: log.store, schema: form.schema(of: Self.columns),
                    environment: log.environment)
            )
            current = open
        }
        try await open.writer.append(batch)
        rowCount += batch.count
        if open.writer.rowCount >= log.limits.sidecarActionsMax { try await close() }
    }

    /// The sidecars, none for a table without files.
    mutating func finish() async throws -> [Sidecar] {
        try await close()
        return finished
    }

    /// Drops the sidecar that is being written; finished ones stay until a clean-up finds that
    /// nobody refers to them.
    mutating func abort() async {
        await current?.writer.abort()
        current = nil
    }

    private mutating func close() async throws {
        guard let (name, writer) = current else { return }
        current = nil
        let summary = try await writer.finish()
        finished.append(
            Sidecar(
                path: name, sizeInBytes: Int64(summary.byteCount),
                modificationTime: log.environment.now.milliseconds))
    }
}
