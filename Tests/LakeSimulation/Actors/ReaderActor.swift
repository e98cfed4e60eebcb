// A reader: of the newest version, of older ones, of points in time. What it reads is compared with
// the model at once, by row.

import DeltaTable
import HostEnvironment
import Synchronization

/// Reads some times over.
final class ReaderActor: SimulatedActor {
    private static let readsMax = 12

    let name: String
    let role = Role.reader
    private let state: Mutex<(done: Int, random: SeededRandom)>

    init(number: Int, scenario: Scenario) {
        name = "reader \(number)"
        state = Mutex((0, scenario.random(50 + UInt64(number))))
    }

    var isDone: Bool { state.withLock { $0.done >= Self.readsMax } }

    func run(_ process: ProcessContext) async throws {
        let table = try process.table()
        while !isDone, process.isCurrent {
            var random = state.withLock { $0.random.split() }
            try await process.waitForRound(&random)
            guard process.isCurrent else { return }
            try await read(table, process, &random)
            state.withLock { $0.done += 1 }
        }
    }

    private func read(
        _ table: Table, _ process: ProcessContext, _ random: inout SeededRandom
    ) async throws {
        let simulation = process.simulation
        let known = simulation.journal.acknowledged
        let count = simulation.witness.commitCount
        var selector = VersionSelector.latest
        switch random.next(upperBound: 4 as UInt64) {
        case 0 where count > 0:
            selector = .version(Int64(random.next(upperBound: UInt64(count))))
        case 1 where count > 0:
            let commits = simulation.witness.table.commits
            selector = .timestamp(commits[Int(random.next(upperBound: UInt64(count)))].time)
        default: break
        }
        process.tell("reads \(selector)")
        var version: Int64?
        do {
            let snapshot = try await table.snapshot(selector)
            version = snapshot.version
            if selector == .latest, snapshot.version < known, !process.mayBeStale {
                simulation.violate(
                    .order,
                    "\(name) read version \(snapshot.version) as the newest after \(known) was "
                        + "acknowledged")
            }
            var keys: [String] = []
            for try await batch in try await snapshot.scan(columns: ["key"]) {
                keys += RowFormat.keys(batch)
            }
            process.tell("  read \(keys.count) rows of version \(snapshot.version)")
            simulation.wasRead(keys.sorted(), version: snapshot.version, by: name)
        } catch {
            process.tell("  ends: \(error)")
            if selector == .latest, known >= 0, !process.mayBeStale,
                (error as? TableError)?.code == .tableNotFound
            {
                simulation.violate(
                    .order, "\(name) found no table after version \(known) was acknowledged")
            }
            // Who is away for longer than the retention finds the files of his version gone.
            let isRetained = version.map { simulation.isRetained($0) } ?? true
            if selector == .latest, isRetained {
                simulation.met(error, process)
                throw error
            }
            // An older version may be gone; whether it may is checked where files are deleted.
        }
    }
}
