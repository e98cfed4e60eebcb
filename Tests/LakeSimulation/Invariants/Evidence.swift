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
    /// The keys of the live rows of each logical file that some commit names.
    private let rows: [String: [String]]
    /// For each owner of rows the versions that have any of them that the version before had not.
    let effects: [String: [Effect]]
    /// What each version changed.
    let changes: [RowChange]

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
        var stored: [String: [String]] = [:]
        var rows: [String: [String]] = [:]
        var effects: [String: [Effect]] = [:]
        var changes: [RowChange] = []
        for (version, commit) in table.commits.enumerated() {
            for file in commit.adds {
                if stored[file.path] == nil {
                    stored[file.path] = try await Self.keys(attic[file.path], environment)
                }
                let key = ModelTable.key(file.path, file.vector?.id)
                guard rows[key] == nil else { continue }
                rows[key] = Self.live(stored[file.path] ?? [], file.vector, attic)
            }
            let change = Self.change(commit, version, table, rows)
            changes.append(change)
            for (owner, keys) in Dictionary(grouping: change.added, by: RowFormat.owner) {
                effects[owner, default: []].append(Effect(version: version, rows: keys.sorted()))
            }
        }
        self.rows = rows
        self.effects = effects
        self.changes = changes
    }

    /// The rows that came and went with a version, each as often as it did.
    struct RowChange: Sendable {
        var added: [String] = []
        var removed: [String] = []
    }

    private static func live(
        _ keys: [String], _ vector: ModelVector?, _ attic: [String: Bytes]
    ) -> [String] {
        guard let vector else { return keys }
        let deleted = vector.rows(in: attic[vector.file]) ?? []
        return keys.enumerated().filter { !deleted.contains($0.offset) }.map(\.element)
    }

    private static func change(
        _ commit: ModelCommit, _ version: Int, _ table: ModelTable, _ rows: [String: [String]]
    ) -> RowChange {
        var counts: [String: Int] = [:]
        for path in Set(commit.adds.map(\.path) + commit.removes.map(\.path)) {
            if version > 0, let before = table.versions[version - 1].files[path] {
                for key in rows[ModelTable.key(path, before.vector?.id)] ?? [] {
                    counts[key, default: 0] -= 1
                }
            }
            if let after = table.versions[version].files[path] {
                for key in rows[ModelTable.key(path, after.vector?.id)] ?? [] {
                    counts[key, default: 0] += 1
                }
            }
        }
        var change = RowChange()
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            if count > 0 { change.added += Array(repeating: key, count: count) }
            if count < 0 { change.removed += Array(repeating: key, count: -count) }
        }
        return change
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
        table.versions[version].files.flatMap {
            rows[ModelTable.key($0.key, $0.value.vector?.id)] ?? []
        }.sorted()
    }

    /// The table as the engine sees it when nothing fails.
    var engine: Table {
        let folder = (try? ObjectPath(Place.table)).map { PrefixedStore(store, folder: $0) }
        return Table(
            store: folder ?? store, location: Place.table, environment: environment)
    }
}
