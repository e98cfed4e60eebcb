// What was found and not made by this store may have been left by a process that was killed
// between the name and its synchronisation. It is visible, and a power loss takes it away; whoever
// builds on it synchronises it first (spec/crash-points.md CP-FND).

import Glibc
import HostEnvironment
import Synchronization

extension LocalObjectStore {
    public func persist(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await blocking(.head, path) { [self] () throws(ObjectStorageError) in
            try synchronise(path)
        }
    }

    private func synchronise(_ path: ObjectPath) throws(ObjectStorageError) {
        guard let root = try openRootIfPresent(.head, path) else { throw .notFound(.head, path) }
        do throws(SystemCallFailure) {
            try calls.syncFile(try calls.openFile(root, path.key), path.key)
            let parent = path.parent
            let folder = try parent.map { parent throws(SystemCallFailure) in
                try calls.openFolder(root, parent.key)
            }
            try calls.syncFolder(folder ?? root, parent?.key ?? self.root)
            try secureName(of: parent, root)
        } catch let error where error.errno == ENOENT || error.errno == ENOTDIR {
            throw .notFound(.head, path)
        } catch {
            throw failure(error, .head, path)
        }
    }

    /// Synchronises the name of a folder that was found, once; nil is the root.
    ///
    /// A folder in which something lies has had this from whoever laid it there, so that the
    /// folders above need nothing.
    func secureName(of folder: ObjectPath?, _ root: OpenFile) throws(SystemCallFailure) {
        guard !securedFolders.withLock({ $0.contains(folder) }) else { return }
        if let folder {
            let parent = try folder.parent.map { parent throws(SystemCallFailure) in
                try calls.openFolder(root, parent.key)
            }
            try calls.syncFolder(parent ?? root, folder.parent?.key ?? self.root)
        } else {
            try secureName(ofFolderAt: self.root)
        }
        noteSecured(folder)
    }

    func noteSecured(_ folder: ObjectPath?) {
        _ = securedFolders.withLock { $0.insert(folder) }
    }

    /// Synchronises the name of the root, or of a folder above it. That one is often the user's
    /// own, in a folder that may only be searched or in no real file system: nothing to do then.
    func secureName(ofFolderAt path: String) throws(SystemCallFailure) {
        guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
        let parent = slash == path.startIndex ? "/" : String(path[..<slash])
        do {
            try calls.syncFolder(try calls.openRoot(parent), parent)
        } catch let error where [EACCES, EPERM, EINVAL, EROFS].contains(error.errno) {
            return
        }
    }
}
