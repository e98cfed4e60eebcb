// The pieces of standard input that are not in the table yet: objects named by number and first
// line, or memory where there is no folder for them.

import BinaryIO
import ObjectStorage
import Synchronization

/// Keeps pieces until they are committed.
final class Spool: Sendable {
    private struct Piece: Sendable {
        var line: Int64
        /// Nil where the bytes are in the store.
        var bytes: Bytes?
    }

    private let store: (any ObjectStore)?
    private let pieces = Mutex<[Int64: Piece]>([:])

    /// - Parameter store: where pieces are durable; nil keeps them in memory.
    init(store: (any ObjectStore)?) {
        self.store = store
    }

    private static func path(_ number: Int64, _ piece: Piece) throws -> ObjectPath {
        try ObjectPath("\(number)-\(piece.line)")
    }

    /// Finds what an earlier run has left, drops what is committed, and returns the newest one.
    ///
    /// - Throws: `checkpointCorrupt` where pieces of another checkpoint lie in the folder.
    func open(after position: InputOffset) async throws -> InputOffset {
        guard let store else { return position }
        var newest = position
        for object in try await store.listAll(prefix: "") {
            let parts = object.path.key.split(separator: "-")
            guard parts.count == 2, let number = Int64(parts[0]), let line = Int64(parts[1])
            else {
                throw StreamingError(
                    .checkpointCorrupt,
                    "'\(object.path)' in the spool is no piece of standard input; use a folder "
                        + "of its own for each query")
            }
            pieces.withLock { $0[number] = Piece(line: line, bytes: nil) }
        }
        try await forget(through: position.piece)
        let left = pieces.withLock { $0.keys.sorted() }
        for (index, number) in left.enumerated() where number != position.piece + 1 + Int64(index) {
            throw StreamingError(
                .checkpointCorrupt,
                "the spool has piece \(number) but not all pieces before it: it belongs to "
                    + "another checkpoint. Use the folder that belongs to this one, or empty it")
        }
        if let last = left.last, let piece = pieces.withLock({ $0[last] }) {
            let bytes = try await store.get(try Self.path(last, piece)).bytes
            newest = InputOffset(piece: last, line: piece.line + Self.lines(in: bytes))
        }
        return newest
    }

    private static func lines(in bytes: Bytes) -> Int64 {
        var count: Int64 = 0
        for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    /// Keeps a piece, durably where there is a folder.
    func add(_ bytes: Bytes, startingAtLine line: Int64, as offset: InputOffset) async throws {
        var piece = Piece(line: line, bytes: bytes)
        if let store {
            _ = try await store.put(try Self.path(offset.piece, piece), bytes, mode: .overwrite)
            piece.bytes = nil
        }
        pieces.withLock { $0[offset.piece] = piece }
    }

    /// A piece and the lines before it; nil where it was lost with an earlier process.
    ///
    /// - Throws: `sourceMissing` where the folder should have it.
    func piece(_ number: Int64) async throws -> (bytes: Bytes, line: Int64)? {
        guard let piece = pieces.withLock({ $0[number] }) else {
            guard store != nil else { return nil }
            throw StreamingError(
                .sourceMissing,
                "piece \(number) of standard input belongs to a batch that must be read again, "
                    + "and it is not in the spool; use the spool folder of the earlier run")
        }
        if let bytes = piece.bytes { return (bytes, piece.line) }
        guard let store else { return nil }
        return (try await store.get(try Self.path(number, piece)).bytes, piece.line)
    }

    /// Drops the pieces up to this one.
    func forget(through number: Int64) async throws {
        let old = pieces.withLock { pieces in
            let old = pieces.filter { $0.key <= number }
            for key in old.keys { pieces[key] = nil }
            return old
        }
        guard let store, !old.isEmpty else { return }
        var paths: [ObjectPath] = []
        for (number, piece) in old { paths.append(try Self.path(number, piece)) }
        try await store.delete(paths)
    }
}
