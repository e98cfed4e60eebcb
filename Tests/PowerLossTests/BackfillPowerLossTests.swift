import Backfill
import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming
import Testing

/// The plan of a backfill and the commits of its units.
@Suite struct BackfillPowerLossTests {
    private static let ids: [Int64] = [0, 1, 10, 11, 20, 21]

    private static func archive(_ environment: HostEnvironment) async throws -> MemoryObjectStore {
        let archive = MemoryObjectStore(environment: environment)
        for file in 0..<3 {
            _ = try await archive.put(
                ObjectPath("\(file).ndjson"),
                Bytes(utf8: "{\"id\": \(10 * file)}\n{\"id\": \(10 * file + 1)}\n"), mode: .create)
        }
        return archive
    }

    /// Plans the job unless it is planned, and runs it.
    private static func run(
        _ environment: HostEnvironment, openStore: @escaping StoreOpener
    ) async throws {
        let pipeline = try Pipeline(
            sql: "CREATE STREAMING TABLE t AS SELECT id FROM STREAM events")
        let binding = PipelineBinding(
            tables: ["t": "table"],
            sources: [
                "events": SourceBinding(
                    archive: SourceLocation(.folder("archive"), schema: "id BIGINT"))
            ])
        let job = try JobName("history")
        _ = try await BackfillPlanner(openStore: openStore).plan(
            pipeline, binding: binding, job: job, unitSize: UnitSize(filesMax: 1))
        _ = try await BackfillRunner(
            table: "table", job: job, workers: 2, environment: environment, openStore: openStore
        ).run()
    }

    private static func judge(
        _ loss: PowerLosses.Case, _ archive: MemoryObjectStore, _ environment: HostEnvironment
    ) async throws {
        let table = try await PowerLossWorld.store("table", of: loss.files, environment)
        let read = Table(store: table, location: "table", environment: environment)
        if loss.acknowledged > 0 { #expect(try await PowerLossWorld.ids(read) == ids) }
        try await run(environment) { path, _ in path == "archive" ? archive : table }
        #expect(try await PowerLossWorld.ids(read) == ids)
    }

    @Test("CP-PWR-03: a backfill goes on from whatever a power loss leaves of its plan")
    func plan() async throws {
        let seed: UInt64 = 20_261_123
        let summary = try await SimulatedEnvironment(seed: seed).run { environment in
            let archive = try await Self.archive(environment)
            let world = try PowerLossWorld(environment)
            try await Self.run(environment) { path, _ in
                path == "archive" ? archive as any ObjectStore : world.store(path)
            }
            world.recorder.acknowledge(1)
            let losses = PowerLosses(world.recorder.operations, seed: seed)
            for loss in losses.cases { try await Self.judge(loss, archive, environment) }
            return "\(losses)"
        }
        print("backfill: \(summary), seed \(seed)")
    }
}
