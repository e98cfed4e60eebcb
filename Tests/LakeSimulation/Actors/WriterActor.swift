// A client that writes: appends, overwrites of all kinds, deletes, optimizes, changes of the table,
// and appends that it may repeat until it hears that they are in the table, some of them side by
// side with another client of the same name.

import Columnar
import DeltaTable
import Expressions
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
        /// Whether the run has the commits that it must have (I15), or never will.
        var hasEnough: Bool
        /// Appends behind the list, so that it has.
        var late = 0
    }

    let name: String
    let role = Role.writer
    private let scenario: Scenario
    private let state: Mutex<State>

    init(number: Int, scenario: Scenario) {
        name = "writer \(number)"
        self.scenario = scenario
        state = Mutex(
            State(random: scenario.random(100 + UInt64(number)), hasEnough: number > 0))
    }

    var isDone: Bool {
        state.withLock { $0.next >= scenario.operationsPerWriter && $0.hasEnough }
    }

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
            if isEnough(process.simulation.witness.commitCount) { return }
            try await perform(nextIntent(&random), table, process)
        }
    }

    /// Whether nothing is to be written any more, behind the list.
    private func isEnough(_ commits: Int) -> Bool {
        state.withLock { state in
            guard state.next >= scenario.operationsPerWriter else { return false }
            state.late += 1
            let isLast = state.late > Simulation.commitsMin
            guard state.current == nil, commits >= Simulation.commitsMin || isLast else {
                return false
            }
            state.hasEnough = true
            return true
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
        // Operations may have found nothing to do: appends make up for them.
        let isLate = state.withLock { $0.next >= scenario.operationsPerWriter }
        let draw = isLate ? 0 : random.next(upperBound: 30 as UInt64)
        let number = Int(random.next(upperBound: 4 as UInt64))
        let isBad = random.chance(1, in: 6)
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
            default:
                let id = "\(name)/\(state.next)"
                var rows = RowFormat.rows(id, count)
                if isBad { rows.append("\(id)#9") }
                intent = Self.intent(id, draw, number, rows)
            }
            if intent.application == nil { state.next += 1 } else { state.current = intent }
            return intent
        }
    }

    /// Something that is tried once.
    private static func intent(
        _ id: String, _ draw: UInt64, _ number: Int, _ rows: [String]
    ) -> Intent {
        func make(_ kind: Intent.Kind, _ rows: [String]) -> Intent {
            Intent(id: id, kind: kind, rows: rows, application: nil)
        }
        switch draw {
        case 10, 11: return make(.overwrite, rows)
        case 12: return make(.overwritePartitions, rows.filter { $0.hasSuffix("#0") })
        case 13, 14: return make(.replaceWhere(.number(number)), ["\(id)#\(number)"])
        case 15: return make(.replaceWhere(.part("a")), ["\(id)#0"])
        case 16, 17, 18: return make(.delete(.number(number)), [])
        case 19: return make(.delete(.part(number < 2 ? "a" : "b")), [])
        case 20, 21, 22: return make(.optimize, [])
        case 23: return make(.setProperty, [])
        case 24: return make(.addColumn, [])
        case 25: return make(.addConstraint, [])
        default: return make(.append, rows)
        }
    }

    private func perform(
        _ intent: Intent, _ table: Table, _ process: ProcessContext
    ) async throws {
        let journal = process.simulation.journal
        let attempt = journal.begin(intent, by: name)
        process.tell("\(intent.kind) \(intent.id), \(intent.rows.count) rows")
        do {
            let verdict = try await verdict(of: intent, on: table)
            process.tell("  hears: \(verdict)")
            journal.answer(attempt, verdict)
            finished(intent)
        } catch {
            process.tell("  hears: \(error)")
            if let error = error as? TableError, error.code == .constraintViolated {
                return journal.answer(attempt, .failed("\(error)"))
            }
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

    /// Does it, and says what it heard.
    private func verdict(
        of intent: Intent, on table: Table
    ) async throws -> Attempt.Verdict {
        let rows = [RowFormat.batch(intent.rows)]
        func condition(_ condition: ModelCondition) throws -> Expression {
            try Expression(parsing: condition.sql(mark: intent.id))
        }
        switch intent.kind {
        case .append:
            let result = try await table.append(
                rows,
                as: intent.application.map {
                    ApplicationTransaction(applicationID: $0.id, version: $0.version)
                })
            return result.wasThere ? .wasThere : .committed(result.version)
        case .overwrite: return .committed(try await table.overwrite(rows).version)
        case .overwritePartitions:
            return .committed(try await table.overwrite(rows, scope: .partitions).version)
        case .replaceWhere(let which):
            let scope = OverwriteScope.rows(where: try condition(which))
            return .committed(try await table.overwrite(rows, scope: scope).version)
        case .delete(let which):
            let result = try await table.delete(where: try condition(which))
            return result.deletedRowCount == 0
                ? .nothing(result.version) : .committed(result.version)
        case .optimize:
            let result = try await table.optimize()
            return result.removedFileCount == 0
                ? .nothing(result.version) : .committed(result.version)
        case .setProperty:
            return .committed(try await table.setProperties(["sim.by": intent.mark]).version)
        case .addColumn:
            return .committed(try await table.addColumns([Field(intent.mark, .int64)]).version)
        case .addConstraint: return try await addConstraint(intent, table)
        }
    }

    private func addConstraint(
        _ intent: Intent, _ table: Table
    ) async throws -> Attempt.Verdict {
        let condition = try Expression(
            parsing: "key NOT LIKE '%#9' AND key <> '\(intent.mark)'")
        do {
            let result = try await table.addConstraint(ConstraintInvariant.name, condition)
            return .committed(result.version)
        } catch let error as TableError where error.code == .invalidRequest {
            // Somebody has added it.
            return .failed("\(error)")
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
