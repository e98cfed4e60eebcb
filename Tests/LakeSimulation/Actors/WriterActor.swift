// A client that writes: appends, overwrites, and appends that it may repeat until it hears that
// they are in the table, some of them side by side with another client of the same name.

import Columnar
import DeltaTable
import HostEnvironment
import Synchronization

/// A writer with a list of things to write.
final class WriterActor: SimulatedActor {
    private struct State {
        var next = 0
        var random: SeededRandom
        /// How far it has got with its own application, and with the one that writers share.
        var own: Int64 = 0
        var shared: Int64 = 0
        var current: Intent?
        var hasTable = false
    }

    let name: String
    let role = Role.writer
    private let scenario: Scenario
    private let state: Mutex<State>

    init(number: Int, scenario: Scenario) {
        name = "writer \(number)"
        self.scenario = scenario
        state = Mutex(State(random: scenario.random(100 + UInt64(number))))
    }

    var isDone: Bool { state.withLock { $0.next >= scenario.operationsPerWriter } }

    func run(_ process: ProcessContext) async throws {
        let table = try process.table()
        if !state.withLock({ $0.hasTable }) {
            try await create(table)
            state.withLock { $0.hasTable = true }
        }
        while !isDone, process.isCurrent {
            var random = state.withLock { $0.random.split() }
            try await process.waitForRound(&random)
            guard process.isCurrent else { return }
            try await perform(nextIntent(&random), table, process)
        }
    }

    private func create(_ table: Table) async throws {
        do {
            try await table.create(
                schema: RowFormat.schema,
                partitionedBy: scenario.isPartitioned ? ["part"] : [],
                properties: Dictionary(uniqueKeysWithValues: scenario.properties))
        } catch let error as TableError where error.code == .tableExists {
            return
        }
    }

    /// The intent at hand; one that may be repeated stays until it is known to be done.
    private func nextIntent(_ random: inout SeededRandom) -> Intent {
        if let current = state.withLock({ $0.current }) { return current }
        let draw = random.next(upperBound: 20 as UInt64)
        let count = 1 + Int(random.next(upperBound: 4 as UInt64))
        return state.withLock { state in
            let intent: Intent
            switch draw {
            case 0..<6:
                let id = "\(name)/own \(state.own)"
                intent = Intent(
                    id: id, kind: .append, rows: RowFormat.rows(id, count),
                    application: (name, state.own))
            case 6..<10:
                // The same rows for whoever gets there first.
                let id = "shared/\(state.shared)"
                intent = Intent(
                    id: id, kind: .append, rows: RowFormat.rows(id, 3),
                    application: ("shared", state.shared))
            case 10..<12:
                let id = "\(name)/\(state.next)"
                intent = Intent(
                    id: id, kind: .overwrite, rows: RowFormat.rows(id, count), application: nil)
            default:
                let id = "\(name)/\(state.next)"
                intent = Intent(
                    id: id, kind: .append, rows: RowFormat.rows(id, count), application: nil)
            }
            if intent.application == nil { state.next += 1 } else { state.current = intent }
            return intent
        }
    }

    private func perform(
        _ intent: Intent, _ table: Table, _ process: ProcessContext
    ) async throws {
        let journal = process.simulation.journal
        let attempt = journal.begin(intent, by: name)
        process.tell("\(intent.kind) \(intent.id), \(intent.rows.count) rows")
        let batch = RowFormat.batch(intent.rows)
        do {
            let result: CommitResult
            switch intent.kind {
            case .overwrite: result = try await table.overwrite([batch])
            case .append:
                result = try await table.append(
                    [batch],
                    as: intent.application.map {
                        ApplicationTransaction(applicationID: $0.id, version: $0.version)
                    })
            }
            process.tell(
                result.wasThere
                    ? "  hears that it is there" : "  hears: version \(result.version)")
            journal.answer(attempt, result.wasThere ? .wasThere : .committed(result.version))
            finished(intent)
        } catch {
            process.tell("  hears: \(error)")
            if let error = error as? TableError, error.code == .outcomeUnknown {
                journal.answer(attempt, .unknown(transaction: error.transactionID ?? ""))
            } else {
                journal.answer(attempt, .failed("\(error)"))
            }
            process.simulation.met(error, process)
            // Somebody else has taken the shared application further: what is asked for is there.
            throw error
        }
    }

    private func finished(_ intent: Intent) {
        guard let application = intent.application else { return }
        state.withLock { state in
            guard state.current?.id == intent.id else { return }
            state.current = nil
            state.next += 1
            if application.id == "shared" { state.shared += 1 } else { state.own += 1 }
        }
    }
}
