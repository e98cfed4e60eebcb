// Event files appear whole: they are written beside the folder's other files under a name that
// begins with a dot, then renamed.

import BinaryIO
import Glibc

/// A failed system call of the benchmark, with the path that it was about.
struct FileFailure: Error, CustomStringConvertible {
    let action: String
    let path: String
    let errorNumber: Int32

    init(_ action: String, _ path: String) {
        self.action = action
        self.path = path
        errorNumber = errno
    }

    var description: String { "cannot \(action) \(path): error \(errorNumber)" }
}

enum EventFiles {
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw FileFailure("create", path)
        }
    }

    /// Publishes a file of the folder in one step.
    static func publish(_ bytes: [UInt8], as name: String, in folder: String) throws {
        let hidden = "\(folder)/.\(name).part"
        let descriptor = open(hidden, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw FileFailure("create", hidden) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: hidden)
        guard rename(hidden, "\(folder)/\(name)") == 0 else {
            throw FileFailure("rename", hidden)
        }
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
        try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    }

    /// - Returns: How many bytes there were.
    static func writeAll(_ bytes: Bytes, to descriptor: Int32, path: String) throws -> Int {
        try bytes.span.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
        return bytes.count
    }

    private static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws {
        var written = 0
        while written < bytes.count {
            let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            guard count > 0 else { throw FileFailure("write", path) }
            written += count
        }
    }

    /// A number with leading zeros, so that names sort as their numbers do.
    static func padded(_ number: Int, digits: Int = 6) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
