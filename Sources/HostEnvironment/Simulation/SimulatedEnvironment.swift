// A host that is a function of its seed, and the loop that runs a program on it. What the program
// must not do: start detached tasks, use the main actor, sleep or draw entropy by other means. A
// run in which it does is refused (`simulationEscaped`), so a passing run is reproducible.

import Synchronization

/// A simulated host: virtual time, seeded entropy, a seeded order of all tasks.
public final class SimulatedEnvironment: Sendable {
    /// The host to pass down; valid for tasks that `run` starts.
    public let environment: HostEnvironment
    /// The seed that reproduces the run.
    public let seed: UInt64
    private let world: SimulatedWorld
    private let processes = Mutex<[SimulatedProcess]>([])
    /// The trace of the run as it was when its body ended.
    private let ended = Mutex<(trace: UInt64, steps: Int)?>(nil)
    /// Steps for the tasks of killed processes to unwind in, after the run.
    private static let unwindingStepsMax = 200_000

    /// 2026-01-01T00:00:00Z, where simulated time starts unless told otherwise.
    public static let defaultStart = WallTime(microseconds: 1_767_225_600_000_000)

    /// A host in which everything follows from `seed`.
    public init(
        seed: UInt64, start: WallTime = SimulatedEnvironment.defaultStart, parallelism: Int = 2,
        memoryBytesMax: Int = 1 << 30
    ) {
        self.seed = seed
        world = SimulatedWorld(seed: seed, start: start)
        environment = HostEnvironment(
            world: world, parallelism: parallelism,
            memory: MemoryBudget(name: "simulation", bytesMax: memoryBytesMax),
            scratchFolder: "/tmp")
    }

    /// Runs `body` and every task that it starts on one thread, in the order of the seed.
    ///
    /// - Throws: what `body` throws; `simulationStalled`, `simulationStepLimit`,
    ///   `simulationEscaped`.
    public func run<Value: Sendable>(
        stepLimit: Int = 10_000_000,
        _ body: @escaping @Sendable (HostEnvironment) async throws -> Value
    ) async throws -> Value {
        let box = OutcomeBox<Value>()
        ended.withLock { $0 = nil }
        try await HostEnvironment.onBlockingThread { [self, world, environment] in
            _ = Task(executorPreference: world.scheduler) {
                do {
                    box.set(.success(try await body(environment)))
                } catch {
                    box.set(.failure(error))
                }
            }
            defer { self.unwind() }
            try world.scheduler.drive(stepLimit: stepLimit) { box.isSet }
        }
        guard world.scheduler.strays == 0 else {
            throw HostEnvironmentError(
                .simulationEscaped,
                "\(world.scheduler.strays) calls came from outside the simulation's scheduler; "
                    + "look for detached tasks, the main actor and other clocks (seed \(seed))")
        }
        return try box.get()
    }

    /// A process of this host: tasks that can be stopped and killed together, with a clock and a
    /// memory budget of their own.
    public func process(named name: String) -> SimulatedProcess {
        processes.withLock { processes in
            let process = SimulatedProcess(
                named: name, number: processes.count, world: world, host: environment)
            processes.append(process)
            return process
        }
    }

    private func unwind() {
        ended.withLock { $0 = (world.scheduler.traceHash, world.scheduler.steps) }
        for process in processes.withLock({ $0 }) { process.cancel() }
        world.scheduler.unwind(stepLimit: Self.unwindingStepsMax)
        processes.withLock { $0 = [] }
    }

    /// The hash of every scheduling decision so far, and of what `note` added.
    public var traceHash: UInt64 { ended.withLock { $0?.trace } ?? world.scheduler.traceHash }

    /// The scheduling decisions so far.
    public var steps: Int { ended.withLock { $0?.steps } ?? world.scheduler.steps }

    /// Calls and jobs that came from other threads than the scheduler's.
    public var strayCalls: Int { world.scheduler.strays }

    /// The virtual time that has passed.
    public var elapsed: Duration { world.scheduler.virtualTime }

    /// Adds an event to the trace.
    public func note(_ event: String) { world.scheduler.mixIntoTrace(event) }

    /// Moves the civil clock, also backwards; timers do not notice.
    public func jumpWallClock(by duration: Duration) { world.jumpWallClock(by: duration) }
}

extension HostEnvironment {
    /// A simulated host; run programs on it with `SimulatedEnvironment.run`.
    public static func simulated(seed: UInt64) -> SimulatedEnvironment {
        SimulatedEnvironment(seed: seed)
    }

    static func onBlockingThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            BlockingThreads.ofProcess.submit {
                continuation.resume(returning: Result(catching: work))
            }
        }
        return try result.get()
    }
}

/// The end of a simulated program, set on the scheduler's thread and read from the caller's.
private final class OutcomeBox<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    /// Asked for at every step.
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set(_ result: Result<Value, any Error>) {
        outcome.withLock { $0 = result }
        flag.store(true, ordering: .releasing)
    }

    func get() throws -> Value {
        guard let result = outcome.withLock({ $0 }) else {
            throw HostEnvironmentError(.simulationStalled, "the simulation has no outcome")
        }
        return try result.get()
    }
}
