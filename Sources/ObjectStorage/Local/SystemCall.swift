// The one seam to the operating system. Every call that the local store makes is announced to a
// hook before and after, so that tests can record the order, fail any call, and kill the process
// at every one of them (reliability: crash points).

/// A kind of system call that the local store makes.
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
}

/// Sees every system call, on the thread that makes it.
///
/// Returns nil to let things be. An error number returned before the call prevents the call and
/// fails with it; returned after a call that had succeeded it hides the success. Calls that open
/// something ignore the latter.
package typealias SystemCallHook = @Sendable (SystemCallEvent) -> Int32?

/// A system call that failed.
struct SystemCallFailure: Error {
    var call: SystemCall
    var path: String
    var errno: Int32
}
