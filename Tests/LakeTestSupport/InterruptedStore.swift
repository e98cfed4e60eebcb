// Somebody else's turn in the middle of a call.

import BinaryIO
import HostEnvironment
import ObjectStorage

/// A store in which a test does something at chosen calls, before or after their effect.
public final class InterruptedStore: ObjectStore {
    public enum Moment: Sendable { case before, after }

    /// What happens at a call; what it throws is the call's answer.
    public typealias Interruption =
        @Sendable (Moment, ObjectStorageError.Operation, String) async throws(ObjectStorageError)
        -> Void

    private let base: any ObjectStore
    private let interrupt: Interruption

    public init(_ base: any ObjectStore, _ interrupt: @escaping Interruption) {
        self.base = base
        self.interrupt = interrupt
    }

    private func interrupted<Answer>(
        _ operation: ObjectStorageError.Operation, _ key: String,
        _ call: () async throws(ObjectStorageError) -> Answer
    ) async throws(ObjectStorageError) -> Answer {
        try await interrupt(.before, operation, key)
        let answer = try await call()
        try await interrupt(.after, operation, key)
        return answer
    }

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await interrupted(.head, path.key) { () async throws(ObjectStorageError) in
            try await base.head(path)
        }
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await interrupted(.get, path.key) { () async throws(ObjectStorageError) in
            try await base.get(path, range: range)
        }
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try await interrupted(.put, path.key) { () async throws(ObjectStorageError) in
            try await base.put(path, bytes, mode: mode)
        }
    }

    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        try await interrupted(.upload, path.key) { () async throws(ObjectStorageError) in
            try await base.upload(path, mode: mode)
        }
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await interrupted(.list, prefix) { () async throws(ObjectStorageError) in
            try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
        }
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await interrupted(.delete, path.key) { () async throws(ObjectStorageError) in
            try await base.delete(path)
        }
    }
}
