// A file that another program appends to, renames and truncates: no object, whose bytes never
// change, but what log files are. Only reading; the caller decides what a change means.

package import BinaryIO
import Glibc
package import HostEnvironment

/// A local file at one path, and the files beside it that may once have been there.
package struct FollowedFile: Sendable {
    /// One file behind a name, as it is now.
    package struct State: Sendable, Hashable {
        /// The name in the folder.
        package var name: String
        package var device: UInt64
        package var inode: UInt64
        /// Bytes.
        package var size: Int
        package var lastModified: WallTime

        package init(
            name: String, device: UInt64, inode: UInt64, size: Int, lastModified: WallTime
        ) {
            self.name = name
            self.device = device
            self.inode = inode
            self.size = size
            self.lastModified = lastModified
        }
    }

    /// The absolute path of the folder that the file lies in.
    package let folder: String
    /// The file's name.
    package let name: String
    private let environment: HostEnvironment

    /// A relative `path` is relative to the working folder of now.
    ///
    /// - Throws: `invalidPath` for a path that names no file.
    package init(path: String, environment: HostEnvironment) throws(ObjectStorageError) {
        let absolute = FileCalls.absolutePath(path)
        guard let slash = absolute.lastIndex(of: "/"),
            absolute.index(after: slash) < absolute.endIndex
        else { throw ObjectStorageError(.invalidPath, nil, "'\(path)' names no file") }
        let parent = String(absolute[..<slash])
        folder = parent.isEmpty ? "/" : parent
        name = String(absolute[absolute.index(after: slash)...])
        self.environment = environment
    }

    /// The file at the path now, or nil where there is none.
    package func state() async throws(ObjectStorageError) -> State? {
        try await environment.runBlocking { [self] () throws(ObjectStorageError) -> State? in
            try withFolder { (calls, folder) throws(SystemCallFailure) -> State? in
                try Self.state(of: name, in: folder, calls)
            }
        }
    }

    /// The regular file of the same folder with this device and inode, whatever its name.
    package func find(
        device: UInt64, inode: UInt64
    ) async throws(ObjectStorageError) -> State? {
        try await environment.runBlocking { [self] () throws(ObjectStorageError) -> State? in
            try withFolder { (calls, folder) throws(SystemCallFailure) -> State? in
                for entry in try calls.entries(of: folder, self.folder)
                where entry.kind == .file || entry.kind == .unknown {
                    guard let state = try? Self.state(of: entry.name, in: folder, calls) else {
                        continue
                    }
                    if state.device == device, state.inode == inode { return state }
                }
                return nil
            }
        }
    }

    /// Bytes of the file that `state` names; fewer than asked only at its end.
    ///
    /// - Throws: `preconditionFailed` where another file has that name now.
    package func read(
        _ state: State, range: Range<Int>
    ) async throws(ObjectStorageError) -> Bytes {
        try await environment.runBlocking { [self] () throws(ObjectStorageError) in
            let bytes = try withFolder { (calls, folder) throws(SystemCallFailure) -> Bytes? in
                let file = try calls.openFile(folder, state.name)
                let found = try calls.status(file, of: state.name)
                guard found.device == state.device, found.inode == state.inode else { return nil }
                return try unsafe Bytes(unsafeUninitializedCapacity: range.count) {
                    (buffer) throws(SystemCallFailure) in
                    try unsafe calls.read(file, at: range.lowerBound, into: buffer, state.name)
                }
            }
            guard let bytes else {
                throw ObjectStorageError(
                    .preconditionFailed, .get,
                    "'\(folder)/\(state.name)' is another file than a moment ago")
            }
            return bytes
        }
    }

    private static func state(
        of name: String, in folder: OpenFile, _ calls: FileCalls
    ) throws(SystemCallFailure) -> State? {
        let status = try calls.status(folder, name)
        guard status.kind == .regular else { return nil }
        return State(
            name: name, device: status.device, inode: status.inode, size: status.size,
            lastModified: status.lastModified)
    }

    /// Runs `body` with the open folder; nil where the folder or the file does not exist.
    private func withFolder<Value>(
        _ body: (FileCalls, OpenFile) throws(SystemCallFailure) -> Value?
    ) throws(ObjectStorageError) -> Value? {
        let calls = FileCalls()
        do {
            return try body(calls, try calls.openRoot(folder))
        } catch let error where error.errno == ENOENT {
            return nil
        } catch {
            throw ObjectStorageError(
                error.errno == EACCES ? .permissionDenied : .ioError, .get,
                "'\(folder)/\(name)': \(LocalObjectStore.text(of: error.errno)) "
                    + "(errno \(error.errno), \(error.call.rawValue))", errno: error.errno)
        }
    }
}
