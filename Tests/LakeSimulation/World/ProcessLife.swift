// The dangers that one process lives under.

import HostEnvironment
import Synchronization

/// Decides at each call of a store whether the process goes on.
final class ProcessLife: Sendable {
    /// How long a process is stopped, or away, at most.
    private static let absenceMax = Duration.seconds(10 * 3600)

    let process: SimulatedProcess
    private let host: HostEnvironment
    private let scenario: Scenario
    private let random: Mutex<SeededRandom>
    private let isCalm = Atomic(false)
    private let isAbandoned = Atomic(false)
    /// Set when the run is over.
    private let curtain: Curtain
    private let onEvent: @Sendable (String) -> Void
    let tell: @Sendable (String) -> Void
    /// Is told where others take the process for dead while it is only stopped.
    private let onAbandoned: @Sendable () -> Void

    init(
        _ process: SimulatedProcess, host: HostEnvironment, scenario: Scenario,
        random: SeededRandom, curtain: Curtain, tell: @escaping @Sendable (String) -> Void,
        onEvent: @escaping @Sendable (String) -> Void,
        onAbandoned: @escaping @Sendable () -> Void
    ) {
        self.process = process
        self.host = host
        self.scenario = scenario
        self.random = Mutex(random)
        self.curtain = curtain
        self.tell = tell
        self.onEvent = onEvent
        self.onAbandoned = onAbandoned
    }

    /// Whether nobody has taken the process's place.
    var isCurrent: Bool { !isAbandoned.load(ordering: .relaxed) }

    var isOver: Bool { curtain.isDown }

    /// No more dangers. One that was given up for dead is.
    func calm() {
        isCalm.store(true, ordering: .relaxed)
        if !isCurrent { process.kill() }
        process.resume()
    }

    private enum Fate { case goesOn, killed, stopped, abandoned }

    /// A place where the process may be killed or stopped; does not return to a dead one.
    func danger() async {
        guard !isCalm.load(ordering: .relaxed), process.isAlive else { return }
        switch drawFate() {
        case .goesOn: return
        case .killed:
            onEvent("is killed")
            process.kill()
        case .stopped: stop("is stopped")
        case .abandoned:
            isAbandoned.store(true, ordering: .relaxed)
            stop("is taken for dead; another takes its place")
            onAbandoned()
        }
        await host.schedulingPoint()
    }

    private func drawFate() -> Fate {
        random.withLock { random in
            if random.chance(scenario.killsPerMille, in: 1000) {
                let mayReturn = scenario.hasZombies && isCurrent
                return mayReturn && random.chance(1, in: 2) ? .abandoned : .killed
            }
            return random.chance(scenario.stopsPerMille, in: 1000) ? .stopped : .goesOn
        }
    }

    private func stop(_ text: String) {
        let absence = random.withLock { random in
            // Most absences are short against a round, some are long against a retention.
            let limit = random.chance(1, in: 2) ? Duration.seconds(60) : Self.absenceMax
            return Duration.microseconds(
                Int64(random.next(upperBound: UInt64(limit.wholeMicroseconds))))
        }
        onEvent("\(text) for \(absence)")
        process.stop()
        _ = host.spawn { [host, process, onEvent] in
            try await host.sleep(for: absence)
            if process.isAlive { onEvent("goes on") }
            process.resume()
        }
    }
}

/// The end of a run: killed processes that are unwound behind it do nothing any more.
final class Curtain: Sendable {
    private let flag = Atomic(false)

    var isDown: Bool { flag.load(ordering: .relaxed) }

    func fall() { flag.store(true, ordering: .relaxed) }
}
