import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming
import Testing

@testable import Backfill

/// Jobs over stores that somebody else opens, in a simulated world.
@Suite struct BackfillStoreTests {
    @Test("BF-RUN-02 two runners on injected stores load every unit once", arguments: 1...8)
    func twoRunners(seed: UInt64) async throws {
        let host = SimulatedEnvironment(seed: seed)
        let ids = try await host.run { environment in
            let base = MemoryObjectStore(environment: environment)
            let openStore: StoreOpener = { path, _ in
                PrefixedStore(base, folder: try ObjectPath(path))
            }
            for file in 0..<6 {
                _ = try await base.put(
                    ObjectPath("archive/part-\(file).ndjson"),
                    Bytes(utf8: "{\"id\":\(2 * file)}\n{\"id\":\(2 * file + 1)}\n"), mode: .create)
            }
            let pipeline = try Pipeline(
                sql: "CREATE STREAMING TABLE target AS SELECT id FROM STREAM events")
            let binding = PipelineBinding(
                tables: ["target": "table"],
                sources: [
                    "events": SourceBinding(
                        archive: SourceLocation(.folder("archive"), schema: "id BIGINT"))
                ])
            let job = try JobName("history")
            let planned = try await BackfillPlanner(openStore: openStore).plan(
                pipeline, binding: binding, job: job, unitSize: UnitSize(filesMax: 1))
            #expect(planned.plan.location.folder == "archive")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        let progress = try await BackfillRunner(
                            table: "table", job: job, workers: 2, environment: environment,
                            openStore: openStore
                        ).run()
                        #expect(progress.isFinished)
                    }
                }
                try await group.waitForAll()
            }
            let status = try await BackfillStatus.read(
                job, table: "table", environment: environment, openStore: openStore)
            #expect(status.unitsDone == 6)
            let table = Table(
                store: try openStore("table", false), location: "table", environment: environment)
            var ids: [Int64] = []
            for try await batch in try await table.scan(columns: ["id"]) {
                for case .int64(let id) in batch.columns[0].scalars() { ids.append(id) }
            }
            return ids.sorted()
        }
        #expect(ids == Array(0..<12))
    }
}
