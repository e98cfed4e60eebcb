// Reading folders.

import CLinuxIO
import Glibc
import HostEnvironment

/// A name in a folder.
struct FolderEntry {
    enum Kind { case file, folder, unknown, other }

    var name: String
    var kind: Kind
}

extension FileCalls {
    /// The entries of the folder at `path` below `root`, in no order, without `.` and `..`.
    ///
    /// Names that are not valid UTF-8 cannot be keys and are left out.
    func entries(of folder: OpenFile, _ path: String) throws(SystemCallFailure) -> [FolderEntry] {
        // A second open file description: the listing has a position, and the caller's may be
        // listed again.
        let own = try perform(.listFolder, path, on: folder.descriptor, opens: true) {
            unsafe Int(
                lake_openat(folder.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0))
        }
        guard let stream = unsafe fdopendir(Int32(own)) else {
            let number = errno
            close(Int32(own))
            throw SystemCallFailure(call: .listFolder, path: path, errno: number)
        }
        defer { unsafe closedir(stream) }
        var entries: [FolderEntry] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            if let name = unsafe Self.name(of: entry), name != ".", name != ".." {
                entries.append(
                    FolderEntry(name: name, kind: unsafe Self.kind(entry.pointee.d_type)))
            }
        }
        guard errno == 0 else {
            throw SystemCallFailure(call: .listFolder, path: path, errno: errno)
        }
        return entries
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        return unsafe String(validatingCString: start)
    }

    private static func kind(_ type: UInt8) -> FolderEntry.Kind {
        switch Int(type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_UNKNOWN): .unknown
        default: .other
        }
    }
}
