// A stream from files that come into a folder into the table, started again and again.

import BinaryIO
import HostEnvironment
import ObjectStorage
import Streaming
import Synchronization

/// Runs the stream until all files are in the table.
final class StreamActor: SimulatedActor {
    let name = "stream"
    let role = Role.stream
    private let scenario: Scenario
    private let random: Mutex<SeededRandom>
    private let state = Mutex((isDone: false, lostCheckpoint: false))

    init(scenario: Scenario) {
        self.scenario = scenario
        random = Mutex(scenario.random(2))
    }

    var isDone: Bool { state.withLock { $0.isDone } }

    func run(_ process: ProcessContext) async throws {
        while !isDone, process.isCurrent {
            var random = random.withLock { $0.split() }
            try await process.waitForRound(&random)
            guard process.isCurrent else { return }
            loseCheckpoint(process, &random)
            let sawEverything = process.simulation.producedFiles == scenario.streamFiles
            process.tell("runs with the files that are there")
            do {
                try await query(process).run()
            } catch {
                process.tell("  ends: \(error)")
                process.simulation.met(error, process)
                throw error
            }
            process.tell("  has read all of them")
            if sawEverything { state.withLock { $0.isDone = true } }
        }
    }

    private func query(_ process: ProcessContext) throws -> StreamingQuery {
        var options = StreamOptions()
        options.checkpoint = Place.checkpoint
        options.limit.filesMax = 1
        return try Pipeline(sql: scenario.pipeline).stream(
            binding: Self.binding, trigger: .availableNow, options: options,
            environment: process.environment, openStore: process.openStore)
    }

    static let binding = PipelineBinding(
        tables: ["target": Place.table],
        sources: [
            "events": SourceBinding(
                live: SourceLocation(
                    .folder(Place.incoming), format: .ndjson, schema: RowFormat.ddl),
                archive: SourceLocation(
                    .folder(Place.archive), format: .ndjson, schema: RowFormat.ddl))
        ], badRecords: Place.badRecords)

    /// The checkpoint directory is lost while nobody uses it.
    private func loseCheckpoint(_ process: ProcessContext, _ random: inout SeededRandom) {
        guard scenario.losesCheckpoint, !scenario.hasZombies, !process.simulation.isCalm,
            random.chance(1, in: 3), !state.withLock({ $0.lostCheckpoint })
        else { return }
        state.withLock { $0.lostCheckpoint = true }
        process.tell("finds its checkpoint directory lost")
        process.simulation.store.removeAll(under: Place.checkpoint + "/")
    }
}
