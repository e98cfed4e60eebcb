// The file actions of a snapshot as batches of a checkpoint: files first, then the tombstones that
// have not expired.

import Columnar
import DeltaProtocol

/// The rows of a checkpoint that are about files.
struct CheckpointFileRows {
    /// Rows that were handed on.
    struct Counts {
        var files = 0
        var tombstones = 0
    }

    private let content: CheckpointContent
    private let columns: [CheckpointSchema.Column]
    /// Rows of one batch.
    private let batchRows: Int

    /// - Parameters:
    ///   - columns: those of the batches.
    ///   - rowsMax: that no batch may exceed.
    init(
        _ content: CheckpointContent, columns: [CheckpointSchema.Column], rowsMax: Int = .max
    ) {
        self.content = content
        self.columns = columns
        batchRows = min(rowsMax, 16 << 10)
    }

    /// - Throws: what `body` throws, and what reading the files throws.
    func forEachBatch(_ body: (RecordBatch) async throws -> Void) async throws -> Counts {
        var counts = Counts()
        var adds = CheckpointFileBatch(isAdd: true, content.form)
        var removes = CheckpointFileBatch(isAdd: false, content.form)
        let snapshot = content.snapshot
        try await snapshot.forEachLayers { (layers) async throws(DeltaLogError) in
            do {
                for file in ActiveFiles(layers: layers) {
                    adds.append(file.files, file.number)
                    counts.files += 1
                    if adds.count == batchRows { try await body(adds.finish(columns)) }
                }
                for tombstone in Tombstones(layers: layers)
                where tombstone.deletionTimestamp > content.tombstonesSince {
                    removes.append(tombstone.files, tombstone.number)
                    counts.tombstones += 1
                    if removes.count == batchRows { try await body(removes.finish(columns)) }
                }
            } catch {
                throw CheckpointWriter.failure(error, version: snapshot.version)
            }
        }
        if adds.count > 0 { try await body(adds.finish(columns)) }
        if removes.count > 0 { try await body(removes.finish(columns)) }
        return counts
    }
}
