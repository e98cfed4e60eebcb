import BinaryIO
import ObjectStorage

/// A store that refuses what a test says, before it has any effect.
struct RefusingStore: ObjectStore {
    let base: any ObjectStore
    let refusal: @Sendable (ObjectStorageError.Operation, ObjectPath) -> ObjectStorageError?

    private func check(
        _ operation: ObjectStorageError.Operation, _ path: ObjectPath
    ) throws(ObjectStorageError) {
        if let error = refusal(operation, path) { throw error }
    }

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try check(.head, path)
        return try await base.head(path)
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try check(.get, path)
        return try await base.get(path, range: range)
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try check(.put, path)
        return try await base.put(path, bytes, mode: mode)
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        try check(.upload, path)
        return try await base.upload(path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try check(.delete, path)
        try await base.delete(path)
    }
}
