// One file on its way to its name. The order of the calls is the promise:
//
//     create .tmp-<uuid> in the same folder, write, stamp, fsync        the bytes are on the disk
//     link (create) or rename under the folder's lock (replace)          the name is there, at once
//     unlink the temporary name (create), fsync the folder               the name is on the disk
//     answer
//
// A failed fsync may have dropped the dirty pages, and a second one would then succeed without
// them: the file is dead and a new one is needed.

import BinaryIO
import Glibc
import HostEnvironment
import Synchronization

/// A temporary file that becomes an object or disappears. One thread at a time uses it.
final class StagedFile: Sendable {
    private let store: LocalObjectStore
    private let folder: OpenFile
    private let file: OpenFile
    private let temporary: String
    private let path: ObjectPath
    private let operation: ObjectStorageError.Operation
    private let isOver = Atomic(false)

    private var calls: FileCalls { store.calls }

    init(
        store: LocalObjectStore, folder: OpenFile, file: OpenFile, temporary: String,
        path: ObjectPath, operation: ObjectStorageError.Operation
    ) {
        self.store = store
        self.folder = folder
        self.file = file
        self.temporary = temporary
        self.path = path
        self.operation = operation
    }

    deinit { discard() }

    /// Removes the temporary file, unless it has become an object; a second call does nothing.
    func discard() {
        guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Whatever fails here leaves a name that readers ignore and the vacuum removes.
        try? calls.unlink(folder, temporary)
    }

    /// Appends `bytes`; after a failure the file is gone.
    func append(_ bytes: Bytes) throws(ObjectStorageError) {
        do {
            try calls.write(file, bytes, temporary)
        } catch {
            discard()
            throw store.failure(error, operation, path)
        }
    }

    /// Makes the file the object at its path, durably. The file is used up in any case.
    func publish(_ mode: PutMode) throws(ObjectStorageError) -> PutResult {
        let status: FileStatus
        do {
            try calls.stamp(file, temporary)
            try calls.syncFile(file, temporary)
            status = try calls.status(file, of: temporary)
        } catch {
            discard()
            throw store.failure(error, operation, path)
        }
        switch mode {
        case .create: try link()
        case .overwrite: try replace(status, expecting: nil)
        case .update(let etag): try replace(status, expecting: etag)
        }
        do {
            try calls.syncFolder(folder, path.parent?.key ?? store.root)
        } catch {
            throw store.notDurable(error, operation, path)
        }
        return PutResult(etag: status.etag)
    }

    private func link() throws(ObjectStorageError) {
        defer { discard() }
        do {
            try calls.link(folder, temporary, path.name)
        } catch {
            // A network file system may repeat a request whose answer it lost, and then report
            // that the name is taken: by us. The second name of our own file tells.
            if let links = try? calls.status(file, of: temporary).links, links > 1 { return }
            if error.errno == EEXIST { throw .alreadyExists(operation, path) }
            throw vanishedOr(error)
        }
    }

    private func replace(
        _ status: FileStatus, expecting etag: ETag?
    ) throws(ObjectStorageError) {
        defer { discard() }
        do {
            try calls.lock(folder, path.key)
        } catch {
            throw store.failure(error, operation, path)
        }
        defer { calls.unlock(folder) }
        if let etag {
            let found = try currentTag()
            guard found == etag else {
                throw .preconditionFailed(operation, path, found: found)
            }
        }
        do {
            try calls.rename(folder, temporary, path.name)
        } catch {
            // As above: the rename may have happened although it is reported as failed.
            let present = try? calls.status(folder, path.name)
            guard present?.inode == status.inode else { throw vanishedOr(error) }
        }
        isOver.store(true, ordering: .releasing)
    }

    private func currentTag() throws(ObjectStorageError) -> ETag? {
        do {
            let status = try calls.status(folder, path.name)
            return status.kind == .regular ? status.etag : nil
        } catch let error where error.errno == ENOENT {
            return nil
        } catch {
            throw store.failure(error, operation, path)
        }
    }

    private func vanishedOr(_ failure: SystemCallFailure) -> ObjectStorageError {
        guard failure.errno == ENOENT else { return store.failure(failure, operation, path) }
        return ObjectStorageError(
            .ioError, operation,
            "'\(store.root)/\(path)': the temporary file '\(temporary)' has vanished; something "
                + "cleans the folder while it is written to", path: path, errno: failure.errno)
    }
}
