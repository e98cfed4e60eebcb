// A Parquet file of a folder: its columns are matched with the source's by name, those that it
// lacks are null, and narrower types are widened.

import BinaryIO
import Columnar
import DeltaTable
import ObjectStorage
import Parquet
import TextFormats

/// Reads one Parquet file, row group by row group.
actor ParquetFileReader: SourceReader {
    private let store: any ObjectStore
    private let file: SourceFile
    private let path: ObjectPath
    private let schema: Schema
    private var open: (decoder: ParquetDecoder, alignment: SchemaAlignment)?
    private var rowGroup = 0
    private var rows: RowGroupDecoder?
    private var firstRow: Int? = 1

    init(store: any ObjectStore, file: SourceFile, schema: Schema) throws {
        self.store = store
        self.file = file
        self.schema = schema
        path = try ObjectPath(file.path)
    }

    func next() async throws -> SourceChunk? {
        do {
            guard let batch = try await nextBatch() else { return nil }
            defer { firstRow = nil }
            return SourceChunk(file: file.path, firstLine: firstRow) {
                ChunkRows(batch: batch, badRows: [], lineCount: batch.count)
            }
        } catch let error as ParquetError {
            throw StreamingError(
                .sourceCorrupt, "the file cannot be read", path: file.path, cause: error)
        } catch let error as TableError {
            throw StreamingError(
                .sourceCorrupt,
                "the file's columns do not fit the source's, which another schema would",
                path: file.path, cause: error)
        }
    }

    private func nextBatch() async throws -> RecordBatch? {
        let open = try await opened()
        while true {
            if let batch = try rows?.next() { return try open.alignment.align(batch) }
            rows = nil
            guard rowGroup < open.decoder.footer.rowGroupCount else { return nil }
            var chunks: [Bytes] = []
            for range in try open.decoder.ranges(ofRowGroup: rowGroup) {
                chunks.append(
                    try await FileBytes.content(of: file, at: path, range, in: store))
            }
            rows = try open.decoder.rowGroup(rowGroup, chunks: chunks)
            rowGroup += 1
        }
    }

    private func opened() async throws -> (decoder: ParquetDecoder, alignment: SchemaAlignment) {
        if let open { return open }
        let footer = try await Self.footer(of: file, at: path, in: store)
        let names = schema.names.filter { footer.schema.index(of: $0) != nil }
        let decoder = try ParquetDecoder(footer: footer, projection: .columns(names))
        let opened = (decoder, try SchemaAlignment(of: decoder.schema, to: schema))
        open = opened
        return opened
    }

    /// The footer of a file.
    static func footer(
        of file: SourceFile, at path: ObjectPath, in store: any ObjectStore
    ) async throws -> ParquetFooter {
        var range = max(0, file.size - FooterDecoder.tailBytes(ofFileOf: file.size))..<file.size
        while true {
            let tail = try await FileBytes.content(of: file, at: path, range, in: store)
            switch try FooterDecoder.decode(tail: tail, fileBytes: file.size) {
            case .footer(let footer): return footer
            case .needs(let needed): range = needed.lowerBound..<file.size
            }
        }
    }
}
