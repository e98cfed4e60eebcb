// The machine itself: its clocks, its entropy, its threads.

import CLinuxIO
import Glibc

/// Answers from the operating system.
struct SystemWorld: HostWorld {
    private static let epoch = ContinuousClock.now

    var wallNow: WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    var monotonicNow: MonotonicInstant {
        MonotonicInstant(sinceOrigin: Self.epoch.duration(to: .now))
    }

    var taskExecutor: (any TaskExecutor)? { nil }

    var runsBlockingWorkInline: Bool { false }

    func nextRandom() -> UInt64 {
        var source = SystemRandomNumberGenerator()
        return source.next()
    }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        try await Task.sleep(for: duration, clock: .continuous)
    }

    func schedulingPoint() async {}

    func yield() async { await Task.yield() }

    func submitBlocking(_ work: @escaping @Sendable () -> Void) {
        BlockingThreads.ofProcess.submit(work)
    }
}

extension HostEnvironment {
    /// The machine that the process runs on.
    ///
    /// - Parameters:
    ///   - parallelism: tasks of CPU work at once; the processors that the process may use
    ///     where nil.
    ///   - memoryBytesMax: what `memory` may hand out; half of the machine's memory where nil.
    ///   - scratchFolder: where spill files go; `TMPDIR` or `/tmp` where nil.
    public static func system(
        parallelism: Int? = nil, memoryBytesMax: Int? = nil, scratchFolder: String? = nil
    ) -> HostEnvironment {
        HostEnvironment(
            world: SystemWorld(),
            parallelism: parallelism ?? usableProcessors(),
            memory: MemoryBudget(
                name: "process", bytesMax: memoryBytesMax ?? physicalMemoryBytes() / 2),
            scratchFolder: scratchFolder ?? temporaryFolder())
    }

    /// The processors in the process's affinity mask, so that `taskset` and cpusets count.
    private static func usableProcessors() -> Int {
        let count = Int(lake_usable_processors())
        if count > 0 { return count }
        return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private static func physicalMemoryBytes() -> Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let pageBytes = sysconf(Int32(_SC_PAGESIZE))
        guard pages > 0, pageBytes > 0 else { return 1 << 30 }
        return pages * pageBytes
    }

    private static func temporaryFolder() -> String {
        guard let value = unsafe getenv("TMPDIR"), unsafe value.pointee != 0 else {
            return "/tmp"
        }
        return unsafe String(cString: value)
    }
}
