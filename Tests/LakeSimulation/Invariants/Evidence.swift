// What the judges have: the model's versions, the clients' notes, and which rows each file that was
// ever stored has.

import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import ParquetIO

/// All that is known when a run is over.
struct Evidence: Sendable {
    let scenario: Scenario
    let table: ModelTable
    let checkpoints: [Witness.Checkpoint]
    let intents: [String: Intent]
    let attempts: [Attempt]
    let reads: [Read]
    let store: WitnessedStore
    let environment: HostEnvironment
    /// The keys of the rows of each file that some commit names.
    let rows: [String: [String]]
    /// For each owner of rows the versions whose commits add any of them, and how many.
    let effects: [String: [Effect]]

    struct Effect: Sendable {
        let version: Int
        let rows: [String]
    }

    /// - Throws: where a file that is named cannot be read.
    init(_ simulation: Simulation) async throws {
        scenario = simulation.scenario
        table = simulation.witness.table
        checkpoints = simulation.witness.checkpoints
        intents = simulation.journal.intents
        attempts = simulation.journal.attempts
        reads = simulation.reads.withLock { $0 }
        store = simulation.store
        environment = simulation.environment
        let attic = simulation.witness.attic
        var rows: [String: [String]] = [:]
        var effects: [String: [Effect]] = [:]
        for (version, commit) in table.commits.enumerated() {
            var byOwner: [String: [String]] = [:]
            for file in commit.adds {
                let keys = try await Self.keys(attic[file.path], environment)
                rows[file.path] = keys
                for key in keys { byOwner[RowFormat.owner(key), default: []].append(key) }
            }
            for (owner, keys) in byOwner {
                effects[owner, default: []].append(Effect(version: version, rows: keys.sorted()))
            }
        }
        self.rows = rows
        self.effects = effects
    }

    private static func keys(
        _ bytes: Bytes?, _ environment: HostEnvironment
    ) async throws -> [String] {
        guard let bytes else { return [] }
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("file.parquet")
        _ = try await store.put(path, bytes, mode: .create)
        let reader = try await ParquetObjectReader.open(
            path, in: store, environment: environment, size: bytes.count)
        var keys: [String] = []
        for try await batch in try reader.batches() { keys += RowFormat.keys(batch) }
        return keys
    }

    /// The rows of a version, sorted.
    func rows(ofVersion version: Int) -> [String] {
        table.versions[version].files.keys.flatMap { rows[$0] ?? [] }.sorted()
    }

    /// The table as the engine sees it when nothing fails.
    var engine: Table {
        let folder = (try? ObjectPath(Place.table)).map { PrefixedStore(store, folder: $0) }
        return Table(
            store: folder ?? store, location: Place.table, environment: environment)
    }
}
