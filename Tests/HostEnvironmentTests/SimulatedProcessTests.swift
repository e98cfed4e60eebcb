import HostEnvironment
import LakeTestSupport
import Testing

@Suite struct SimulatedProcessTests {
    /// A process that notes each step, and its end; children and spawned tasks are part of it.
    private static func program(_ log: EventLog<String>, steps: Int)
        -> @Sendable (
            HostEnvironment
        ) async throws -> Void
    {
        { environment in
            defer { log.append("unwound") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for child in 0..<2 {
                    group.addTask {
                        for step in 0..<steps {
                            try await environment.sleep(for: .seconds(1))
                            let task = environment.spawn { log.append("\(child).\(step)") }
                            try await task.value
                        }
                    }
                }
                try await group.waitForAll()
            }
            log.append("done")
        }
    }

    @Test("HE-06: a killed process never runs again, and is told nothing")
    func kill() async throws {
        let host = SimulatedEnvironment(seed: 3)
        let log = EventLog<String>()
        let seen = try await host.run { environment in
            let process = host.process(named: "victim")
            let killer = environment.spawn {
                try await environment.sleep(for: .milliseconds(2500))
                process.kill()
            }
            guard case .killed = await process.run(Self.program(log, steps: 10)) else {
                Issue.record("the process was not killed")
                return [String]()
            }
            try await killer.value
            #expect(!process.isAlive)
            try await environment.sleep(for: .seconds(100))
            return log.events
        }
        #expect(Set(seen) == ["0.0", "1.0", "0.1", "1.1"])
        // After the run its tasks are unwound, so that no memory is left behind.
        #expect(log.events.contains("unwound"))
    }

    @Test("HE-06: a stopped process goes on where it was, with time gone by")
    func stop() async throws {
        let host = SimulatedEnvironment(seed: 4)
        let log = EventLog<String>()
        let elapsed = try await host.run { environment in
            let process = host.process(named: "sleeper")
            let other = environment.spawn {
                try await environment.sleep(for: .milliseconds(1500))
                process.stop()
                let before = log.events.count
                try await environment.sleep(for: .seconds(3600))
                #expect(log.events.count == before)
                process.resume()
            }
            guard case .returned = await process.run(Self.program(log, steps: 3)) else {
                Issue.record("the process did not end")
                return Duration.zero
            }
            try await other.value
            return host.elapsed
        }
        #expect(log.events.contains("done"))
        #expect(elapsed >= .seconds(3600) && elapsed < .seconds(3610))
    }

    @Test("HE-06: a process has a clock of its own")
    func clock() async throws {
        let host = SimulatedEnvironment(seed: 5)
        try await host.run { environment in
            let process = host.process(named: "fast")
            process.moveClock(by: .seconds(60))
            _ = await process.run { inside in
                #expect(environment.now.duration(to: inside.now) == .seconds(60))
                #expect(environment.monotonicNow == inside.monotonicNow)
            }
        }
    }

    @Test("HE-02: kills and stops are part of the trace", arguments: [1, 9])
    func deterministic(seed: UInt64) async throws {
        var traces: Set<UInt64> = []
        for _ in 0..<2 {
            let host = SimulatedEnvironment(seed: seed)
            let log = EventLog<String>()
            try await host.run { environment in
                for round in 0..<5 {
                    let process = host.process(named: "victim \(round)")
                    let killer = environment.spawn {
                        try await environment.sleep(
                            for: environment.randomDuration(upTo: .seconds(6)))
                        process.kill()
                    }
                    _ = await process.run(Self.program(log, steps: 3))
                    try await killer.value
                }
            }
            traces.insert(host.traceHash)
        }
        #expect(traces.count == 1)
    }
}
