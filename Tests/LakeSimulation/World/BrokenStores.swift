// Planted bugs that a store can show.

import BinaryIO
import HostEnvironment
import ObjectStorage

/// A store with a planted bug.
final class BrokenStore: ObjectStore {
    private let base: any ObjectStore
    private let bug: PlantedBug

    init(_ base: any ObjectStore, bug: PlantedBug) {
        self.base = base
        self.bug = bug
    }

    private static func isCommit(_ path: ObjectPath) -> Bool {
        path.key.contains("_delta_log/") && path.key.hasSuffix(".json")
    }

    func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        var content = try await base.get(path, range: range)
        guard Self.isCommit(path) else { return content }
        switch bug {
        case .noOwnCommitCheck: content.replace("\"txnId\":\"", with: "\"txnId\":\"no-")
        case .vacuumIgnoresWriters: content.replace("\"VACUUM START\"", with: "\"VACUUM\"")
        default: break
        }
        return content
    }

    func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        switch bug {
        case .putOverwrites where Self.isCommit(path):
            return try await base.put(path, bytes, mode: .overwrite)
        case .staleCheckpoint where path.key.hasSuffix(".checkpoint.parquet"):
            return try await base.put(try Self.next(path), bytes, mode: mode)
        default:
            return try await base.put(path, bytes, mode: mode)
        }
    }

    /// The name of the checkpoint of the version after.
    private static func next(_ path: ObjectPath) throws(ObjectStorageError) -> ObjectPath {
        guard let version = Int(path.name.prefix(20)), let parent = path.parent else {
            return path
        }
        let digits = String(version + 1)
        let zeros = String(repeating: "0", count: 20 - digits.count)
        return try parent.appending(zeros + digits + ".checkpoint.parquet")
    }

    func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await base.head(path)
    }

    func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        BufferedUpload(store: self, path: path, mode: mode)
    }

    func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        var page = try await base.list(prefix: prefix, startAfter: startAfter, limit: limit)
        if bug == .staleListings, page.continuation == nil {
            // The first commit is shown, or nobody would find the table and do anything.
            let commits = page.objects.indices.filter { Self.isCommit(page.objects[$0].path) }
            if commits.count > 1, let newest = commits.last { page.objects.remove(at: newest) }
        }
        return page
    }

    func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await base.delete(path)
    }
}

extension ObjectContent {
    fileprivate mutating func replace(_ old: String, with new: String) {
        guard let text = bytes.utf8String() else { return }
        bytes = Bytes(utf8: text.replacing(old, with: new))
        metadata.size = bytes.count
    }
}
