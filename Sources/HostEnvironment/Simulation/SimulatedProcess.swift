// A process of a simulated host. Killing one is what kill -9 is to a real one: between two awaits
// its tasks stop for good, nothing in it is told, and only what it has given to others is left.

import Synchronization

/// Tasks that live and die together.
public final class SimulatedProcess: Sendable {
    /// How a process came to its end.
    public enum End: Sendable {
        case returned
        case failed(any Error)
        case killed
    }

    private struct State {
        var task: Task<Void, any Error>?
        var waiter: CheckedContinuation<End, Never>?
        var isKilled = false
        var isOver = false
    }

    public let name: String
    /// The host as the process sees it.
    public let environment: HostEnvironment
    private let number: Int
    private let world: ProcessWorld
    private let scheduler: SeededScheduler
    private let state = Mutex(State())

    init(named name: String, number: Int, world: SimulatedWorld, host: HostEnvironment) {
        self.name = name
        self.number = number
        scheduler = world.scheduler
        self.world = ProcessWorld(world, number: number)
        environment = HostEnvironment(
            world: self.world, parallelism: host.parallelism,
            memory: MemoryBudget(name: name, bytesMax: host.memory.bytesMax),
            scratchFolder: host.scratchFolder)
    }

    /// Whether the process runs, or is stopped and may run again.
    public var isAlive: Bool { state.withLock { !$0.isKilled && !$0.isOver } }

    /// Runs `body`, once, as the process's program and waits for its end.
    public func run(
        _ body: @escaping @Sendable (HostEnvironment) async throws -> Void
    ) async -> End {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiter = continuation }
            let task = environment.spawn { [self] in
                do {
                    try await body(environment)
                    end(.returned)
                } catch {
                    end(.failed(error))
                }
            }
            state.withLock { $0.task = task }
        }
    }

    /// Ends the process where it is; also from inside.
    public func kill() {
        guard isAlive else { return }
        state.withLock { $0.isKilled = true }
        scheduler.hold(number)
        end(.killed)
    }

    /// Stops the process until `resume`: a suspended machine, a long collection of garbage.
    public func stop() {
        guard isAlive else { return }
        scheduler.hold(number)
    }

    /// Lets a stopped process go on. Timers that ran out meanwhile fire at once.
    public func resume() {
        guard isAlive else { return }
        scheduler.release(number)
    }

    /// Makes the process's civil clock wrong by so much more; timers do not notice.
    public func moveClock(by duration: Duration) { world.moveClock(by: duration) }

    private func end(_ end: End) {
        let waiter = state.withLock { state in
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: end)
    }

    func cancel() { state.withLock { $0.task }?.cancel() }
}
