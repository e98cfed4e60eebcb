import Glibc
import HostEnvironment
import ObjectStorage
import Synchronization

/// Records the system calls of a store and can fail one of them.
final class SystemCallRecorder: Sendable {
    struct Failure {
        var call: SystemCall
        var errno: Int32
        /// Whether the call is made and its success hidden, rather than not made.
        var afterEffect = false
        var timesLeft = 1
    }

    private struct State {
        var calls: [SystemCall] = []
        var failure: Failure?
    }

    private let state = Mutex(State())

    var calls: [SystemCall] { state.withLock { $0.calls } }

    func forget() { state.withLock { $0.calls = [] } }

    func fail(_ call: SystemCall, errno: Int32, afterEffect: Bool = false, times: Int = 1) {
        state.withLock {
            $0.failure = Failure(
                call: call, errno: errno, afterEffect: afterEffect, timesLeft: times)
        }
    }

    var hook: SystemCallHook {
        { [self] event in
            state.withLock { state in
                let isAfter = event.moment != .before
                if !isAfter { state.calls.append(event.call) }
                guard var failure = state.failure, failure.call == event.call,
                    failure.afterEffect == isAfter, failure.timesLeft > 0
                else { return nil }
                failure.timesLeft -= 1
                state.failure = failure
                return failure.errno
            }
        }
    }
}
