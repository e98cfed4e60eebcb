// An upload over a store that has only puts: the pieces are gathered and put at the end.

package import BinaryIO
import Synchronization

/// Gathers an object's bytes in memory and puts them with `finish`.
///
/// - Complexity: memory in the size of the object.
package final class BufferedUpload: ObjectUpload {
    private struct State {
        var pieces: [Bytes] = []
        var isOver = false
    }

    private let store: any ObjectStore
    private let path: ObjectPath
    private let mode: PutMode
    private let state = Mutex(State())

    /// An upload that ends in `store.put(path, _, mode: mode)`.
    package init(store: any ObjectStore, path: ObjectPath, mode: PutMode) {
        self.store = store
        self.path = path
        self.mode = mode
    }

    package func write(_ bytes: Bytes) async throws(ObjectStorageError) {
        let isOver = state.withLock { state in
            if !state.isOver { state.pieces.append(bytes) }
            return state.isOver
        }
        if isOver { throw .uploadIsOver(path) }
    }

    package func finish() async throws(ObjectStorageError) -> PutResult {
        let pieces: [Bytes]? = state.withLock { state in
            guard !state.isOver else { return nil }
            defer { state = State(pieces: [], isOver: true) }
            return state.pieces
        }
        guard let pieces else { throw .uploadIsOver(path) }
        return try await store.put(path, Self.joined(pieces), mode: mode)
    }

    package func abort() async {
        state.withLock { $0 = State(pieces: [], isOver: true) }
    }

    private static func joined(_ pieces: [Bytes]) -> Bytes {
        if pieces.count == 1 { return pieces[0] }
        let total = pieces.reduce(0) { $0 + $1.count }
        return Bytes(capacity: total) { output in
            for piece in pieces { output.append(copying: piece) }
        }
    }
}
