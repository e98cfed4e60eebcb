// The text of a file, piece by piece, whatever it is compressed with. Every piece is checked
// against the tag that the seen-files log has, so a file that was replaced meanwhile is found out.

import BinaryIO
import Compression
import ObjectStorage

/// Reads one file from its beginning to its end. One task at a time uses it.
actor FileBytes {
    private let store: any ObjectStore
    private let file: SourceFile
    private let path: ObjectPath
    private var decompressor: StreamDecompressor?
    /// The next byte of the file to read.
    private var position = 0

    init(
        store: any ObjectStore, file: SourceFile, compression: CompressionCodec
    ) throws {
        self.store = store
        self.file = file
        path = try ObjectPath(file.path)
        if compression != .uncompressed {
            decompressor = try StreamDecompressor(codec: compression)
        }
    }

    /// The next piece of text, of `StreamingLimits.chunkBytes` or so; nil at the end.
    ///
    /// - Throws: `sourceChanged`, `sourceMissing`, `sourceCorrupt` with the file's name.
    func next() async throws -> Bytes? {
        guard decompressor != nil else { return try await read() }
        var pieces: [Bytes] = []
        var count = 0
        while count < StreamingLimits.chunkBytes {
            guard let piece = try await decompressed() else { break }
            pieces.append(piece)
            count += piece.count
        }
        return pieces.isEmpty ? nil : Bytes(joining: pieces)
    }

    private func decompressed() async throws -> Bytes? {
        while true {
            do {
                if let piece = try decompressor?.next() { return piece }
            } catch {
                throw corrupt(error)
            }
            guard let bytes = try await read() else {
                do {
                    try decompressor?.finish()
                } catch {
                    throw corrupt(error)
                }
                return nil
            }
            decompressor?.supply(bytes)
        }
    }

    private func corrupt(_ error: CompressionError) -> StreamingError {
        StreamingError(
            .sourceCorrupt,
            "the file cannot be decompressed", path: file.path, cause: error)
    }

    private func read() async throws -> Bytes? {
        guard position < file.size else { return nil }
        let range = position..<min(file.size, position + StreamingLimits.chunkBytes)
        let content = try await Self.content(of: file, at: path, range, in: store)
        position = range.upperBound
        return content
    }

    /// A range of the file as it was when it was taken.
    static func content(
        of file: SourceFile, at path: ObjectPath, _ range: Range<Int>, in store: any ObjectStore
    ) async throws -> Bytes {
        let content: ObjectContent
        do {
            content = try await store.get(path, range: range)
        } catch {
            guard error.code == .notFound else { throw error }
            throw StreamingError(
                .sourceMissing,
                "the file belongs to a batch that must be read again, and it is gone; put it back "
                    + "with the same content, or set ignoreMissingFiles=true to note it as a bad "
                    + "record and go on", path: file.path)
        }
        guard content.metadata.etag == file.etag, content.metadata.size == file.size,
            content.bytes.count == range.count
        else {
            throw StreamingError(
                .sourceChanged,
                "the file has changed since its batch was planned (\(file.size) bytes then, "
                    + "\(content.metadata.size) now); put it back as it was, and write files under "
                    + "a name that begins with '.' or '_' until whole. ignoreMissingFiles=true "
                    + "notes it as a bad record and goes on", path: file.path)
        }
        return content.bytes
    }
}
