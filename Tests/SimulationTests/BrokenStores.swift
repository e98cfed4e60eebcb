import BinaryIO
import HostEnvironment
import ObjectStorage

/// Passes every call on; stores that break one thing override it.
class PassingStore: ObjectStore, @unchecked Sendable {
    let base: any ObjectStore

    init(_ base: any ObjectStore) { self.base = base }

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await base.head(path)
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await base.get(path, range: range)
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try await base.put(path, bytes, mode: mode)
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        try await base.upload(path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await base.delete(path)
    }

    func removeAbandonedUploads(
        before time: WallTime
    ) async throws(ObjectStorageError) -> Int {
        try await base.removeAbandonedUploads(before: time)
    }

    static func isCommit(_ path: ObjectPath) -> Bool {
        path.key.hasPrefix("_delta_log/") && path.key.hasSuffix(".json")
    }
}

/// Commits come back with another `txnId`, so nobody knows his own.
final class ForgetfulStore: PassingStore, @unchecked Sendable {
    override func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        var content = try await super.get(path, range: range)
        if Self.isCommit(path), let text = content.bytes.utf8String() {
            content.bytes = Bytes(
                utf8: text.replacing("\"txnId\":\"", with: "\"txnId\":\"no-"))
            content.metadata.size = content.bytes.count
        }
        return content
    }
}

/// A commit replaces one that is there.
final class OverwritingStore: PassingStore, @unchecked Sendable {
    override func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        try await super.put(path, bytes, mode: Self.isCommit(path) ? .overwrite : mode)
    }
}

/// A listing never shows the newest object.
final class StaleStore: PassingStore, @unchecked Sendable {
    override func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        var page = try await super.list(prefix: prefix, startAfter: startAfter, limit: limit)
        if page.objects.count > 1, page.continuation == nil { page.objects.removeLast() }
        return page
    }
}
