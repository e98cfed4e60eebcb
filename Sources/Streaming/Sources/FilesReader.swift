// The files of a batch, one after the other, as pieces to decode.

import BinaryIO
import Columnar
package import ObjectStorage
import TextFormats

/// Reads files in order.
package actor FilesReader: SourceReader {
    private let store: any ObjectStore
    private let decoding: FileDecoding
    private var files: ArraySlice<SourceFile>
    private var open: (file: SourceFile, reader: any SourceReader)?

    package init(store: any ObjectStore, files: [SourceFile], decoding: FileDecoding) {
        self.store = store
        self.files = files[...]
        self.decoding = decoding
    }

    package func next() async throws -> SourceChunk? {
        while true {
            if let open {
                do {
                    if let chunk = try await open.reader.next() { return chunk }
                } catch let error as StreamingError where decoding.goesOn(after: error) {
                    self.open = nil
                    return note(error, about: open.file)
                } catch let error as StreamingError {
                    throw decoding.withRemedy(error)
                }
                self.open = nil
            }
            guard let file = files.popFirst() else { return nil }
            open = (file, try reader(of: file))
        }
    }

    private func reader(of file: SourceFile) throws -> any SourceReader {
        if decoding.format == .parquet {
            return try ParquetFileReader(store: store, file: file, schema: decoding.schema)
        }
        let bytes = try FileBytes(
            store: store, file: file, compression: FileKind(path: file.path).compression)
        if decoding.format == .csv {
            return try CSVFileReader(
                file: file.path, bytes: bytes, schema: decoding.schema, options: decoding.csv)
        }
        return LineFileReader(file: file.path, bytes: bytes, decoders: decoding.decoders)
    }

    /// A bad record that stands for what is left of a file.
    private func note(_ error: StreamingError, about file: SourceFile) -> SourceChunk {
        let schema = decoding.schema
        return SourceChunk(file: file.path, firstLine: nil) {
            let row = BadRow(
                code: .malformed, message: "the rest of the file was left out: \(error)",
                position: .start, text: .empty)
            return ChunkRows(batch: .empty(schema), badRows: [row], lineCount: 0)
        }
    }
}
