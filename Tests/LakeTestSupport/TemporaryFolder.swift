// A folder for one test.

import Glibc

/// A new empty folder, removed with everything in it when nobody holds it any more.
public final class TemporaryFolder: Sendable {
    /// The absolute path, without symbolic links.
    public let path: String

    private static let memory = "/dev/shm"

    /// Creates the folder below `TMPDIR` or `/tmp`.
    ///
    /// - Parameter inMemory: below a file system in memory instead, where there is one: for tests
    ///   that synchronise very often and need no disk.
    public init(inMemory: Bool = false) throws {
        let usual = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let base = inMemory && access(Self.memory, W_OK) == 0 ? Self.memory : usual
        let wildcard = String(repeating: "X", count: 6)
        var template = Array("\(base)/swift-lakehouse-test-\(wildcard)".utf8CString)
        guard let created = mkdtemp(&template), let real = realpath(created, nil) else {
            throw ContractViolation("cannot create a folder below \(base): errno \(errno)")
        }
        path = String(cString: real)
        free(real)
    }

    deinit { Self.remove(path) }

    /// The names in `folder` below this one, sorted, hidden ones included.
    public func names(in folder: String = "") -> [String] {
        Self.names(in: folder.isEmpty ? path : path + "/" + folder).sorted()
    }

    /// The text of a file below this folder; nil where it cannot be read.
    public func text(of name: String) -> String? {
        guard let file = fopen(path + "/" + name, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer[0..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        chmod(path, 0o700)
        for name in names(in: path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
