import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming
import Testing

/// The logs of a stream: offsets, commits, taken files, and the records under the table.
@Suite struct StreamPowerLossTests {
    private static let pipeline = "CREATE STREAMING TABLE t AS SELECT id FROM STREAM events"
    private static let ids: [Int64] = [0, 1, 10, 11, 20, 21]

    private static func source(_ environment: HostEnvironment) async throws -> MemoryObjectStore {
        let source = MemoryObjectStore(environment: environment)
        for file in 0..<3 {
            _ = try await source.put(
                ObjectPath("\(file).ndjson"),
                Bytes(utf8: "{\"id\": \(10 * file)}\n{\"id\": \(10 * file + 1)}\n"), mode: .create)
        }
        return source
    }

    private static func run(
        _ environment: HostEnvironment, openStore: @escaping StoreOpener
    ) async throws {
        var options = StreamOptions()
        options.limit.filesMax = 1
        options.checkpoint = "checkpoint"
        let query = try Pipeline(sql: pipeline, folder: ".").stream(
            binding: PipelineBinding(
                tables: ["t": "table"],
                sources: [
                    "events": SourceBinding(
                        live: SourceLocation(.folder("source"), schema: "id BIGINT"))
                ]), trigger: .availableNow, options: options, environment: environment,
            openStore: openStore)
        try await query.run()
    }

    /// Runs the stream on what a power loss has left; every row must be there once.
    private static func judge(
        _ loss: PowerLosses.Case, _ source: MemoryObjectStore, _ environment: HostEnvironment
    ) async throws {
        let table = try await PowerLossWorld.store("table", of: loss.files, environment)
        let checkpoint = try await PowerLossWorld.store("checkpoint", of: loss.files, environment)
        let read = Table(store: table, location: "table", environment: environment)
        if loss.acknowledged > 0 { #expect(try await PowerLossWorld.ids(read) == ids) }
        try await run(environment) { path, _ in
            path == "source" ? source : path == "table" ? table : checkpoint
        }
        #expect(try await PowerLossWorld.ids(read) == ids)
    }

    @Test("CP-PWR-03: a stream goes on from whatever a power loss leaves of its logs")
    func logs() async throws {
        let seed: UInt64 = 20_261_122
        let summary = try await SimulatedEnvironment(seed: seed).run { environment in
            let source = try await Self.source(environment)
            let world = try PowerLossWorld(environment)
            try await Self.run(environment) { path, _ in
                path == "source" ? source as any ObjectStore : world.store(path)
            }
            world.recorder.acknowledge(1)
            let losses = PowerLosses(world.recorder.operations, seed: seed)
            for loss in losses.cases { try await Self.judge(loss, source, environment) }
            return "\(losses)"
        }
        print("stream: \(summary), seed \(seed)")
    }

    @Test("CP-FND-03: a stream makes what a killed run left durable before it goes on")
    func killedBefore() async throws {
        let total = try await SimulatedEnvironment(seed: 3).run { environment in
            let source = try await Self.source(environment)
            var death = 1
            var total = 0
            while let losses = try await Self.lossesAfterDeath(death, source, environment) {
                for loss in losses.cases { try await Self.judge(loss, source, environment) }
                total += losses.choices
                death += 7
            }
            print("stream killed at \(death / 7) calls, then power losses: \(total) choices")
            return total
        }
        #expect(total > 100)
    }

    /// As in the tests of commits; the power is lost behind the first folders that the second
    /// process synchronises, and in the end.
    private static func lossesAfterDeath(
        _ death: Int, _ source: MemoryObjectStore, _ environment: HostEnvironment
    ) async throws -> PowerLosses? {
        let world = try PowerLossWorld(environment)
        let open: StoreOpener = { path, _ in
            path == "source" ? source as any ObjectStore : world.store(path)
        }
        world.recorder.live(deathAt: death)
        try? await run(world.environment, openStore: open)
        guard world.recorder.changes >= death else { return nil }
        let before = world.recorder.operations.count
        world.recorder.live()
        try await run(world.environment, openStore: open)
        world.recorder.acknowledge(1)
        var folders = 0
        return PowerLosses(world.recorder.operations, seed: 1) { index, operation in
            switch operation {
            case .acknowledged: return true
            case .syncFolder where index >= before:
                folders += 1
                return folders <= 4
            default: return false
            }
        }
    }
}
