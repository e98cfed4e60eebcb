import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct DeleteTests {
    static let vectors = ["delta.enableDeletionVectors": "true"]

    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    private static func condition(_ text: String) throws -> Expression {
        try Expression(parsing: text)
    }

    private static func ids(_ table: Table, at version: Int64? = nil) async throws -> [Int64] {
        try await VacuumTests.ids(table.scan(at: version.map { .version($0) } ?? .latest))
    }

    @Test(
        "DT-DEL-01 rows on which the condition is true are gone, all others stay",
        arguments: [[:], vectors, ["delta.columnMapping.mode": "name"]], [[], ["day"]])
    func deletes(properties: [String: String], partitionColumns: [String]) async throws {
        try await table.create(
            schema: TableTests.schema, partitionedBy: partitionColumns, properties: properties)
        try await table.append([TableTests.batch(0..<60)])
        try await table.append([TableTests.batch(60..<100)])
        let first = try await table.delete(where: Self.condition("id % 10 = 3"))
        #expect(first.deletedRowCount == 10 && first.version == 3)
        // `day` is null for every fifth row: neither true nor false is no delete.
        let second = try await table.delete(where: Self.condition("day = DATE '1970-01-02'"))
        let left = (Int64(0)..<100).filter { (id: Int64) -> Bool in
            let hasDay = id % 5 != 0
            return id % 10 != 3 && !(hasDay && id % 3 == 1)
        }
        #expect(second.deletedRowCount == Int64(90 - left.count))
        let rows = try await TableTests.rows(table.scan())
        #expect(rows == left.map(TableTests.row))
        let before = try await TableTests.rows(table.scan(at: .version(2)))
        #expect(before == (0..<100).map(TableTests.row))
        let none = try await table.delete(where: Self.condition("id > 1000"))
        #expect(none.deletedRowCount == 0 && none.version == second.version)
        #expect(try await table.snapshot().version == second.version)
    }

    @Test("DT-DEL-02 with deletion vectors files stay until they have no rows")
    func marks() async throws {
        try await table.create(schema: VacuumTests.schema, properties: Self.vectors)
        #expect(
            try await table.snapshot().detail().tableFeatures == ["deletionVectors"])
        try await table.append([VacuumTests.rows(0..<10)])
        try await table.append([VacuumTests.rows(10..<20)])
        let data = try await VacuumTests.dataKeys(table)
        let first = try await table.delete(where: Self.condition("id IN (3, 4, 15)"))
        #expect(first.deletionVectorCount == 2 && first.rewrittenFileCount == 0)
        let added = try await VacuumTests.dataKeys(table).subtracting(data)
        #expect(added.count == 1 && added.allSatisfy { $0.hasSuffix(".bin") })
        let snapshot = try await table.snapshot().log
        #expect(
            try await snapshot.files().map { $0.deletionVector?.cardinality ?? 0 }.sorted() == [
                1, 2,
            ])
        let stats = try await snapshot.files().compactMap { $0.stats?.utf8String() }
        #expect(
            stats.allSatisfy {
                $0.contains("\"numRecords\":10") && $0.contains("\"tightBounds\":false")
            })
        let history = try await table.history(limit: 1)
        #expect(history[0].operation == "DELETE")
        #expect(
            history[0].operationParameters.map(\.value) == ["[\"id IN (3, 4, 15)\"]"])
        let metrics = Dictionary(
            uniqueKeysWithValues: history[0].operationMetrics.map { ($0.key, $0.value) })
        #expect(metrics["numDeletedRows"] == "3" && metrics["numDeletionVectorsAdded"] == "2")
        let second = try await table.delete(where: Self.condition("id < 10"))
        #expect(second.deletedRowCount == 8 && second.removedFileCount == 1)
        #expect(try await Self.ids(table) == [10, 11, 12, 13, 14, 16, 17, 18, 19])
        _ = try await table.log.checkpoint(table.snapshot().log)
        #expect(try await Self.ids(table) == [10, 11, 12, 13, 14, 16, 17, 18, 19])
    }

    @Test("DT-DEL-02 without deletion vectors files are written anew")
    func rewrites() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<10)])
        let trial = try await table.delete(where: Self.condition("id = 3"), dryRun: true)
        #expect(trial.deletedRowCount == 1 && trial.version == 1)
        #expect(try await VacuumTests.dataKeys(table).count == 1)
        let result = try await table.delete(where: Self.condition("id = 3"))
        #expect(result.rewrittenFileCount == 1 && result.deletionVectorCount == 0)
        #expect(try await Self.ids(table) == [0, 1, 2, 4, 5, 6, 7, 8, 9])
        #expect(try await table.snapshot().fileCount == 1)
    }

    @Test("an append-only table keeps its rows")
    func appendOnly() async throws {
        try await table.create(
            schema: VacuumTests.schema, properties: ["delta.appendOnly": "true"])
        try await table.append([VacuumTests.rows(0..<10)])
        await #expect(throws: TableError.self) {
            try await table.delete(where: Self.condition("id = 3"))
        }
        #expect(try await Self.ids(table) == Array(0..<10))
        #expect(try await VacuumTests.dataKeys(table).count == 1)
    }

    /// What an operation of a race did, at the version that it got.
    private enum Done: Sendable {
        case append(Range<Int64>)
        case delete(remainder: Int64, count: Int64)
    }

    @Test(
        "DT-DEL-03 racing deletes and appends end as in the order of their versions",
        arguments: [[:], vectors], 1...15)
    func races(properties: [String: String], seed: Int) async throws {
        try await SimulatedEnvironment(seed: UInt64(seed)).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            try await table.create(schema: VacuumTests.schema, properties: properties)
            try await table.append([VacuumTests.rows(0..<50)])
            var tasks: [Task<(Int64, Done), any Error>] = []
            for writer in Int64(0)..<5 {
                tasks.append(
                    environment.spawn {
                        guard writer < 4 else {
                            let range = Int64(50)..<60
                            let result = try await table.append([VacuumTests.rows(range)])
                            return (result.version, .append(range))
                        }
                        // Two of the four ask for the same rows.
                        let remainder = writer % 3
                        let result = try await table.delete(
                            where: Expression(parsing: "id % 7 = \(remainder)"))
                        return (
                            result.deletedRowCount == 0 ? .max : result.version,
                            .delete(remainder: remainder, count: result.deletedRowCount)
                        )
                    })
            }
            var done: [(Int64, Done)] = []
            for task in tasks { done.append(try await task.value) }
            var model = Set(Int64(0)..<50)
            for (version, operation) in done.sorted(by: { $0.0 < $1.0 }) where version < .max {
                switch operation {
                case .append(let range): model.formUnion(range)
                case .delete(let remainder, let count):
                    let gone = model.filter { $0 % 7 == remainder }
                    #expect(Int64(gone.count) == count, "seed \(seed), version \(version)")
                    model.subtract(gone)
                }
            }
            #expect(try await Self.ids(table) == model.sorted(), "seed \(seed)")
        }
    }
}
