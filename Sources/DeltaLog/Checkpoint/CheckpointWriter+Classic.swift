// A checkpoint as one Parquet file with a name that every engine knows (PROTOCOL.md, *V1 Spec*).

import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

extension CheckpointWriter {
    /// Writes all rows into one file, which replaces one of the same version.
    func writeClassic(_ content: CheckpointContent) async throws -> Written {
        let path = LogPath.checkpoint(snapshot.version)
        let writer = try await ParquetObjectWriter.create(
            try ObjectPath(path.path), in: log.store, schema: content.form.schema,
            mode: .overwrite, environment: log.environment)
        let rows = CheckpointFileRows(content, columns: CheckpointSchema.Column.allCases)
        var counts: CheckpointFileRows.Counts
        let actions: Int
        do {
            try await writer.append(content.head())
            counts = try await rows.forEachBatch { try await writer.append($0) }
            actions = content.headCount + counts.files + counts.tombstones
            try check(actions, came: writer.rowCount, path.path)
        } catch {
            await writer.abort()
            throw error
        }
        let summary = try await writer.finish()
        return Written(
            file: LogFile(
                path: path, size: summary.byteCount, lastModified: log.environment.now),
            actions: actions, files: counts.files)
    }
}
