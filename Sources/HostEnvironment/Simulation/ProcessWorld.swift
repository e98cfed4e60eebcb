// The world as one simulated process sees it: the host's, with a clock that may be wrong and tasks
// that belong to the process.

import Synchronization

/// A simulated world through the eyes of one process.
final class ProcessWorld: HostWorld {
    let executor: ProcessExecutor
    private let base: SimulatedWorld
    private let clockError = Mutex(Duration.zero)

    init(_ base: SimulatedWorld, number: Int) {
        self.base = base
        executor = ProcessExecutor(number: number, scheduler: base.scheduler)
    }

    func moveClock(by duration: Duration) { clockError.withLock { $0 += duration } }

    var wallNow: WallTime { base.wallNow.advanced(by: clockError.withLock { $0 }) }
    var monotonicNow: MonotonicInstant { base.monotonicNow }
    var taskExecutor: (any TaskExecutor)? { executor }
    var runsBlockingWorkInline: Bool { true }
    func nextRandom() -> UInt64 { base.nextRandom() }
    func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }
    func schedulingPoint() async { await base.schedulingPoint() }
    func yield() async { await base.yield() }
    func submitBlocking(_ work: @escaping @Sendable () -> Void) { work() }
}
