import Glibc
import HostEnvironment

/// An error that a system call of the storage can be made to report.
struct CallFailure: Sendable, Hashable {
    var errno: Int32
    /// Whether every later call that can report the error does.
    var isForGood: Bool

    private static let numbers: [String: Int32] = [
        "ENOSPC": ENOSPC, "EDQUOT": EDQUOT, "EIO": EIO, "EACCES": EACCES, "EROFS": EROFS,
    ]

    static var names: [String] { numbers.keys.sorted() }

    init(errno: Int32, isForGood: Bool) {
        self.errno = errno
        self.isForGood = isForGood
    }

    /// Nil for a name that is not known.
    init?(name: Substring) {
        isForGood = name.hasSuffix("+")
        guard let number = Self.numbers[String(isForGood ? name.dropLast() : name)] else {
            return nil
        }
        errno = number
    }

    private static let takesSpace: Set<SystemCall> = [
        .makeFolder, .createFile, .write, .link, .rename, .syncFile, .syncFolder,
    ]
    private static let needsRights: Set<SystemCall> = [
        .openFolder, .makeFolder, .openFile, .createFile, .link, .rename, .unlink, .listFolder,
    ]
    private static let changesNames: Set<SystemCall> = [
        .makeFolder, .createFile, .link, .rename, .unlink,
    ]

    /// Whether `call` fails like this once the cause is there: a full disk refuses what takes
    /// space and still reads and removes, missing rights refuse names, a broken disk everything.
    func strikes(_ call: SystemCall) -> Bool {
        switch errno {
        case ENOSPC, EDQUOT: Self.takesSpace.contains(call)
        case EACCES: Self.needsRights.contains(call)
        case EROFS: Self.changesNames.contains(call)
        default: true
        }
    }
}
