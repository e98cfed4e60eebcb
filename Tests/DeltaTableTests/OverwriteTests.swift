import Columnar
import DeltaLog
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct OverwriteTests {
    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    private func ids() async throws -> [Int64] { try await VacuumTests.ids(table.scan()) }

    private func parameters() async throws -> [String: String] {
        let entry = try await table.history(limit: 1)[0]
        #expect(entry.operation == "WRITE")
        return Dictionary(
            uniqueKeysWithValues: entry.operationParameters.map { ($0.key, $0.value) })
    }

    @Test(
        "DT-OVR-02 replace-where replaces the rows of its condition and no others",
        arguments: [
            [:], DeleteTests.vectors,
        ])
    func replacesRows(properties: [String: String]) async throws {
        try await table.create(schema: VacuumTests.schema, properties: properties)
        try await table.append([VacuumTests.rows(0..<20), VacuumTests.rows(20..<40)])
        let condition = try Expression(parsing: "id >= 10 AND id < 20")
        let result = try await table.overwrite(
            [VacuumTests.rows(15..<17)], scope: .rows(where: condition))
        #expect(result.rowCount == 2)
        #expect(try await ids() == Array(0..<10) + [15, 16] + Array(20..<40))
        let said = try await parameters()
        #expect(said["mode"] == "Overwrite" && said["predicate"] == "\(condition)")
        let metrics = Dictionary(
            uniqueKeysWithValues: try await table.history(limit: 1)[0].operationMetrics.map {
                ($0.key, $0.value)
            })
        #expect(metrics["numDeletedRows"] == "10" && metrics["numOutputRows"] == "2")
        try await table.overwrite([], scope: .rows(where: condition))
        #expect(try await ids() == Array(0..<10) + Array(20..<40))
    }

    @Test("DT-OVR-02 a new row on which the condition is not true is refused")
    func refusesRows() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<20)])
        let error = await #expect(throws: TableError.self) {
            try await table.overwrite(
                [VacuumTests.rows(8..<12)], scope: .rows(where: Expression(parsing: "id < 10")))
        }
        #expect(error?.code == .constraintViolated)
        #expect(error?.message.contains("row 3") == true)
        #expect(try await ids() == Array(0..<20))
        #expect(try await VacuumTests.dataKeys(table).count == 1)
    }

    @Test("DT-OVR-03 a dynamic overwrite replaces the partitions that it writes")
    func replacesPartitions() async throws {
        try await table.create(schema: VacuumTests.schema, partitionedBy: ["part"])
        for part in ["a", "b", "c"] {
            try await table.append([VacuumTests.rows(0..<10, part: part)])
        }
        try await table.overwrite(
            [VacuumTests.rows(10..<12, part: "b"), VacuumTests.rows(20..<22, part: "d")],
            scope: .partitions)
        #expect(
            try await ids() == (Array(0..<10) + Array(0..<10) + [10, 11, 20, 21]).sorted())
        #expect(try await parameters()["isDynamicPartitionOverwrite"] == "true")
        try await table.overwrite([], scope: .partitions)
        #expect(try await ids().count == 24)
    }

    @Test("DT-OVR-03 partitions are told apart by value, not by how an engine spells it")
    func spelling() async throws {
        let schema = Schema([Field("id", .int64), Field("at", .timestamp)])
        try await table.create(schema: schema, partitionedBy: ["at"])
        let snapshot = try await table.snapshot()
        let file = { (text: String) in
            LogText.add(["at": text])
        }
        let written = try WrittenPartitions([file("2026-11-21 10:00:00")], snapshot)
        #expect(written.contains(["at": "2026-11-21T10:00:00.000000Z"]))
        #expect(written.contains(["at": "2026-11-21 10:00:00.000"]))
        #expect(!written.contains(["at": "2026-11-21 10:00:01"]))
        #expect(!written.contains(["at": nil]))
    }

    @Test("DT-OVR-02 without partitions a dynamic overwrite replaces everything")
    func unpartitioned() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<10)])
        try await table.overwrite([VacuumTests.rows(5..<7)], scope: .partitions)
        #expect(try await ids() == [5, 6])
    }
}
