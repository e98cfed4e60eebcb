// A listing in the order of keys, through all folders, of a tree that changes meanwhile. A folder
// sorts as its name with a slash, because that is how the keys below it begin: `a-b` comes before
// `a/b`, which comes before `a0`.

import Glibc
import HostEnvironment

/// One page of a listing of local files.
struct LocalListing {
    private let store: LocalObjectStore
    private let prefix: String
    private let startAfter: ObjectPath?
    private let limit: Int
    private var objects: [ObjectMetadata] = []
    private var isFull = false

    init(store: LocalObjectStore, prefix: String, startAfter: ObjectPath?, limit: Int) {
        self.store = store
        self.prefix = prefix
        self.startAfter = startAfter
        self.limit = limit
    }

    mutating func run() throws(ObjectStorageError) -> ListPage {
        guard let root = try store.openRootIfPresent(.list, nil) else {
            return ListPage(objects: [], continuation: nil)
        }
        do {
            try visitBase(root)
        } catch {
            throw store.failure(error, .list, nil)
        }
        return ListPage(objects: objects, continuation: isFull ? objects.last?.path : nil)
    }

    /// Starts in the deepest folder that the prefix names.
    private mutating func visitBase(_ root: OpenFile) throws(SystemCallFailure) {
        guard let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return try visit(root, root, keyPrefix: "", depth: 0)
        }
        guard let base = try? ObjectPath(String(prefix[..<slash])) else { return }
        let keyPrefix = base.key + "/"
        if let folder = try openFolder(root, base.key) {
            try visit(root, folder, keyPrefix: keyPrefix, depth: base.segments.count)
        }
    }

    /// The folder, or nil where it has vanished, is none, or is behind a symbolic link.
    private func openFolder(
        _ root: OpenFile, _ key: String
    ) throws(SystemCallFailure) -> OpenFile? {
        do {
            return try store.calls.openFolder(root, key)
        } catch let error where [ENOENT, ENOTDIR, ELOOP].contains(error.errno) {
            return nil
        }
    }

    private mutating func visit(
        _ root: OpenFile, _ folder: OpenFile, keyPrefix: String, depth: Int
    ) throws(SystemCallFailure) {
        guard depth <= ObjectStorageLimits.folderDepthMax else {
            throw SystemCallFailure(call: .listFolder, path: keyPrefix, errno: ENAMETOOLONG)
        }
        for candidate in try candidates(folder, keyPrefix) {
            guard !isFull else { return }
            if candidate.isFolder {
                guard let below = try openFolder(root, keyPrefix + candidate.name) else {
                    continue
                }
                try visit(root, below, keyPrefix: candidate.key, depth: depth + 1)
            } else {
                try take(candidate, in: folder)
            }
        }
    }

    private struct Candidate {
        var name: String
        /// With a slash at the end for a folder.
        var key: String
        var isFolder: Bool
    }

    /// What in `folder` may hold keys of the page, in key order.
    private func candidates(
        _ folder: OpenFile, _ keyPrefix: String
    ) throws(SystemCallFailure) -> [Candidate] {
        var found: [Candidate] = []
        for entry in try store.calls.entries(of: folder, keyPrefix) {
            guard !LocalObjectStore.isTemporary(entry.name) else { continue }
            var kind = entry.kind
            if kind == .unknown { kind = try kindByStatus(entry.name, in: folder) }
            guard kind == .file || kind == .folder else { continue }
            let isFolder = kind == .folder
            let key = keyPrefix + entry.name + (isFolder ? "/" : "")
            guard key.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: key.utf8) else {
                continue
            }
            if let startAfter, !Self.reaches(beyond: startAfter.key, key, isFolder) { continue }
            found.append(Candidate(name: entry.name, key: key, isFolder: isFolder))
        }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func reaches(
        beyond start: String, _ key: String, _ isFolder: Bool
    ) -> Bool {
        if start.utf8.lexicographicallyPrecedes(key.utf8) { return true }
        return isFolder && start.utf8.starts(with: key.utf8)
    }

    private func kindByStatus(
        _ name: String, in folder: OpenFile
    ) throws(SystemCallFailure) -> FolderEntry.Kind {
        do {
            switch try store.calls.status(folder, name).kind {
            case .regular: return .file
            case .folder: return .folder
            case .symbolicLink, .other: return .other
            }
        } catch let error where error.errno == ENOENT {
            return .other
        }
    }

    private mutating func take(
        _ candidate: Candidate, in folder: OpenFile
    ) throws(SystemCallFailure) {
        // A name that is no key (a control character) belongs to somebody else.
        guard let path = try? ObjectPath(candidate.key) else { return }
        let status: FileStatus
        do {
            status = try store.calls.status(folder, candidate.name)
        } catch let error where error.errno == ENOENT {
            return
        }
        guard status.kind == .regular else { return }
        guard objects.count < limit else {
            isFull = true
            return
        }
        objects.append(status.metadata(of: path))
    }
}
