// Counts the system calls of the process's storage and does at one of them what it was told. Calls
// are counted in the order in which threads come to them; while one of them is being killed or
// stopped, no other gets past its next call.

import Glibc
import HostEnvironment
import Synchronization

/// Watches the storage of a process.
final class CrashSwitch: Sendable {
    private struct State {
        var count = 0
        /// The number of the call that each thread is in.
        var running: [UInt: Int] = [:]
    }

    private let point: CrashPoint?
    private let trace: LineFile?
    private let state = Mutex(State())

    /// - Parameter trace: gets a line for each event: number, before or after, call, path, and the
    ///   error number after the call.
    init(_ point: CrashPoint?, trace: LineFile?) {
        self.point = point
        self.trace = trace
    }

    var hook: SystemCallHook {
        { [self] event in
            state.withLock { see(event, &$0) }
        }
    }

    private func see(_ event: SystemCallEvent, _ state: inout State) -> Int32? {
        let thread = UInt(pthread_self())
        let side: CrashPoint.Side
        var result = ""
        switch event.moment {
        case .before:
            side = .before
            state.count += 1
            state.running[thread] = state.count
        case .after(let errno):
            side = .after
            result = "\t\(errno)"
        }
        let number = state.running[thread] ?? state.count
        trace?.write("\(number)\t\(side)\t\(event.call)\t\(event.path)\(result)")
        guard let point else { return nil }
        if point.number == number, point.side == side { return act(point.action) }
        guard case .fail(let failure) = point.action, failure.isForGood, side == .before,
            number > point.number, failure.strikes(event.call)
        else { return nil }
        return failure.errno
    }

    private func act(_ action: CrashPoint.Action) -> Int32? {
        switch action {
        case .kill: kill(getpid(), SIGKILL)
        // To this thread, so that it does not get past the call.
        case .stop: raise(SIGSTOP)
        case .fail(let failure): return failure.errno
        }
        return nil
    }
}
