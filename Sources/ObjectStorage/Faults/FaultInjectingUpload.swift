// Uploads of the fault-injecting store: writing meets the faults of an upload, finishing those of
// a put, except that an upload is never finished twice (a store completes an upload id once).

import BinaryIO

/// Wraps an upload of the underlying store.
final class FaultInjectingUpload: ObjectUpload {
    /// A writer hands over dozens of small pieces, of which a store makes a request: if each piece
    /// could fail, hardly an upload would ever be finished.
    private static let piecesOfARequest: UInt64 = 16

    private let store: FaultInjectingStore
    private let base: any ObjectUpload
    private let path: ObjectPath

    init(store: FaultInjectingStore, base: any ObjectUpload, path: ObjectPath) {
        self.store = store
        self.base = base
        self.path = path
    }

    func write(_ bytes: Bytes) async throws(ObjectStorageError) {
        try await store.call(.upload, path.key, path, drawsOneIn: Self.piecesOfARequest) {
            [base] () async throws(ObjectStorageError) in
            try await base.write(bytes)
        }
    }

    func finish() async throws(ObjectStorageError) -> PutResult {
        try await store.call(.put, path.key, path, mayRepeat: false) {
            [base] () async throws(ObjectStorageError) in
            try await base.finish()
        }
    }

    func abort() async { await base.abort() }
}
