// Where a new file begins (its folder, created durably where it is missing) and where old ones end.

import Glibc
import HostEnvironment

extension LocalObjectStore {
    /// Opens a temporary file in the folder of `path`, creating the folder where it is missing.
    func stage(
        _ path: ObjectPath, _ mode: PutMode, _ temporary: String,
        _ operation: ObjectStorageError.Operation
    ) throws(ObjectStorageError) -> StagedFile {
        do throws(SystemCallFailure) {
            let folder = try openFolderForWriting(path)
            // Who has lost already need not write and synchronise a file to learn it.
            if case .create = mode, try isTaken(path, in: folder) {
                throw SystemCallFailure(call: .link, path: path.key, errno: EEXIST)
            }
            let file = try calls.createFile(folder, temporary)
            return StagedFile(
                store: self, folder: folder, file: file, temporary: temporary, path: path,
                operation: operation)
        } catch let error where error.errno == EEXIST {
            throw .alreadyExists(operation, path)
        } catch {
            throw failure(error, operation, path)
        }
    }

    private func isTaken(
        _ path: ObjectPath, in folder: OpenFile
    ) throws(SystemCallFailure) -> Bool {
        do {
            _ = try calls.status(folder, path.name)
            return true
        } catch let error where error.errno == ENOENT {
            return false
        }
    }

    private func openFolderForWriting(_ path: ObjectPath) throws(SystemCallFailure) -> OpenFile {
        let root = try openRootForWriting()
        guard let parent = path.parent else {
            try secureName(of: nil, root)
            return root
        }
        let folder: OpenFile
        do {
            folder = try calls.openFolder(root, parent.key)
        } catch let error where error.errno == ENOENT {
            return try createFolders(root, parent)
        }
        try secureName(of: parent, root)
        return folder
    }

    /// Creates what is missing of `path` below `root`, each name synchronised in its parent.
    ///
    /// A folder that somebody else has just created is synchronised too: its creator may not have
    /// come to that yet, and our file would be lost with it.
    private func createFolders(
        _ root: OpenFile, _ path: ObjectPath
    ) throws(SystemCallFailure) -> OpenFile {
        var folder = root
        var missing = [path]
        while let parent = missing.last?.parent {
            do {
                folder = try calls.openFolder(root, parent.key)
                break
            } catch let error where error.errno == ENOENT {
                missing.append(parent)
            }
        }
        try secureName(of: missing.last?.parent, root)
        for path in missing.reversed() {
            try makeFolder(path.name, in: folder, path.key)
            folder = try calls.openFolder(root, path.key)
            noteSecured(path)
        }
        return folder
    }

    private func makeFolder(
        _ name: String, in parent: OpenFile, _ key: String
    ) throws(SystemCallFailure) {
        do {
            try calls.makeFolder(parent, name)
        } catch let error where error.errno == EEXIST {
            // Another task or process was faster.
        }
        try calls.syncFolder(parent, key)
    }

    private func openRootForWriting() throws(SystemCallFailure) -> OpenFile {
        do {
            return try calls.openRoot(root)
        } catch let error where error.errno == ENOENT && createsRoot {
            return try createRoot()
        }
    }

    private func createRoot() throws(SystemCallFailure) -> OpenFile {
        var missing: [String] = []
        var ancestor = root
        var folder: OpenFile?
        while folder == nil {
            do {
                folder = try calls.openRoot(ancestor)
            } catch let error where error.errno == ENOENT && ancestor != "/" {
                guard let slash = ancestor.utf8.lastIndex(of: UInt8(ascii: "/")) else {
                    throw error
                }
                missing.append(String(ancestor[ancestor.utf8.index(after: slash)...]))
                ancestor = slash == ancestor.startIndex ? "/" : String(ancestor[..<slash])
            }
        }
        guard var parent = folder else {
            throw SystemCallFailure(call: .openRoot, path: root, errno: ENOENT)
        }
        try secureName(ofFolderAt: ancestor)
        for name in missing.reversed() {
            try makeFolder(name, in: parent, root)
            ancestor += ancestor == "/" ? name : "/" + name
            parent = try calls.openRoot(ancestor)
        }
        noteSecured(nil)
        return parent
    }

    // MARK: Removing

    /// Removes the files at `paths`, folder by folder, and synchronises each folder once.
    func remove(_ paths: [ObjectPath]) throws(ObjectStorageError) {
        guard let root = try openRootIfPresent(.delete, paths.first) else { return }
        var byFolder: [ObjectPath?: [ObjectPath]] = [:]
        for path in paths where !path.segments.contains(where: { Self.isTemporary($0) }) {
            byFolder[path.parent, default: []].append(path)
        }
        for (parent, paths) in byFolder.sorted(by: { ($0.key?.key ?? "") < ($1.key?.key ?? "") }) {
            try remove(paths, in: parent, root)
        }
    }

    private func remove(
        _ paths: [ObjectPath], in parent: ObjectPath?, _ root: OpenFile
    ) throws(ObjectStorageError) {
        var current = paths.first
        do {
            let folder = try parent.map { path throws(SystemCallFailure) in
                try calls.openFolder(root, path.key)
            }
            var removedAny = false
            for path in paths {
                current = path
                removedAny = try remove(path, in: folder ?? root) || removedAny
            }
            guard removedAny else { return }
            try calls.syncFolder(folder ?? root, parent?.key ?? self.root)
        } catch let error where error.errno == ENOENT || error.errno == ENOTDIR {
            return
        } catch let error where error.call == .syncFolder {
            throw notDurable(error, .delete, current)
        } catch {
            throw failure(error, .delete, current)
        }
    }

    private func remove(
        _ path: ObjectPath, in folder: OpenFile
    ) throws(SystemCallFailure) -> Bool {
        do {
            // A conditional put must not find its object, lose it to us and still succeed.
            try calls.lock(folder, path.key)
            defer { calls.unlock(folder) }
            guard try calls.status(folder, path.name).kind == .regular else { return false }
            try calls.unlink(folder, path.name)
            return true
        } catch let error where error.errno == ENOENT {
            return false
        }
    }

    /// The error for a failure after the effect: it is there now, but may not survive.
    func notDurable(
        _ failure: SystemCallFailure, _ operation: ObjectStorageError.Operation,
        _ path: ObjectPath?
    ) -> ObjectStorageError {
        let cause = self.failure(failure, operation, path)
        return ObjectStorageError(
            .notDurable, operation,
            cause.message + "; the effect is visible, but may not survive a power loss",
            path: path, errno: failure.errno)
    }
}
