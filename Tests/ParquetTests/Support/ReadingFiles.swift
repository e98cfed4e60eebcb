// Driving the decoder over a whole file in memory, as ParquetIO does over a store.

import BinaryIO
import Columnar
import Parquet

extension ParquetFooter {
    /// The footer of a file in memory, asked for in small steps.
    static func read(
        _ file: Bytes, limits: ParquetLimits = ParquetLimits(), firstTail: Int = 64
    ) throws -> ParquetFooter {
        var tail = file[max(0, file.count - firstTail)..<file.count]
        while true {
            switch try FooterDecoder.decode(tail: tail, fileBytes: file.count, limits: limits) {
            case .footer(let footer): return footer
            case .needs(let range): tail = file[range.lowerBound..<file.count]
            }
        }
    }
}

/// All batches of a file in memory.
func readAll(
    _ file: Bytes, projection: Projection = .all, options: ReadOptions = ReadOptions()
) throws -> (schema: Schema, batches: [RecordBatch]) {
    let footer = try ParquetFooter.read(file, limits: options.limits)
    let decoder = try ParquetDecoder(footer: footer, projection: projection, options: options)
    var batches: [RecordBatch] = []
    for group in 0..<footer.rowGroupCount {
        let chunks = try decoder.ranges(ofRowGroup: group).map { file[$0] }
        var rows = try decoder.rowGroup(group, chunks: chunks)
        while let batch = try rows.next() { batches.append(batch) }
    }
    return (decoder.schema, batches)
}
