// Writers that meet: the result is that of some serial order, the order of the versions.

import Columnar
import DeltaLog
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct RacingTests {
    /// What one writer has committed.
    struct Step: Sendable {
        let version: Int64
        let ids: Range<Int64>
        let isOverwrite: Bool
    }

    @Test(
        "DT-OVR-01 overwrites that race with appends end as a serial order says",
        arguments: UInt64(1)...8)
    func overwritesAndAppends(seed: UInt64) async throws {
        try await SimulatedEnvironment(seed: seed).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            try await table.create(schema: VacuumTests.schema)
            let steps = try await withThrowingTaskGroup(of: [Step].self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        var steps: [Step] = []
                        for number in 0..<4 {
                            let start = Int64(writer * 4 + number) * 10
                            let ids = start..<(start + 5)
                            let rows = [VacuumTests.rows(ids)]
                            let isOverwrite = writer == 0
                            let result =
                                isOverwrite
                                ? try await table.overwrite(rows) : try await table.append(rows)
                            steps.append(
                                Step(version: result.version, ids: ids, isOverwrite: isOverwrite))
                        }
                        return steps
                    }
                }
                return try await group.reduce(into: [Step]()) { $0 += $1 }
            }
            var model: Set<Int64> = []
            for step in steps.sorted(by: { $0.version < $1.version }) {
                if step.isOverwrite { model = [] }
                model.formUnion(step.ids)
                let found = try await VacuumTests.ids(table.scan(at: .version(step.version)))
                #expect(found == model.sorted(), "seed \(seed), version \(step.version)")
            }
            #expect(Set(steps.map(\.version)) == Set(1...16), "seed \(seed)")
        }
    }

    @Test("DL-CON-04 who had no time left and committed nothing is planned again")
    func heldUp() throws {
        let late = DeltaLogError(.attemptsExhausted, "others were faster")
        #expect(CommitOutcome.notCommitted(late).isOvertaken)
        let conflict = CommitConflict(.concurrentAppend, winner: .zero, "an append")
        #expect(CommitOutcome.conflict(conflict).isOvertaken)
        #expect(!CommitOutcome.notCommitted(DeltaLogError(.storage, "down")).isOvertaken)
        #expect(!CommitOutcome.alreadyCommitted(.zero).isOvertaken)
    }

    /// Stages rows, changes the table's metadata, commits.
    private func append(
        changing change: @escaping @Sendable (inout TableMetadata) -> Void,
        _ check: @escaping @Sendable (Table, Result<CommitResult, any Error>) async throws -> Void
    ) async throws {
        try await SimulatedEnvironment(seed: 3).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            try await table.create(schema: VacuumTests.schema)
            let result: Result<CommitResult, any Error>
            do {
                result = .success(
                    try await VacuumTests.append(0..<10, to: table) {
                        let snapshot = try await table.snapshot()
                        var metadata = snapshot.log.metadata
                        change(&metadata)
                        var transaction = table.log.begin(
                            on: snapshot.log, operation: CommitOperation("CHANGE"))
                        transaction.actions = [.metadata(metadata)]
                        guard case .committed = await table.log.commit(transaction) else {
                            throw TableError(.invalidRequest, "the change was not committed")
                        }
                    }.result)
            } catch {
                result = .failure(error)
            }
            try await check(table, result)
        }
    }

    @Test("an append goes on over a change of properties")
    func properties() async throws {
        try await append {
            $0.configuration["some.property"] = "x"
        } _: { (table, result) async throws in
            #expect(try result.get().version == 2)
            #expect(try await VacuumTests.ids(table.scan()) == Array(0..<10))
        }
    }

    @Test("an append goes on over a new nullable column, which is null in its rows")
    func newColumn() async throws {
        let schema = Schema(VacuumTests.schema.fields + [Field("extra", .date)])
        try await append {
            $0.schemaString = SchemaCodec.encode(schema)
        } _: { (table, result) async throws in
            #expect(try result.get().version == 2)
            #expect(try await table.scan().schema == schema)
            var nulls = 0
            for try await batch in try await table.scan(columns: ["extra"]) {
                nulls += batch.columns[0].nullCount
            }
            #expect(nulls == 10)
        }
    }

    @Test("an append to a table whose columns have changed is a conflict and leaves no file")
    func otherShape() async throws {
        let schema = Schema([VacuumTests.schema[0]])
        try await append {
            $0.schemaString = SchemaCodec.encode(schema)
        } _: { (table, result) async throws in
            let error = #expect(throws: TableError.self) { _ = try result.get() }
            #expect(error?.code == .conflict)
            #expect(try await VacuumTests.dataKeys(table).isEmpty)
            #expect(try await table.snapshot().version == 1)
        }
    }

    @Test(
        "DT-VAC-04 rows for a new table are refused where a vacuum of a faster writer deleted them")
    func vacuumOfNewTable() async throws {
        try await SimulatedEnvironment(seed: 3).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            var options = WriteOptions()
            options.targetFileBytes = 1
            let error = await #expect(throws: TableError.self) {
                _ = try await table.write(
                    .append, making: NewTable(schema: VacuumTests.schema), options: options
                ) { writer in
                    try await writer.append(VacuumTests.rows(0..<10))
                    try await environment.sleep(for: VacuumTests.hour)
                    try await table.create(schema: VacuumTests.schema)
                    try await table.vacuum(retaining: .zero, forcesRetention: true)
                }
            }
            #expect(error?.code == .conflict)
            let found = try await VacuumTests.ids(table.scan())
            #expect(found.isEmpty)
        }
    }
}
