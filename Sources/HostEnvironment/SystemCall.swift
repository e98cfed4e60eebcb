// The one seam between storage and the operating system. Every call that a store of local files
// makes is announced to a hook before and after, so that a hook can record the order, fail any
// call, and end the process at every one of them (spec/crash-points.md).

/// A kind of system call that a store of local files makes.
package enum SystemCall: String, Sendable, Hashable, CaseIterable {
    case openRoot, openFolder, makeFolder, openFile, createFile
    case write, stamp, syncFile, status
    case link, rename, unlink, syncFolder
    case lockFolder, read, listFolder
}

/// A system call about to be made, or just made.
package struct SystemCallEvent: Sendable, Hashable {
    package enum Moment: Sendable, Hashable {
        case before
        /// The call's error number; zero where it succeeded.
        case after(errno: Int32)
    }

    package var call: SystemCall
    /// The path that the call is about, relative to the store's root or as the caller gave it.
    package var path: String
    package var moment: Moment
    /// The open file or folder that the call is made on; the working folder's where it is made on
    /// a path alone.
    package var descriptor: Int32
    /// The name that `link` and `rename` start from; nil for other calls.
    package var source: String?

    package init(
        call: SystemCall, path: String, moment: Moment, descriptor: Int32, source: String?
    ) {
        self.call = call
        self.path = path
        self.moment = moment
        self.descriptor = descriptor
        self.source = source
    }
}

/// Sees every system call, on the thread that makes it.
///
/// Returns nil to let things be. An error number returned before the call prevents the call and
/// fails with it; returned after a call that had succeeded it hides the success. Calls that open
/// something ignore the latter.
package typealias SystemCallHook = @Sendable (SystemCallEvent) -> Int32?
