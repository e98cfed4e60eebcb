// Where test data lies, and reading it.

import BinaryIO
import Glibc

enum Files {
    /// The folder of Package.swift.
    static let packageRoot: String = {
        var path = Substring(#filePath)
        while !path.isEmpty, access("\(path)/Package.swift", F_OK) != 0 {
            path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        }
        return String(path)
    }()

    /// A folder of the corpora beside the project, or nil where they are absent.
    static func corpus(_ name: String) -> String? {
        for candidate in ["\(packageRoot)/../shared", "\(packageRoot)/../../shared"] {
            let path = "\(candidate)/corpora/\(name)"
            if access(path, F_OK) == 0 { return path }
        }
        print("skipped: the corpus \(name) is not beside the project")
        return nil
    }

    static func read(_ path: String) -> Bytes? {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        let size = Int(status.st_size)
        return unsafe Bytes(unsafeUninitializedCapacity: size) { buffer in
            var done = 0
            while done < size {
                let count = pread(file, buffer.baseAddress! + done, size - done, off_t(done))
                if count <= 0 { break }
                done += count
            }
            return done
        }
    }

    static func write(_ bytes: Bytes, to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        precondition(file >= 0, "cannot write \(path)")
        let array = bytes.array()
        var done = 0
        while done < array.count {
            let count = array.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress! + done, array.count - done)
            }
            precondition(count > 0, "cannot write \(path)")
            done += count
        }
        close(file)
    }

    static func text(_ path: String) -> String? {
        read(path)?.utf8String()
    }

    /// The names in a folder, sorted.
    static func names(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
