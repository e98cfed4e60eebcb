// From error numbers to the codes of the contract, with a message that names the file and says
// what can be done.

import Glibc
import HostEnvironment

extension LocalObjectStore {
    /// The error of the contract for a failed system call.
    func failure(
        _ failure: SystemCallFailure, _ operation: ObjectStorageError.Operation,
        _ path: ObjectPath?
    ) -> ObjectStorageError {
        let place = path.map { "'\(root)/\($0)'" } ?? "'\(root)'"
        let (code, remedy) = Self.meaning(of: failure.errno, in: failure.call)
        return ObjectStorageError(
            code, operation,
            "\(place): \(Self.text(of: failure.errno)) (errno \(failure.errno), "
                + "\(failure.call.rawValue)); \(remedy)",
            path: path, errno: failure.errno)
    }

    static func text(of number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "unknown error" }
        return unsafe String(cString: text)
    }

    private static func meaning(
        of number: Int32, in call: SystemCall
    ) -> (code: ObjectStorageError.Code, remedy: String) {
        switch number {
        case ENOENT:
            (.notFound, "check the path")
        case ENOTDIR:
            (.invalidPath, "a part of the path is a file; choose another path")
        case EISDIR:
            (.invalidPath, "the path is a folder; choose another path")
        case ENAMETOOLONG:
            (.invalidPath, "choose a shorter name")
        case EEXIST:
            (.alreadyExists, "choose another path")
        case ELOOP:
            (.outsideRoot, "symbolic links below a root are not followed; store the files there")
        case EXDEV where call != .link:
            (.outsideRoot, "the path leads out of the root")
        case EXDEV, EMLINK, EOPNOTSUPP, ENOSYS:
            (.notSupported, "the file system cannot do this; use a local Linux file system")
        case EPERM where call == .link:
            (.notSupported, "the file system has no hard links; use a local Linux file system")
        case EACCES, EPERM:
            (.permissionDenied, "grant the process access")
        case EROFS:
            (.permissionDenied, "the file system is mounted read-only")
        case ENOSPC, EDQUOT:
            (.noSpace, "free space or raise the quota, then run it again")
        case EFBIG:
            (.tooLarge, "write smaller files or raise the file size limit")
        case EMFILE, ENFILE, ENOMEM, EAGAIN:
            (.throttled, "the process or the machine is at a limit; use fewer files at once")
        default:
            (.ioError, "check the disk")
        }
    }
}
