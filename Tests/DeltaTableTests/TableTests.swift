import Columnar
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct TableTests {
    static let decimal = DecimalType(precision: 12, scale: 2)!
    static let schema = Schema([
        Field("id", .int64, nullable: false),
        Field("day", .date),
        Field("name", .string),
        Field("amount", .decimal(decimal)),
        Field("tags", .list(Field("element", .string))),
        Field("at", .timestamp),
    ])

    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    static func row(_ id: Int64) -> [Scalar] {
        [
            .int64(id), id % 5 == 0 ? .null : .date(Int32(id % 3)),
            id % 7 == 0 ? .null : .string("name number \(id)"), .decimal(Int128(id) * 100, decimal),
            .list([.string("t\(id % 2)"), .null]), .timestamp(id * 1_000_000),
        ]
    }

    static func batch(_ ids: Range<Int64>) -> RecordBatch {
        let rows = ids.map(row)
        return RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { column in
                ColumnArray(scalars: rows.map { $0[column] }, type: schema[column].type)
            }, count: rows.count)
    }

    /// All rows of a scan, sorted by the first column.
    static func rows(_ scan: TableScan) async throws -> [[Scalar]] {
        var rows: [[Scalar]] = []
        for try await batch in scan {
            for row in 0..<batch.count { rows.append(batch.row(row)) }
        }
        return rows.sorted { first, second in
            guard case .int64(let left) = first[0], case .int64(let right) = second[0] else {
                return false
            }
            return left < right
        }
    }

    @Test("DT-APP-01 appended rows come back, partitioned or not", arguments: [[], ["day"]])
    func appendAndScan(partitionColumns: [String]) async throws {
        try await table.create(schema: Self.schema, partitionedBy: partitionColumns)
        let first = try await table.append([Self.batch(0..<100), Self.batch(100..<150)])
        #expect(first.version == 1)
        #expect(first.rowCount == 150)
        try await table.append([Self.batch(150..<200)])
        let rows = try await Self.rows(table.scan())
        #expect(rows == (0..<200).map(Self.row))
        let before = try await Self.rows(table.scan(at: .version(1)))
        #expect(before == (0..<150).map(Self.row))
    }

    @Test("DT-SCN-02 a predicate gives exactly the rows on which it is true")
    func predicates() async throws {
        try await table.create(schema: Self.schema, partitionedBy: ["day"])
        for start in stride(from: Int64(0), to: 100, by: 20) {
            try await table.append([Self.batch(start..<(start + 20))])
        }
        let scan = try await table.scan(columns: ["id"], where: col("id") >= 37 && col("id") < 41)
        #expect(try await Self.rows(scan) == (37..<41).map { [.int64($0)] })
        let nulls = try await table.scan(columns: ["id"], where: col("day").isNull)
        #expect(try await Self.rows(nulls) == stride(from: 0, to: 100, by: 5).map { [.int64($0)] })
        let none = try await table.scan(columns: ["name", "id"], where: col("id") < 0)
        #expect(try await Self.rows(none).isEmpty)
    }

    @Test("DT-SCN-01 a scan is pinned to its snapshot")
    func pinned() async throws {
        try await table.create(schema: Self.schema)
        try await table.append([Self.batch(0..<10)])
        let scan = try await table.scan()
        try await table.overwrite([Self.batch(50..<60)])
        #expect(try await Self.rows(scan) == (0..<10).map(Self.row))
        #expect(try await Self.rows(table.scan()) == (50..<60).map(Self.row))
    }

    @Test("an append of the same application and version happens once")
    func idempotent() async throws {
        try await table.create(schema: Self.schema)
        let application = ApplicationTransaction(applicationID: "loader", version: 3)
        let first = try await table.append([Self.batch(0..<10)], as: application)
        let again = try await table.append([Self.batch(0..<10)], as: application)
        #expect(!first.wasThere)
        #expect(again.wasThere)
        #expect(try await Self.rows(table.scan()).count == 10)
        #expect(try await table.snapshot().transactionVersion("loader") == 3)
    }

    @Test("of many creators one wins")
    func creators() async throws {
        let table = table
        let outcomes = await withTaskGroup(of: TableError.Code?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        try await table.create(schema: Self.schema)
                        return nil
                    } catch {
                        return (error as? TableError)?.code
                    }
                }
            }
            var outcomes: [TableError.Code?] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .tableExists } == 7)
    }

    @Test("appends of many tasks all land, and checkpoints do not change a row")
    func concurrentAppends() async throws {
        try await table.create(schema: Self.schema)
        let table = table
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    for step in 0..<5 {
                        let start = Int64(writer * 5 + step) * 10
                        try await table.append([Self.batch(start..<(start + 10))])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await table.snapshot().version == 30)
        #expect(try await Self.rows(table.scan()) == (0..<300).map(Self.row))
        #expect(try await table.history().map(\.version) == (0...30).reversed().map { $0 })
    }

    @Test("errors name their kind")
    func errors() async throws {
        let missing = await #expect(throws: TableError.self) { _ = try await table.snapshot() }
        #expect(missing?.code == .tableNotFound)
        try await table.create(schema: Self.schema)
        let version = await #expect(throws: TableError.self) {
            _ = try await table.snapshot(.version(5))
        }
        #expect(version?.code == .versionNotFound)
        let column = await #expect(throws: TableError.self) {
            _ = try await table.scan(columns: ["nope"])
        }
        #expect(column?.code == .columnNotFound)
        let wrong = RecordBatch(
            schema: Schema([Field("id", .string)]),
            columns: [ColumnArray(scalars: [.string("x")], type: .string)], count: 1)
        let mismatch = await #expect(throws: TableError.self) {
            _ = try await table.append([wrong])
        }
        #expect(mismatch?.code == .schemaMismatch)
        #expect(try await table.snapshot().version == 0)
    }
}
