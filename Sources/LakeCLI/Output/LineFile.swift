// Lines for other programs to read while they are written: progress reports.

import Glibc

/// A file, or standard output for `-`, that lines are appended to, each in one write.
final class LineFile: Sendable {
    private let descriptor: Int32
    private let isOwned: Bool

    /// - Throws: `LineFileError` where the file cannot be opened.
    init(path: String) throws {
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            isOwned = false
            return
        }
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        isOwned = true
        guard descriptor >= 0 else { throw LineFileError(path: path, errno: errno) }
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// Appends a line. What cannot be written is lost: a report never stops the work.
    func write(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = unsafe Glibc.write(
                    descriptor, bytes.baseAddress.map { unsafe $0 + written },
                    bytes.count - written)
                guard count > 0 else { return }
                written += count
            }
        }
    }
}

/// A file for reports that cannot be opened.
struct LineFileError: Error, CustomStringConvertible {
    let path: String
    let errno: Int32

    var description: String {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? ""
        return "cannot write '\(path)': \(reason) (errno \(errno)); check the folder"
    }
}
