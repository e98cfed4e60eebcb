// What LAKE_CRASH_AT asks for (spec/crash-points.md). For tests of recovery only: nothing in the
// libraries knows of it.

import ArgumentParser
import Glibc
import HostEnvironment

/// One system call of the process's storage at which something is to happen.
struct CrashPoint: Sendable, Hashable {
    enum Side: String, Sendable {
        case before
        case after
    }

    enum Action: Sendable, Hashable {
        /// The process ends by SIGKILL.
        case kill
        /// The process stops by SIGSTOP, until somebody ends it or lets it go on.
        case stop
        /// The call reports this error number.
        case fail(CallFailure)
    }

    /// Counted from 1 over all system calls of the storage.
    var number: Int
    var side: Side
    var action: Action

    /// Reads `NUMBER:before|after[:ACTION]`, where the action is `kill`, `stop`, or the name of an
    /// error with `+` behind it where it stays from then on.
    ///
    /// - Throws: `ValidationError` for anything else, so that no test passes by a misspelling.
    init(parsing text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let number = Int(parts[0]), number > 0,
            let side = Side(rawValue: String(parts[1]))
        else { throw Self.malformed(text) }
        self.number = number
        self.side = side
        switch parts.count == 3 ? parts[2] : "kill" {
        case "kill": action = .kill
        case "stop": action = .stop
        case let name:
            guard let failure = CallFailure(name: name) else { throw Self.malformed(text) }
            action = .fail(failure)
        }
    }

    private static func malformed(_ text: String) -> ValidationError {
        ValidationError(
            "LAKE_CRASH_AT is '\(text)'; it must be NUMBER:before|after, and may end with :kill, "
                + ":stop, or :\(CallFailure.names.joined(separator: "|:")), with + for good")
    }
}
