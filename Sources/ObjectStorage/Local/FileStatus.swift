// What the file system says about a file, and the tag made of it.

import Glibc
import HostEnvironment

/// The part of stat(2) that the store uses.
struct FileStatus {
    enum Kind { case regular, folder, symbolicLink, other }

    var kind: Kind
    var size: Int
    var device: UInt64
    var inode: UInt64
    var links: UInt64
    var modifiedSeconds: Int64
    var modifiedNanoseconds: Int64

    init(_ raw: stat) {
        switch raw.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symbolicLink
        default: kind = .other
        }
        size = Int(raw.st_size)
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        links = UInt64(raw.st_nlink)
        modifiedSeconds = Int64(raw.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(raw.st_mtim.tv_nsec)
    }

    /// Inode, size and modification time: every state of an object is a file of its own, and the
    /// store stamps each with full clock precision, so a reused inode number does not repeat a
    /// tag. (The kernel's own stamps, some milliseconds coarse, would.)
    var etag: ETag {
        let parts = [
            String(inode, radix: 16), String(size, radix: 16),
            String(modifiedSeconds, radix: 16), String(modifiedNanoseconds, radix: 16),
        ]
        return ETag(rawValue: parts.joined(separator: "-"))
    }

    var lastModified: WallTime {
        WallTime(microseconds: 0)
            .advanced(by: .seconds(modifiedSeconds))
            .advanced(by: .nanoseconds(modifiedNanoseconds))
    }

    func metadata(of path: ObjectPath) -> ObjectMetadata {
        ObjectMetadata(path: path, size: size, lastModified: lastModified, etag: etag)
    }
}
