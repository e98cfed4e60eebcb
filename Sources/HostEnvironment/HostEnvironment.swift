// Everything nondeterministic that the engine takes from its host, in one value that is passed
// down: time, sleep, entropy, identifiers, where tasks and blocking calls run, how much memory
// there is. Nothing else in the engine may ask the host for these, so the whole engine runs
// under a seed (spec/object-store-contract.md HE-01, reliability: simulation from the first day).

/// The host as the engine sees it.
///
/// A value: copies share the clock, the random stream, the threads and the memory budget.
public struct HostEnvironment: Sendable {
    let world: any HostWorld
    private var wallSkew: Duration = .zero
    /// Bugs on purpose; none but in a simulation that asks for them.
    package private(set) var weaknesses: PlantedWeaknesses = []

    /// How many tasks of CPU work are worth running at once; at least 1.
    public let parallelism: Int
    /// The memory that readers, log replay, writers and operator state reserve from.
    public let memory: MemoryBudget
    /// The absolute path of a folder for spill files; it may not exist yet.
    public let scratchFolder: String
    /// Sees the system calls of the stores of local files that are made with this environment;
    /// nil unless somebody asked for it.
    package private(set) var systemCallHook: SystemCallHook?

    init(world: any HostWorld, parallelism: Int, memory: MemoryBudget, scratchFolder: String) {
        self.world = world
        self.parallelism = max(1, parallelism)
        self.memory = memory
        self.scratchFolder = scratchFolder
    }

    // MARK: Time

    /// The civil time. It may jump, also backwards: never measure with it.
    public var now: WallTime { world.wallNow.advanced(by: wallSkew) }

    /// The time on a clock that never goes back, for deadlines and measurements.
    public var monotonicNow: MonotonicInstant { world.monotonicNow }

    /// Suspends the task for at least `duration`; zero and less return at once.
    ///
    /// - Throws: `CancellationError` where the task is cancelled before or meanwhile.
    public func sleep(for duration: Duration) async throws {
        try await world.sleep(for: duration)
    }

    /// The same host with a civil clock that is wrong by `skew`; the other clock is unchanged.
    public func skewed(by skew: Duration) -> HostEnvironment {
        var copy = self
        copy.wallSkew += skew
        return copy
    }

    /// The same host, which makes the engine break its promises.
    package func weakened(by weaknesses: PlantedWeaknesses) -> HostEnvironment {
        var copy = self
        copy.weaknesses.formUnion(weaknesses)
        return copy
    }

    /// The same host whose local storage announces its system calls to `hook`.
    package func announcingSystemCalls(to hook: SystemCallHook?) -> HostEnvironment {
        var copy = self
        copy.systemCallHook = hook
        return copy
    }

    // MARK: Entropy

    /// 64 uniformly random bits.
    public func random() -> UInt64 { world.nextRandom() }

    /// A uniformly random integer in `0..<bound`; zero where `bound` is zero.
    public func random(below bound: UInt64) -> UInt64 {
        guard bound > 1 else { return 0 }
        var source = HostRandomSource(world: world)
        return source.next(upperBound: bound)
    }

    /// A random duration in `0...limit`, in whole microseconds; zero where `limit` is negative.
    public func randomDuration(upTo limit: Duration) -> Duration {
        let microseconds = max(0, limit.wholeMicroseconds)
        return .microseconds(Int64(random(below: UInt64(microseconds) + 1)))
    }

    /// A random version 4 UUID in lower case, 36 characters (RFC 9562, section 5.4).
    public func uuid() -> String {
        let high = (random() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (random() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits: StaticString = "0123456789abcdef"
        var text = ""
        text.reserveCapacity(36)
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { text += "-" }
            let word = nibble < 16 ? high : low
            let value = Int((word >> UInt64(60 - 4 * (nibble % 16))) & 0xF)
            text.unicodeScalars.append(
                unsafe Unicode.Scalar(digits.utf8Start[value]))
        }
        return text
    }

    // MARK: Tasks

    /// Where tasks run: nil for Swift's own pool, the seeded scheduler in a simulation.
    public var taskExecutor: (any TaskExecutor)? { world.taskExecutor }

    /// Starts a task that nobody waits for by structure. Prefer task groups: their children
    /// inherit where they run.
    public func spawn<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: world.taskExecutor) { try await body() }
    }

    /// Lets other tasks run; for loops that compute for long.
    public func yield() async { await world.yield() }

    /// A place where a simulation may run another task first; free on a real host.
    ///
    /// Stores and other doors to the world call it before and after an effect.
    public func schedulingPoint() async { await world.schedulingPoint() }

    /// Runs `work`, which may block its thread (fsync, pread, a long computation), on threads of
    /// the environment's own, so that the threads of Swift's pool never block.
    ///
    /// The work runs to its end even where the task is cancelled meanwhile; in a simulation it
    /// runs inline on the scheduler.
    /// - Throws: what `work` throws, with its type.
    public func runBlocking<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        if world.runsBlockingWorkInline {
            await world.schedulingPoint()
            return try work()
        }
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            world.submitBlocking {
                continuation.resume(returning: Result { () throws(Failure) in try work() })
            }
        }
        return try result.get()
    }
}

/// Adapts a world's entropy to the standard library's unbiased bounded draw.
private struct HostRandomSource: RandomNumberGenerator {
    let world: any HostWorld

    mutating func next() -> UInt64 { world.nextRandom() }
}
