// The seam between the bundle that the engine sees and where its answers come from: the machine
// (`SystemWorld`) or a seed (`SimulatedWorld`).

/// What an environment takes from outside the program.
protocol HostWorld: Sendable {
    /// The civil time, before any skew of one environment is added.
    var wallNow: WallTime { get }
    /// The time on the clock that never goes back.
    var monotonicNow: MonotonicInstant { get }
    /// Where tasks run; nil where they run on Swift's own pool.
    var taskExecutor: (any TaskExecutor)? { get }
    /// Whether blocking work runs inline on the scheduler rather than on threads of its own.
    var runsBlockingWorkInline: Bool { get }
    /// 64 bits of entropy.
    func nextRandom() -> UInt64
    /// Returns after `duration`, or throws `CancellationError`.
    func sleep(for duration: Duration) async throws
    /// Lets other tasks run where this world decides their order; otherwise does nothing.
    func schedulingPoint() async
    /// Lets other tasks run.
    func yield() async
    /// Runs `work` on a thread that may block.
    func submitBlocking(_ work: @escaping @Sendable () -> Void)
}
