import HostEnvironment
import LakeTestSupport
import Testing

@Suite struct SimulatedEnvironmentTests {
    /// Eight tasks that sleep, draw and append to one log: the log shows the interleaving.
    private func interleaving(seed: UInt64) async throws -> (log: [String], trace: UInt64) {
        let simulation = HostEnvironment.simulated(seed: seed)
        let log = try await simulation.run { environment in
            let log = EventLog<String>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for actor in 0..<8 {
                    group.addTask {
                        for step in 0..<10 {
                            await environment.schedulingPoint()
                            if environment.random(below: 3) == 0 {
                                try await environment.sleep(for: .milliseconds(actor))
                            }
                            let value = await environment.runBlocking { actor * 100 + step }
                            log.append("\(value)@\(environment.now)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            return log.events
        }
        return (log, simulation.traceHash)
    }

    @Test("HE-02: the same seed gives the same interleaving and trace", arguments: [1, 2, 42])
    func sameSeedSameTrace(seed: UInt64) async throws {
        let first = try await interleaving(seed: seed)
        let second = try await interleaving(seed: seed)
        #expect(first.log.count == 80)
        #expect(first.log == second.log)
        #expect(first.trace == second.trace)
    }

    @Test("HE-02: other seeds give other interleavings")
    func otherSeedsDiffer() async throws {
        var traces: Set<UInt64> = []
        for seed in UInt64(0)..<20 { traces.insert(try await interleaving(seed: seed).trace) }
        #expect(traces.count == 20)
    }

    @Test("HE-03: virtual time jumps to the next sleeper, so a year passes at once")
    func timeJumps() async throws {
        let simulation = HostEnvironment.simulated(seed: 7)
        let (wall, monotonic) = try await simulation.run { environment in
            let wall = environment.now
            let monotonic = environment.monotonicNow
            try await environment.sleep(for: .seconds(365 * 86_400))
            return (
                wall.duration(to: environment.now),
                monotonic.duration(to: environment.monotonicNow)
            )
        }
        #expect(wall == .seconds(365 * 86_400))
        #expect(monotonic == .seconds(365 * 86_400))
    }

    @Test("a jump of the civil clock does not move timers")
    func clockJump() async throws {
        let simulation = HostEnvironment.simulated(seed: 7)
        let start = simulation.environment.now
        simulation.jumpWallClock(by: .seconds(-3600))
        #expect(start.duration(to: simulation.environment.now) == .seconds(-3600))
        #expect(simulation.elapsed == .zero)
        let skewed = simulation.environment.skewed(by: .seconds(3600))
        #expect(skewed.now == start)
    }

    @Test("a cancelled sleeper wakes at once with CancellationError")
    func cancelledSleep() async throws {
        let simulation = HostEnvironment.simulated(seed: 3)
        let elapsed = try await simulation.run { environment in
            let sleeper = environment.spawn { try await environment.sleep(for: .seconds(1000)) }
            try await environment.sleep(for: .seconds(1))
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { try await sleeper.value }
            return environment.monotonicNow.sinceOrigin
        }
        #expect(elapsed == .seconds(1))
    }

    @Test("a program that can never go on is refused, not hung")
    func stalls() async {
        let simulation = HostEnvironment.simulated(seed: 3)
        let refusal = await #expect(throws: HostEnvironmentError.self) {
            try await simulation.run { _ in
                let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
                for await _ in stream {}
                continuation.finish()
            }
        }
        #expect(refusal?.code == .simulationStalled)
    }

    @Test("a program that leaves the scheduler is refused")
    func escapes() async {
        let simulation = HostEnvironment.simulated(seed: 3)
        let refusal = await #expect(throws: HostEnvironmentError.self) {
            // However long the other thread takes on a busy machine.
            try await simulation.run(stepLimit: .max) { environment in
                let stray = Task.detached { environment.random() }
                // Detached work runs on other threads; polling keeps the simulation alive.
                while true {
                    await environment.schedulingPoint()
                    if simulation.strayCalls > 0 { break }
                }
                _ = stray
            }
        }
        #expect(refusal?.code == .simulationEscaped)
    }

    @Test("an endless program ends at the step limit")
    func stepLimit() async {
        let simulation = HostEnvironment.simulated(seed: 3)
        let refusal = await #expect(throws: HostEnvironmentError.self) {
            try await simulation.run(stepLimit: 1000) { environment in
                while true { await environment.schedulingPoint() }
            }
        }
        #expect(refusal?.code == .simulationStepLimit)
        #expect(simulation.steps == 1000)
    }

    actor Counter {
        var value = 0
        func increment() { value += 1 }
    }

    @Test("default actors run on the seeded scheduler")
    func actors() async throws {
        let simulation = HostEnvironment.simulated(seed: 9)
        let value = try await simulation.run { environment in
            let counter = Counter()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        await environment.schedulingPoint()
                        await counter.increment()
                    }
                }
            }
            return await counter.value
        }
        #expect(value == 20)
    }
}
