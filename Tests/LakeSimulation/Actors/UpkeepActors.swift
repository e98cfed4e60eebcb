// Those who keep the table: checkpoints, clean-ups and vacuums beside the writers.

import DeltaLog
import DeltaProtocol
import DeltaTable
import HostEnvironment
import Synchronization

/// Does one kind of upkeep some times over.
final class UpkeepActor: SimulatedActor {
    let role: Role
    private let times: Int
    private let state: Mutex<(done: Int, random: SeededRandom)>

    init(_ role: Role, times: Int, scenario: Scenario) {
        self.role = role
        self.times = times
        let purpose = 20 + UInt64(Role.allCases.firstIndex(of: role) ?? 0)
        state = Mutex((0, scenario.random(purpose)))
    }

    var name: String { role.rawValue }
    var isDone: Bool { state.withLock { $0.done >= times } }

    func run(_ process: ProcessContext) async throws {
        let table = try process.table()
        while !isDone, process.isCurrent {
            var random = state.withLock { $0.random.split() }
            try await process.waitForRound(&random)
            guard process.isCurrent else { return }
            do {
                switch role {
                case .vacuum: try await vacuum(table, process)
                case .cleaner: try await cleanUp(table, process)
                default: try await checkpoint(table, process, &random)
                }
            } catch {
                process.tell("  ends: \(error)")
                process.simulation.met(error, process)
                throw error
            }
            state.withLock { $0.done += 1 }
        }
    }

    private func vacuum(_ table: Table, _ process: ProcessContext) async throws {
        process.tell("vacuums")
        let result = try await table.vacuum()
        process.tell("  deleted \(result.files.count) files")
    }

    private func cleanUp(_ table: Table, _ process: ProcessContext) async throws {
        process.tell("cleans the log up")
        let count = try await table.log.cleanUp(try await table.snapshot().log)
        process.tell("  deleted \(count) files of the log")
    }

    /// Of the newest version, or of an older one that is still there.
    private func checkpoint(
        _ table: Table, _ process: ProcessContext, _ random: inout SeededRandom
    ) async throws {
        var snapshot = try await table.snapshot().log
        if random.chance(1, in: 3) {
            let older = Int64(random.next(upperBound: UInt64(snapshot.version.number) + 1))
            guard let version = TableVersion(older),
                let found = try? await table.log.snapshot(at: .version(version))
            else { return }
            snapshot = found
        }
        process.tell("writes the checkpoint of version \(snapshot.version)")
        let report = try await table.log.checkpoint(snapshot)
        process.tell("  wrote it, and deleted \(report.deletedLogFiles) files of the log")
    }
}
