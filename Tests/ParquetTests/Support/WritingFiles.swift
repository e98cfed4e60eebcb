// Driving the encoder into memory, as ParquetIO does into a store.

import BinaryIO
import Columnar
import Parquet

/// A file in memory with these batches.
func writeAll(
    _ schema: Schema, _ batches: [RecordBatch], options: WriteOptions = WriteOptions()
) throws -> (file: Bytes, summary: FileSummary) {
    var encoder = try ParquetEncoder(schema: schema, options: options)
    var writer = ByteWriter()
    for batch in batches {
        try encoder.append(batch)
        for bytes in encoder.takeBytes() { writer.append(bytes) }
    }
    let summary = try encoder.finish()
    for bytes in encoder.takeBytes() { writer.append(bytes) }
    return (writer.finish(), summary)
}

/// The rows of all batches, column by column.
func columns(_ batches: [RecordBatch]) -> [[Scalar]] {
    guard let first = batches.first else { return [] }
    return first.columns.indices.map { index in batches.flatMap { $0.columns[index].scalars() } }
}
