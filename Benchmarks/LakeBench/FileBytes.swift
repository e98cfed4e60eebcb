// Reading whole files, or ranges of them, without a store in between.

import BinaryIO
import Glibc

enum FileBytes {
    static func count(_ path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileFailure("look at", path) }
        return Int(status.st_size)
    }

    /// The path from the root of the file system.
    static func absolute(_ path: String) throws -> String {
        guard let found = realpath(path, nil) else { throw FileFailure("find", path) }
        defer { free(found) }
        return String(cString: found)
    }

    static func read(_ path: String, _ range: Range<Int>) throws -> Bytes {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw FileFailure("open", path) }
        defer { close(file) }
        return Bytes(unsafeUninitializedCapacity: range.count) { buffer in
            var done = 0
            while done < range.count {
                let place = off_t(range.lowerBound + done)
                let count = pread(file, buffer.baseAddress! + done, range.count - done, place)
                if count <= 0 { break }
                done += count
            }
            return done
        }
    }
}
