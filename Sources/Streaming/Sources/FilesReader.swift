// The files of a batch, one after the other, as pieces to decode.

package import ObjectStorage

/// Reads files in order.
package actor FilesReader: SourceReader {
    private let store: any ObjectStore
    private let decoding: FileDecoding
    private var files: ArraySlice<SourceFile>
    private var open: (any SourceReader)?

    package init(store: any ObjectStore, files: [SourceFile], decoding: FileDecoding) {
        self.store = store
        self.files = files[...]
        self.decoding = decoding
    }

    package func next() async throws -> SourceChunk? {
        while true {
            if let open {
                if let chunk = try await open.next() { return chunk }
                self.open = nil
            }
            guard let file = files.popFirst() else { return nil }
            open = try reader(of: file)
        }
    }

    private func reader(of file: SourceFile) throws -> any SourceReader {
        let bytes = try FileBytes(
            store: store, file: file, compression: FileKind(path: file.path).compression)
        return LineFileReader(file: file.path, bytes: bytes, decoders: decoding.decoders)
    }
}
