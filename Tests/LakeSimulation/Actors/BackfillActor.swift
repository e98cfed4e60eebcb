// A backfill job over the archive; sometimes two runners of it.

import Backfill
import HostEnvironment
import Streaming
import Synchronization

/// Plans the job, runs it, and resumes it until it is finished.
final class BackfillActor: SimulatedActor {
    static let job = "history"

    let name: String
    let role = Role.backfill
    private let scenario: Scenario
    private let random: Mutex<SeededRandom>
    private let done = Mutex(false)

    init(number: Int, scenario: Scenario) {
        name = "backfill \(number)"
        self.scenario = scenario
        random = Mutex(scenario.random(10 + UInt64(number)))
    }

    var isDone: Bool { done.withLock { $0 } }

    func run(_ process: ProcessContext) async throws {
        while !isDone, process.isCurrent {
            var random = random.withLock { $0.split() }
            try await process.waitForRound(&random)
            guard process.isCurrent else { return }
            do {
                try await load(process)
            } catch {
                process.tell("  ends: \(error)")
                process.simulation.met(error, process)
                throw error
            }
        }
    }

    private func load(_ process: ProcessContext) async throws {
        let job = try JobName(Self.job)
        process.tell("plans the job")
        _ = try await BackfillPlanner(openStore: process.openStore).plan(
            try Pipeline(sql: scenario.pipeline), binding: StreamActor.binding, job: job,
            unitSize: UnitSize(filesMax: 1))
        process.tell("loads what is left of it")
        let progress = try await BackfillRunner(
            table: Place.table, job: job, workers: 2, environment: process.environment,
            openStore: process.openStore,
            onProgress: { process.tell("  \($0.unitsDone) of \($0.unitCount) units are done") }
        ).run()
        let status = try await BackfillStatus.read(
            job, table: Place.table, environment: process.environment,
            openStore: process.openStore)
        if progress.isFinished, status.unitsDone == progress.unitCount {
            done.withLock { $0 = true }
        }
    }
}
