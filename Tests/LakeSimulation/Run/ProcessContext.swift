// What one process of an actor has: its host, and stores that fail in its own way.

import DeltaTable
import HostEnvironment
import ObjectStorage
import Streaming

/// The surroundings of one life of an actor.
struct ProcessContext: Sendable {
    let simulation: Simulation
    let life: ProcessLife
    /// The host as the process sees it.
    let environment: HostEnvironment
    /// All folders, behind faults and dangers.
    let store: any ObjectStore
    let faults: FaultInjectingStore
    let name: String

    /// Whether no other process has taken this one's place.
    var isCurrent: Bool { life.isCurrent }

    var openStore: StoreOpener {
        { [store] path, _ in PrefixedStore(store, folder: try ObjectPath(path)) }
    }

    func table() throws -> Table {
        Table(
            store: try openStore(Place.table, true), location: Place.table,
            environment: environment)
    }

    func tell(_ text: @autoclosure () -> String) { simulation.tell(name, text()) }

    /// Sleeps until the next round begins, or, now and then, to some other time.
    func waitForRound(_ random: inout SeededRandom) async throws {
        if simulation.isCalm { return }
        let length = simulation.scenario.roundLength
        let jitter = Duration.microseconds(Int64(random.next(upperBound: 2_000_000 as UInt64)))
        if random.chance(1, in: 5) {
            let part = random.next(upperBound: UInt64(length.wholeMicroseconds))
            try await environment.sleep(for: .microseconds(Int64(part)))
        } else if random.chance(3, in: 4) {
            let now = simulation.elapsed.wholeMicroseconds
            let rest = length.wholeMicroseconds - now % length.wholeMicroseconds
            try await environment.sleep(for: .microseconds(rest) + jitter)
        } else {
            try await environment.sleep(for: jitter)
        }
    }
}

extension ProcessContext {
    /// Whether a listing has hidden the newest objects from this process.
    var mayBeStale: Bool { faults.coverage.count(.staleListing) > 0 }

    /// Whether a read has lied to this process.
    var wasDeceived: Bool {
        Scenario.readersOnly.contains { faults.coverage.count($0) > 0 }
    }
}
