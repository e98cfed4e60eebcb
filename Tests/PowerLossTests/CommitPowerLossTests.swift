import Columnar
import DeltaTable
import HostEnvironment
import ObjectStorage
import Testing

/// The commit path, the checkpoint and the hint to it.
@Suite struct CommitPowerLossTests {
    private static let schema = Schema([Field("id", .int64)])
    private static let last = 5

    /// The ids behind each step.
    private static let states: [[Int64]?] = [nil, [], [1], [1, 2], [3], [3, 4]]

    private static func batch(_ id: Int64) -> RecordBatch {
        RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: [.int64(id)], type: .int64)], count: 1)
    }

    /// Steps 3 and 5 write checkpoints.
    private static func run(_ step: Int, on table: Table) async throws {
        switch step {
        case 1:
            try await table.create(schema: schema, properties: ["delta.checkpointInterval": "2"])
        case 2: try await table.append([batch(1)])
        case 3: try await table.append([batch(2)])
        case 4: try await table.overwrite([batch(3)])
        default:
            try await table.append(
                [batch(4)], as: ApplicationTransaction(applicationID: "app", version: 1))
        }
    }

    /// What a power loss has left: a whole state that is no older than what was acknowledged.
    ///
    /// - Returns: the table and its step, or what is wrong.
    private static func found(
        _ loss: PowerLosses.Case, _ environment: HostEnvironment
    ) async throws -> (table: Table, step: Int, problem: String?) {
        let store = try await PowerLossWorld.store("table", of: loss.files, environment)
        let table = Table(store: store, location: "table", environment: environment)
        let ids: [Int64]?
        do {
            ids = try await PowerLossWorld.ids(table)
        } catch {
            return (table, 0, "unreadable: \(error)")
        }
        guard let step = states.firstIndex(of: ids) else {
            return (table, 0, "no state of the table: \(String(describing: ids))")
        }
        let isLost = step < loss.acknowledged
        return (table, step, isLost ? "step \(loss.acknowledged) is lost" : nil)
    }

    /// A recording of all steps.
    private static func recording(
        _ environment: HostEnvironment
    ) async throws -> [DiskOperation] {
        let world = try PowerLossWorld(environment)
        let table = world.table()
        for step in 1...last {
            try await run(step, on: table)
            world.recorder.acknowledge(step)
        }
        return world.recorder.operations
    }

    @Test("CP-PWR-03: whatever was not synchronised is lost, cut or zeros: nothing acknowledged is")
    func commits() async throws {
        let seed: UInt64 = 20_261_121
        let summary = try await SimulatedEnvironment(seed: seed).run { environment in
            let operations = try await Self.recording(environment)
            let losses = PowerLosses(operations, seed: seed)
            for loss in losses.cases {
                let (table, step, problem) = try await Self.found(loss, environment)
                #expect(problem == nil)
                #expect(step <= loss.acknowledged + 1)
                guard step < Self.last else { continue }
                for next in (step + 1)...Self.last { try await Self.run(next, on: table) }
                #expect(try await PowerLossWorld.ids(table) == Self.states[Self.last])
            }
            return "\(losses)"
        }
        print("commit path: \(summary), seed \(seed)")
    }

    @Test("a disk that does not synchronise files, or folders, is seen", arguments: [true, false])
    func brokenDisk(losesFiles: Bool) async throws {
        let problems = try await SimulatedEnvironment(seed: 2).run { environment in
            let operations = try await Self.recording(environment).filter { operation in
                switch operation {
                case .syncFile: !losesFiles
                case .syncFolder: losesFiles
                default: true
                }
            }
            var problems = 0
            for loss in PowerLosses(operations, seed: 2, at: Self.isAnswer).cases {
                if try await Self.found(loss, environment).problem != nil { problems += 1 }
                if problems > 10 { break }
            }
            return problems
        }
        #expect(problems > 10)
    }

    private static func isAnswer(_ index: Int, _ operation: DiskOperation) -> Bool {
        if case .acknowledged = operation { true } else { false }
    }

    @Test("CP-FND-02: what a killed process left is made durable before anything rests on it")
    func killedBefore() async throws {
        let seed: UInt64 = 7
        let total = try await SimulatedEnvironment(seed: seed).run { environment in
            var death = 1
            var total = 0
            while let losses = try await Self.lossesAfterDeath(death, environment) {
                for loss in losses.cases {
                    let (_, _, problem) = try await Self.found(loss, environment)
                    #expect(problem == nil, "killed at call \(death)")
                }
                total += losses.choices
                // One call in five: most are writes, behind which nothing is new.
                death += 5
            }
            print("killed at \(death / 5) calls, then power losses: \(total) choices")
            return total
        }
        #expect(total > 100)
    }

    /// The disks after a process has died at its call `death` and another has gone on, the power
    /// lost whenever that one has answered; nil where the first process came to its end.
    private static func lossesAfterDeath(
        _ death: Int, _ environment: HostEnvironment
    ) async throws -> PowerLosses? {
        let world = try PowerLossWorld(environment)
        world.recorder.live(deathAt: death)
        let first = world.table()
        var step = 1
        while step <= last, (try? await run(step, on: first)) != nil, world.recorder.changes < death
        {
            step += 1
        }
        guard world.recorder.changes >= death else { return nil }
        world.recorder.live()
        let second = world.table()
        let found = states.firstIndex(of: try await PowerLossWorld.ids(second)) ?? 0
        // The last step is idempotent: whoever repeats it hears that it is done.
        for next in min(found + 1, last)...last {
            try await run(next, on: second)
            world.recorder.acknowledge(next)
        }
        return PowerLosses(world.recorder.operations, seed: 1, at: isAnswer)
    }
}
