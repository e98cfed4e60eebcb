// Reading is serial, decoding is parallel: a reader hands out pieces that carry their own decoder,
// and as many are decoded at once as there are processors.

package import Columnar
package import TextFormats

/// Some rows that are not decoded yet.
package struct SourceChunk: Sendable {
    /// The file that bad records name.
    package let file: String
    /// The line that the piece begins with, counted from 1; nil where it goes on behind the piece
    /// before it.
    package let firstLine: Int?
    /// The partition of the source, for event-time maxima of each.
    package let partition: String
    /// Turns the piece into rows; runs on any task, once.
    package let decode: @Sendable () throws -> ChunkRows

    package init(
        file: String, firstLine: Int?, partition: String = "0",
        decode: @escaping @Sendable () throws -> ChunkRows
    ) {
        self.file = file
        self.firstLine = firstLine
        self.partition = partition
        self.decode = decode
    }
}

/// The rows of a piece. Lines count from the beginning of the piece, bytes from that of the file.
package struct ChunkRows: Sendable {
    /// The good rows.
    package var batch: RecordBatch
    /// What could not be decoded.
    package var badRows: [BadRow]
    /// The lines of the piece, good, bad and blank ones; rows where the format has no lines; less
    /// than zero where rows and lines do not go together.
    package var lineCount: Int

    package init(batch: RecordBatch, badRows: [BadRow], lineCount: Int) {
        self.batch = batch
        self.badRows = badRows
        self.lineCount = lineCount
    }
}
