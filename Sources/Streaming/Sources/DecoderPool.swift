// Decoders keep the memory of their last piece; a pool of them lets pieces that are decoded at the
// same time use it again without waiting for each other.

import BinaryIO
import Columnar
import Synchronization
import TextFormats

/// Decoders of one schema.
final class DecoderPool: Sendable {
    private let schema: Schema
    private let options: NDJSONOptions
    private let idle = Mutex<[NDJSONDecoder]>([])

    init(schema: Schema, options: NDJSONOptions) {
        self.schema = schema
        self.options = options
    }

    /// Decodes whole lines that start at `byte` of their file; lines are counted from 1.
    func decode(_ lines: Bytes, byte: Int) throws -> ChunkRows {
        var decoder =
            idle.withLock { $0.popLast() } ?? NDJSONDecoder(schema: schema, options: options)
        let rows = try decoder.decode(lines: lines, at: TextPosition(line: 1, byte: byte))
        idle.withLock { $0.append(decoder) }
        let endsInLine = !lines.isEmpty && lines[lines.count - 1] != UInt8(ascii: "\n")
        return ChunkRows(
            batch: rows.batch, badRows: rows.badRows,
            lineCount: rows.end.line - 1 + (endsInLine ? 1 : 0))
    }

    /// A line that is longer than the limit, as its only bad row.
    func oversized(_ text: Bytes, byte: Int) -> ChunkRows {
        let row = BadRow(
            code: .tooLong,
            message: "the line is longer than \(options.limits.lineBytesMax) bytes",
            position: TextPosition(line: 1, byte: byte), text: text)
        return ChunkRows(batch: .empty(schema), badRows: [row], lineCount: 1)
    }
}
