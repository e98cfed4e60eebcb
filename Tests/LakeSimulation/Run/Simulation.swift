// One run: actors with work to do, a store that fails, and somebody who starts again who was
// killed. After the last round the world is calm; then everybody must finish, and the judges look
// at what is left.

import DeltaTable
import HostEnvironment
import ObjectStorage
import Synchronization

/// A run of one seed.
public final class Simulation: Sendable {
    /// Steps in which everybody must finish once the world is calm, and of a whole run.
    static let calmStepsMax = 1_500_000
    static let stepsMax = 6_000_000
    /// Failures after that, of one actor, before it counts as stuck.
    static let calmFailuresMax = 10

    struct State {
        var violations: [Violation] = []
        var coverage = SiteCoverage()
        var lives: [(life: ProcessLife, faults: FaultInjectingStore)] = []
        var isCalm = false
        var stepsWhenCalm = 0
        var producedFiles = 0
        var focusLeft: [Focus] = []
        var kills = 0
        var stops = 0
        var zombies = 0
        var conflicts = 0
        var unfinished: Set<String> = []
        var isOver = false
    }

    let host: SimulatedEnvironment
    let environment: HostEnvironment
    let scenario: Scenario
    let bug: PlantedBug?
    let witness: Witness
    let store: WitnessedStore
    let journal = Journal()
    let story: Story
    let deleted = DeletedObjects()
    let curtain = Curtain()
    let reads = Mutex<[Read]>([])
    let state: Mutex<State>

    init(_ host: SimulatedEnvironment, seed: UInt64, bug: PlantedBug?, tells: Bool) {
        self.host = host
        environment = host.environment
        scenario = Scenario(seed: seed)
        self.bug = bug
        witness = Witness(scenario: scenario)
        store = WitnessedStore(environment: host.environment, witness: witness)
        story = Story(isTold: tells)
        var state = State()
        state.focusLeft = Self.focus(of: seed)
        self.state = Mutex(state)
    }

    /// Runs one seed.
    ///
    /// - Parameter tells: whether to keep the story.
    public static func run(
        seed: UInt64, planting bug: PlantedBug? = nil, tells: Bool = false
    ) async -> SimulationOutcome {
        let start = SimulatedEnvironment.defaultStart.advanced(
            by: .seconds(3600 * Scenario(seed: seed).startHour))
        let host = SimulatedEnvironment(seed: seed, start: start)
        let simulation = Simulation(host, seed: seed, bug: bug, tells: tells)
        do {
            try await host.run(stepLimit: stepsMax) { _ in try await simulation.play() }
        } catch {
            let waiting = simulation.state.withLock { $0.unfinished }.sorted()
            simulation.violate(
                .liveness,
                "\(error); not finished: \(waiting.joined(separator: ", "))")
        }
        defer { simulation.forgetLives() }
        return simulation.outcome()
    }

    /// Lives tell the run what befalls them, and so hold it as it holds them; of many seeds in one
    /// process none would ever be freed.
    private func forgetLives() { state.withLock { $0.lives = [] } }

    /// A cell of the table of faults and call sites that a seed meets on purpose.
    struct Focus: Hashable, Sendable {
        let site: Site
        let fault: Fault
    }

    /// How many cells one seed is to meet.
    private static let focusCount: UInt64 = 4

    /// The cells in turn, so that many seeds leave none out.
    private static func focus(of seed: UInt64) -> [Focus] {
        let cells = Site.required.flatMap { site in
            site.faults.map { Focus(site: site, fault: $0) }
        }
        return (0..<focusCount).map {
            cells[Int((seed &* focusCount &+ $0) % UInt64(cells.count))]
        }
    }

    private func outcome() -> SimulationOutcome {
        var outcome = SimulationOutcome(seed: scenario.seed)
        state.withLock { state in
            outcome.violations = witness.violations + state.violations
            outcome.coverage = state.coverage
            outcome.kills = state.kills
            outcome.stops = state.stops
            outcome.zombies = state.zombies
            outcome.conflicts = state.conflicts
        }
        outcome.commits = witness.commitCount
        outcome.checkpoints = witness.checkpoints.count
        outcome.attempts = journal.attempts.count
        outcome.unknown = journal.attempts.count {
            if case .unknown = $0.verdict { true } else { false }
        }
        outcome.steps = host.steps
        outcome.trace = host.traceHash
        outcome.story = story.text
        return outcome
    }

    // MARK: What actors see and say

    var elapsed: Duration { host.elapsed }
    var isCalm: Bool { state.withLock { $0.isCalm } }
    var producedFiles: Int { state.withLock { $0.producedFiles } }

    func violate(_ invariant: Invariant, _ text: String) {
        guard !curtain.isDown else { return }
        tell("judge", "\(invariant.rawValue) is broken: \(text)")
        state.withLock { $0.violations.append(Violation(invariant, text)) }
    }

    func tell(_ who: String, _ what: @autoclosure () -> String) {
        guard !curtain.isDown else { return }
        story.tell(elapsed, who, what())
    }

    /// I4: no actor ever finds the table corrupt. I14: none meets a conflict, but who was held up
    /// until a vacuum took the rows that it had stored.
    func met(_ error: any Error, _ process: ProcessContext) {
        if let error = error as? TableError, error.code == .conflict {
            state.withLock { $0.conflicts += 1 }
            if !error.message.contains("a vacuum with a short retention") {
                violate(.conflicts, "\(process.name) met a conflict: \(error)")
            }
        }
        guard Self.isCorruption(error), !process.wasDeceived else { return }
        violate(.snapshots, "\(process.name) found the table corrupt: \(error)")
    }

    // MARK: The play

    private func play() async throws {
        try await writeArchive()
        let calm = environment.spawn { [self] in
            try await environment.sleep(for: scenario.roundLength * scenario.rounds)
            becomeCalm()
            try await watchSteps()
        }
        let producer = environment.spawn { [self] in try await produce() }
        let actors = cast()
        state.withLock { $0.unfinished = Set(actors.map(\.name)) }
        await withTaskGroup(of: Void.self) { group in
            for (number, actor) in actors.enumerated() {
                group.addTask { await self.supervise(actor, number: number) }
            }
        }
        state.withLock { $0.isOver = true }
        becomeCalm()
        calm.cancel()
        producer.cancel()
        for life in state.withLock({ $0.lives }) {
            life.life.process.kill()
            await life.faults.settle()
        }
        await judge()
        witness.close()
        curtain.fall()
    }

    private func cast() -> [any SimulatedActor] {
        var actors: [any SimulatedActor] = (0..<scenario.writers).map {
            WriterActor(number: $0, scenario: scenario)
        }
        actors.append(StreamActor(scenario: scenario))
        for number in 0..<scenario.backfillRunners {
            actors.append(BackfillActor(number: number, scenario: scenario))
        }
        actors.append(UpkeepActor(.checkpointer, times: 4, scenario: scenario))
        actors.append(UpkeepActor(.cleaner, times: scenario.rounds, scenario: scenario))
        actors.append(UpkeepActor(.vacuum, times: scenario.vacuums, scenario: scenario))
        for number in 0..<2 { actors.append(ReaderActor(number: number, scenario: scenario)) }
        return actors
    }

    private func writeArchive() async throws {
        for file in 0..<scenario.archiveFiles {
            _ = try await store.put(
                try ObjectPath("\(Place.archive)/part-\(1000 + file).ndjson"),
                RowFormat.lines(RowFormat.rows("archive \(file)", 3)), mode: .create)
        }
    }

    /// Puts the files of the stream into their folder, one after the other.
    private func produce() async throws {
        var random = scenario.random(3)
        for file in 0..<scenario.streamFiles {
            _ = try await store.put(
                try ObjectPath("\(Place.incoming)/part-\(1000 + file).ndjson"),
                RowFormat.lines(RowFormat.rows("incoming \(file)", 3)), mode: .create)
            state.withLock { $0.producedFiles += 1 }
            tell("producer", "file \(file + 1) of \(scenario.streamFiles) has come")
            let limit = scenario.roundLength.wholeMicroseconds
            try await environment.sleep(
                for: .microseconds(Int64(random.next(upperBound: UInt64(limit)))))
        }
    }

    /// No more faults, kills and stops.
    private func becomeCalm() {
        let lives = state.withLock { state in
            if !state.isCalm { state.stepsWhenCalm = host.steps }
            state.isCalm = true
            return state.lives
        }
        tell("world", "is calm from now on")
        for life in lives {
            life.faults.calm()
            life.life.calm()
        }
    }

    /// I10: from then on everybody finishes within so many steps.
    private func watchSteps() async throws {
        while true {
            try await environment.sleep(for: .seconds(60))
            let (begin, isOver) = state.withLock { ($0.stepsWhenCalm, $0.isOver) }
            if isOver { return }
            guard host.steps - begin > Self.calmStepsMax else { continue }
            let waiting = state.withLock { $0.unfinished }.sorted()
            violate(
                .liveness,
                "\(Self.calmStepsMax) steps after the faults stopped, "
                    + "\(waiting.joined(separator: ", ")) had not finished")
            return
        }
    }
}
