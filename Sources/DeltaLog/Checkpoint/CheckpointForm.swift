// How a checkpoint says what it knows about files, as the table's properties ask
// (PROTOCOL.md, *Checkpoint Schema*: `stats`, `stats_parsed`, `partitionValues_parsed`).

import Columnar
import DeltaProtocol

/// The columns of one checkpoint.
struct CheckpointForm: Sendable {
    /// Whether statistics are written as JSON text.
    let writesStats: Bool
    /// Statistics and partition values as structs; nil where they are not written.
    let parsed: ParsedFileFields?
    /// All top-level columns, in the order of `CheckpointSchema.Column`.
    let schema: Schema

    /// - Throws: where a table property cannot be read.
    init(_ snapshot: Snapshot) throws(DeltaProtocolError) {
        let properties = snapshot.properties
        writesStats = try properties.checkpointWriteStatsAsJSON()
        parsed =
            try properties.checkpointWriteStatsAsStruct() ? try ParsedFileFields(snapshot) : nil
        schema = CheckpointSchema.schema(statsAsText: writesStats, parsed?.fields ?? [])
    }

    func type(of column: CheckpointSchema.Column) -> DataType { schema[column.rawValue].type }

    /// Some of the columns.
    func schema(of columns: [CheckpointSchema.Column]) -> Schema {
        Schema(columns.map { schema[$0.rawValue] })
    }
}
