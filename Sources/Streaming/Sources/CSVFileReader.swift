// A CSV file of a folder. Records may span lines, so its pieces are decoded one after the other.

import Columnar
import TextFormats

/// Reads one CSV file.
actor CSVFileReader: SourceReader {
    private let file: String
    private let bytes: FileBytes
    private var reader: CSVReader
    private var isAtEnd = false

    init(
        file: String, bytes: FileBytes, schema: Schema, options: CSVOptions
    ) throws {
        self.file = file
        self.bytes = bytes
        reader = try CSVReader(schema: schema, options: options)
    }

    func next() async throws -> SourceChunk? {
        guard !isAtEnd else { return nil }
        let rows: DecodedRows
        do {
            if let piece = try await bytes.next() {
                rows = try reader.append(piece)
            } else {
                isAtEnd = true
                rows = try reader.finish()
            }
        } catch let error as TextFormatError {
            throw StreamingError(
                .sourceCorrupt,
                "the file cannot be read as CSV", path: file, line: error.position?.line,
                cause: error)
        }
        // Bad rows have their lines in the file already.
        return SourceChunk(file: file, firstLine: 1) {
            ChunkRows(batch: rows.batch, badRows: rows.badRows, lineCount: -1)
        }
    }
}
