// Objects as files below a folder. What is acknowledged survives power loss: the bytes are
// synchronised before they get their name, the name is synchronised before the answer
// (spec/object-store-contract.md OS-LOCAL; reliability: fsync discipline). Nothing below the root
// is reached through a symbolic link, and only regular files are read.

public import BinaryIO
import Glibc
public import HostEnvironment
import Synchronization

/// A folder of the local file system as an object store, safe for many processes at once.
///
/// Other programs may read and write the same folder. Names that begin with `.tmp-` are objects
/// under construction: they are never listed, read or overwritten.
public final class LocalObjectStore: ObjectStore {
    /// The absolute path of the root folder.
    public let root: String
    let environment: HostEnvironment
    let calls: FileCalls
    let createsRoot: Bool
    /// Folders whose names are known to be durable; nil is the root.
    let securedFolders = Mutex<Set<ObjectPath?>>([])

    /// A store of the files below `root`, which is created by the first write where it is missing
    /// and `createsRoot` allows; a relative `root` is relative to the working folder of now.
    public convenience init(
        root: String, environment: HostEnvironment, createsRoot: Bool = true
    ) {
        self.init(
            root: root, environment: environment, createsRoot: createsRoot,
            calls: FileCalls(hook: environment.systemCallHook))
    }

    /// A store whose every system call is announced to `hook`.
    package convenience init(
        root: String, environment: HostEnvironment, hook: SystemCallHook?,
        forbidsOpenat2: Bool = false
    ) {
        self.init(
            root: root, environment: environment, createsRoot: true,
            calls: FileCalls(hook: hook, forbidsOpenat2: forbidsOpenat2))
    }

    private init(
        root: String, environment: HostEnvironment, createsRoot: Bool, calls: FileCalls
    ) {
        self.root = FileCalls.absolutePath(root)
        self.environment = environment
        self.createsRoot = createsRoot
        self.calls = calls
    }

    public func head(_ path: ObjectPath) async throws(ObjectStorageError) -> ObjectMetadata {
        try await blocking(.head, path) { [self] () throws(ObjectStorageError) in
            try readHead(path)
        }
    }

    public func get(
        _ path: ObjectPath, range: Range<Int>?
    ) async throws(ObjectStorageError) -> ObjectContent {
        try await blocking(.get, path) { [self] () throws(ObjectStorageError) in
            try readContent(path, range)
        }
    }

    public func get(
        _ path: ObjectPath, ranges: [Range<Int>]
    ) async throws(ObjectStorageError) -> ObjectParts {
        try await blocking(.get, path) { [self] () throws(ObjectStorageError) in
            try readParts(path, ranges)
        }
    }

    public func get(_ paths: [ObjectPath]) async throws(ObjectStorageError) -> [ObjectContent] {
        try await blocking(.get, paths.first) { [self] () throws(ObjectStorageError) in
            var contents: [ObjectContent] = []
            contents.reserveCapacity(paths.count)
            for path in paths { contents.append(try readContent(path, nil)) }
            return contents
        }
    }

    public func put(
        _ path: ObjectPath, _ bytes: Bytes, mode: PutMode
    ) async throws(ObjectStorageError) -> PutResult {
        let temporary = newTemporaryName()
        return try await blocking(.put, path) { [self] () throws(ObjectStorageError) in
            try refuseUnwritable(path, .put)
            let staged = try stage(path, mode, temporary, .put)
            try staged.append(bytes)
            return try staged.publish(mode)
        }
    }

    public func upload(
        _ path: ObjectPath, mode: PutMode
    ) async throws(ObjectStorageError) -> any ObjectUpload {
        let temporary = newTemporaryName()
        let staged = try await blocking(.upload, path) { [self] () throws(ObjectStorageError) in
            try refuseUnwritable(path, .upload)
            return try stage(path, mode, temporary, .upload)
        }
        return LocalObjectUpload(
            staged: staged, path: path, mode: mode, environment: environment)
    }

    public func list(
        prefix: String, startAfter: ObjectPath?, limit: Int
    ) async throws(ObjectStorageError) -> ListPage {
        try await blocking(.list, nil) { [self] () throws(ObjectStorageError) in
            var listing = LocalListing(
                store: self, prefix: prefix, startAfter: startAfter,
                limit: max(1, min(limit, ObjectStorageLimits.localListPageObjectsMax)))
            return try listing.run()
        }
    }

    public func delete(_ path: ObjectPath) async throws(ObjectStorageError) {
        try await delete([path])
    }

    public func delete(_ paths: [ObjectPath]) async throws(ObjectStorageError) {
        guard !paths.isEmpty else { return }
        try await blocking(.delete, paths.first) { [self] () throws(ObjectStorageError) in
            try remove(paths)
        }
    }

    // MARK: What the facets share

    private func newTemporaryName() -> String {
        Self.temporaryPrefix + environment.uuid()
    }

    static let temporaryPrefix = ".tmp-"

    static func isTemporary(_ name: some StringProtocol) -> Bool {
        name.utf8.starts(with: temporaryPrefix.utf8)
    }

    private func refuseUnwritable(
        _ path: ObjectPath, _ operation: ObjectStorageError.Operation
    ) throws(ObjectStorageError) {
        guard path.segments.contains(where: { Self.isTemporary($0) }) else { return }
        throw ObjectStorageError(
            .invalidPath, operation,
            "'\(path)': names that begin with '\(Self.temporaryPrefix)' are objects under "
                + "construction; choose another name", path: path)
    }

    func blocking<Value: Sendable>(
        _ operation: ObjectStorageError.Operation, _ path: ObjectPath?,
        _ work: @escaping @Sendable () throws(ObjectStorageError) -> Value
    ) async throws(ObjectStorageError) -> Value {
        guard !Task.isCancelled else { throw .cancelled(operation, path) }
        return try await environment.runBlocking(work)
    }

    /// The root folder, or nil where it does not exist.
    func openRootIfPresent(
        _ operation: ObjectStorageError.Operation, _ path: ObjectPath?
    ) throws(ObjectStorageError) -> OpenFile? {
        do {
            return try calls.openRoot(root)
        } catch let error where error.errno == ENOENT {
            return nil
        } catch {
            throw failure(error, operation, path)
        }
    }
}
