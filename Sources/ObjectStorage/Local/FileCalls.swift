// The system calls of the local store, each through `perform`: announced to the hook, repeated
// where a signal interrupted it. Nothing here decides anything.

import BinaryIO
import CLinuxIO
import Glibc
import HostEnvironment

/// Makes system calls.
struct FileCalls: Sendable {
    var hook: SystemCallHook?
    /// Takes the way of kernels without openat2, for tests.
    var forbidsOpenat2 = false

    func perform(
        _ call: SystemCall, _ path: String, on descriptor: Int32, from source: String? = nil,
        opens: Bool = false, _ body: () -> Int
    ) throws(SystemCallFailure) -> Int {
        while true {
            var result = -1
            var number: Int32
            var event = SystemCallEvent(
                call: call, path: path, moment: .before, descriptor: descriptor, source: source)
            if let injected = hook?(event) {
                number = injected
            } else {
                result = body()
                number = result < 0 ? errno : 0
                event.moment = .after(errno: number)
                let hidden = hook.flatMap { $0(event) }
                if let hidden, number == 0, !opens { number = hidden }
            }
            if number == 0 { return result }
            guard number == EINTR else {
                throw SystemCallFailure(call: call, path: path, errno: number)
            }
        }
    }

    // MARK: Opening

    private static let folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// The folder at an absolute path; symbolic links on the way are the user's own.
    func openRoot(_ path: String) throws(SystemCallFailure) -> OpenFile {
        let descriptor = try perform(.openRoot, path, on: AT_FDCWD, opens: true) {
            unsafe Int(lake_openat(AT_FDCWD, path, Self.folderFlags, 0))
        }
        return OpenFile(descriptor: Int32(descriptor))
    }

    /// A folder below `root`, without following any symbolic link.
    func openFolder(_ root: OpenFile, _ path: String) throws(SystemCallFailure) -> OpenFile {
        try openBeneath(.openFolder, root, path, Self.folderFlags)
    }

    /// A file below `root` for reading, without following any symbolic link and without waiting
    /// for the other end of a pipe.
    func openFile(_ root: OpenFile, _ path: String) throws(SystemCallFailure) -> OpenFile {
        try openBeneath(.openFile, root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }

    /// A handle for `status` that opens nothing.
    func openHandle(_ root: OpenFile, _ path: String) throws(SystemCallFailure) -> OpenFile {
        try openBeneath(.openFile, root, path, lake_flag_path_only() | O_CLOEXEC)
    }

    private func openBeneath(
        _ call: SystemCall, _ root: OpenFile, _ path: String, _ flags: Int32
    ) throws(SystemCallFailure) -> OpenFile {
        guard !forbidsOpenat2 else { return try openByComponents(call, root, path, flags) }
        do {
            let descriptor = try perform(call, path, on: root.descriptor, opens: true) {
                unsafe Int(lake_openat2_beneath(root.descriptor, path, flags, 0))
            }
            return OpenFile(descriptor: Int32(descriptor))
        } catch let error where error.errno == ENOSYS || error.errno == EPERM {
            // Kernels before 5.6 have no openat2, and older container filters answer EPERM.
            return try openByComponents(call, root, path, flags)
        }
    }

    private func openByComponents(
        _ call: SystemCall, _ root: OpenFile, _ path: String, _ flags: Int32
    ) throws(SystemCallFailure) -> OpenFile {
        var folder = root
        let components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        for (index, component) in components.enumerated() {
            let isLast = index == components.count - 1
            let componentFlags = (isLast ? flags : Self.folderFlags) | O_NOFOLLOW
            let parent = folder
            do {
                let descriptor = try perform(call, path, on: parent.descriptor, opens: true) {
                    unsafe Int(lake_openat(parent.descriptor, component, componentFlags, 0))
                }
                folder = OpenFile(descriptor: Int32(descriptor))
            } catch let error where error.errno == ENOTDIR {
                // O_DIRECTORY hides the reason ELOOP behind ENOTDIR.
                let link = try? status(parent, component)
                let reason = link?.kind == .symbolicLink ? ELOOP : ENOTDIR
                throw SystemCallFailure(call: call, path: path, errno: reason)
            }
            if isLast, flags & lake_flag_path_only() != 0,
                try status(folder, of: path).kind == .symbolicLink
            {
                throw SystemCallFailure(call: call, path: path, errno: ELOOP)
            }
        }
        return folder
    }

    /// A new file in `folder` for writing, which must not exist yet.
    func createFile(_ folder: OpenFile, _ name: String) throws(SystemCallFailure) -> OpenFile {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try perform(.createFile, name, on: folder.descriptor, opens: true) {
            unsafe Int(lake_openat(folder.descriptor, name, flags, 0o666))
        }
        return OpenFile(descriptor: Int32(descriptor))
    }

    // MARK: Files

    /// Writes all of `bytes` at the file's position.
    func write(_ file: OpenFile, _ bytes: Bytes, _ name: String) throws(SystemCallFailure) {
        var written = 0
        while written < bytes.count {
            let rest = bytes[written..<bytes.count]
            let count = try perform(.write, name, on: file.descriptor) {
                unsafe rest.span.withUnsafeBytes { buffer in
                    unsafe Glibc.write(file.descriptor, buffer.baseAddress, buffer.count)
                }
            }
            guard count > 0 else {
                throw SystemCallFailure(call: .write, path: name, errno: EIO)
            }
            written += count
        }
    }

    /// Reads into `buffer` from `offset` of the file; fewer bytes than asked only at its end.
    func read(
        _ file: OpenFile, at offset: Int, into buffer: UnsafeMutableRawBufferPointer,
        _ name: String
    ) throws(SystemCallFailure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try perform(.read, name, on: file.descriptor) {
                unsafe pread(
                    file.descriptor, buffer.baseAddress.map { unsafe $0 + filled },
                    buffer.count - filled, off_t(offset + filled))
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Sets the modification time with full precision.
    func stamp(_ file: OpenFile, _ name: String) throws(SystemCallFailure) {
        _ = try perform(.stamp, name, on: file.descriptor) {
            Int(lake_stamp_precisely(file.descriptor))
        }
    }

    func syncFile(_ file: OpenFile, _ name: String) throws(SystemCallFailure) {
        _ = try perform(.syncFile, name, on: file.descriptor) { Int(fsync(file.descriptor)) }
    }

    func status(_ file: OpenFile, of name: String) throws(SystemCallFailure) -> FileStatus {
        var raw = stat()
        _ = try perform(.status, name, on: file.descriptor) {
            unsafe Int(fstat(file.descriptor, &raw))
        }
        return FileStatus(raw)
    }

    // MARK: Names in a folder

    /// The status of `name` in `folder`, of the link itself where it is one.
    func status(_ folder: OpenFile, _ name: String) throws(SystemCallFailure) -> FileStatus {
        var raw = stat()
        _ = try perform(.status, name, on: folder.descriptor) {
            unsafe Int(fstatat(folder.descriptor, name, &raw, AT_SYMLINK_NOFOLLOW))
        }
        return FileStatus(raw)
    }

    func makeFolder(_ folder: OpenFile, _ name: String) throws(SystemCallFailure) {
        _ = try perform(.makeFolder, name, on: folder.descriptor) {
            unsafe Int(mkdirat(folder.descriptor, name, 0o777))
        }
    }

    /// Gives the file `from` the second name `to`; fails with EEXIST where `to` is taken.
    func link(
        _ folder: OpenFile, _ from: String, _ to: String
    ) throws(SystemCallFailure) {
        _ = try perform(.link, to, on: folder.descriptor, from: from) {
            unsafe Int(linkat(folder.descriptor, from, folder.descriptor, to, 0))
        }
    }

    /// Renames `from` to `to`, replacing it.
    func rename(
        _ folder: OpenFile, _ from: String, _ to: String
    ) throws(SystemCallFailure) {
        _ = try perform(.rename, to, on: folder.descriptor, from: from) {
            unsafe Int(renameat(folder.descriptor, from, folder.descriptor, to))
        }
    }

    func unlink(_ folder: OpenFile, _ name: String) throws(SystemCallFailure) {
        _ = try perform(.unlink, name, on: folder.descriptor) {
            unsafe Int(unlinkat(folder.descriptor, name, 0))
        }
    }

    func syncFolder(_ folder: OpenFile, _ path: String) throws(SystemCallFailure) {
        _ = try perform(.syncFolder, path, on: folder.descriptor) {
            Int(fsync(folder.descriptor))
        }
    }

    /// Waits until no other process and no other task holds the folder's lock, and takes it.
    ///
    /// The lock is flock(2) on the folder itself: there is no lock file to be left behind, and
    /// the kernel lets go of it when its holder dies.
    func lock(_ folder: OpenFile, _ path: String) throws(SystemCallFailure) {
        _ = try perform(.lockFolder, path, on: folder.descriptor) {
            Int(flock(folder.descriptor, LOCK_EX))
        }
    }

    func unlock(_ folder: OpenFile) {
        _ = flock(folder.descriptor, LOCK_UN)
    }

    /// `path` made absolute against the working folder, without a slash at its end.
    static func absolutePath(_ path: String) -> String {
        var absolute = path
        if !path.utf8.starts(with: "/".utf8), let folder = unsafe getcwd(nil, 0) {
            absolute = unsafe String(cString: folder) + "/" + path
            unsafe free(folder)
        }
        while absolute.utf8.count > 1, absolute.utf8.last == UInt8(ascii: "/") {
            absolute.removeLast()
        }
        return absolute
    }
}
