// A world that is a function of its seed: time moves only when nothing can run, entropy comes from
// a seeded stream, and the scheduler decides the order of everything.

import Synchronization

/// Answers from a seed and a scheduler.
final class SimulatedWorld: HostWorld {
    let scheduler: SeededScheduler
    private let start: WallTime
    private let random: Mutex<SeededRandom>
    private let clockJump = Mutex(Duration.zero)

    init(seed: UInt64, start: WallTime) {
        var root = SeededRandom(seed: seed)
        scheduler = SeededScheduler(random: root.split())
        random = Mutex(root.split())
        self.start = start
    }

    var wallNow: WallTime {
        scheduler.noteCaller()
        let jump = clockJump.withLock { $0 }
        return start.advanced(by: scheduler.virtualTime + jump)
    }

    var monotonicNow: MonotonicInstant {
        scheduler.noteCaller()
        return MonotonicInstant(sinceOrigin: scheduler.virtualTime)
    }

    var taskExecutor: (any TaskExecutor)? { scheduler }

    var runsBlockingWorkInline: Bool { true }

    func nextRandom() -> UInt64 {
        scheduler.noteCaller()
        return random.withLock { $0.next() }
    }

    func sleep(for duration: Duration) async throws {
        scheduler.noteCaller()
        try Task.checkCancellation()
        guard await scheduler.sleep(for: duration) else { throw CancellationError() }
    }

    func schedulingPoint() async {
        scheduler.noteCaller()
        _ = await scheduler.pause()
    }

    func yield() async { await schedulingPoint() }

    func submitBlocking(_ work: @escaping @Sendable () -> Void) { work() }

    func jumpWallClock(by duration: Duration) {
        clockJump.withLock { $0 += duration }
    }
}
