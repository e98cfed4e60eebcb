import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct OptimizeTests {
    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    private func ids() async throws -> [Int64] { try await VacuumTests.ids(table.scan()) }

    @Test(
        "DT-OPT-01 optimize makes one file of many and changes no row",
        arguments: [
            [:], ["delta.columnMapping.mode": "id"], DeleteTests.vectors,
        ])
    func compacts(properties: [String: String]) async throws {
        try await table.create(schema: VacuumTests.schema, properties: properties)
        for start in stride(from: Int64(0), to: 50, by: 10) {
            try await table.append([VacuumTests.rows(start..<(start + 10))])
        }
        let trial = try await table.optimize(dryRun: true)
        #expect(trial.removedFileCount == 5 && trial.version == 5)
        #expect(try await table.snapshot().version == 5)
        let result = try await table.optimize()
        #expect(result.version == 6 && result.removedFileCount == 5)
        #expect(result.addedFileCount == 1)
        #expect(try await table.snapshot().fileCount == 1)
        #expect(try await ids() == Array(0..<50))
        let entry = try await table.history(limit: 1)[0]
        #expect(entry.operation == "OPTIMIZE" && entry.isBlindAppend == false)
        let parameters = Dictionary(
            uniqueKeysWithValues: entry.operationParameters.map { ($0.key, $0.value) })
        #expect(
            parameters == [
                "predicate": "[]", "zOrderBy": "[]", "clusterBy": "[]", "auto": "false",
            ])
        let metrics = Dictionary(
            uniqueKeysWithValues: entry.operationMetrics.map { ($0.key, $0.value) })
        #expect(metrics["numRemovedFiles"] == "5" && metrics["numAddedFiles"] == "1")
        #expect(metrics["p50FileSize"] == metrics["maxFileSize"])
        let changes = try await table.log.actions(of: TableVersion(6))!
        for case .add(let file) in changes { #expect(!file.dataChange) }
        for case .remove(let file) in changes { #expect(!file.dataChange) }
        let again = try await table.optimize()
        #expect(again.removedFileCount == 0 && again.version == 6)
    }

    @Test("DT-OPT-01 files are put together up to the target, and no further")
    func target() async throws {
        try await table.create(schema: VacuumTests.schema)
        for start in stride(from: Int64(0), to: 60, by: 10) {
            try await table.append([VacuumTests.rows(start..<(start + 10))])
        }
        let size = try await table.snapshot().sizeInBytes / 6
        let result = try await table.optimize(targetFileBytes: size * 2 + size / 2)
        #expect(result.removedFileCount == 6 && result.addedFileCount == 3)
        #expect(try await ids() == Array(0..<60))
        await #expect(throws: TableError.self) { try await table.optimize(targetFileBytes: 0) }
    }

    @Test("DT-OPT-02 files stay within their partition, and a condition selects partitions")
    func partitions() async throws {
        try await table.create(schema: VacuumTests.schema, partitionedBy: ["part"])
        for part in ["a", "b"] {
            for start in stride(from: Int64(0), to: 30, by: 10) {
                try await table.append([VacuumTests.rows(start..<(start + 10), part: part)])
            }
        }
        let result = try await table.optimize(where: Expression(parsing: "part = 'a'"))
        #expect(result.removedFileCount == 3 && result.addedFileCount == 1)
        #expect(try await table.snapshot().fileCount == 4)
        let rest = try await table.optimize()
        #expect(rest.removedFileCount == 3)
        #expect(try await ids().count == 60)
        let error = await #expect(throws: TableError.self) {
            try await table.optimize(where: Expression(parsing: "id = 3"))
        }
        #expect(error?.code == .invalidRequest && error?.column == "id")
    }

    @Test("DT-OPT-03 rows that are deleted are not written again, and their vectors are gone")
    func purges() async throws {
        try await table.create(schema: VacuumTests.schema, properties: DeleteTests.vectors)
        try await table.append([VacuumTests.rows(0..<100)])
        try await table.delete(where: Expression(parsing: "id < 4"))
        #expect(try await table.optimize().removedFileCount == 0, "4 of 100 are too few")
        try await table.delete(where: Expression(parsing: "id < 10"))
        let result = try await table.optimize()
        #expect(result.removedFileCount == 1 && result.deletionVectorCount == 1)
        #expect(try await ids() == Array(10..<100))
        let files = try await table.snapshot().log.files()
        let file = try #require(files.first { _ in true })
        #expect(file.deletionVector == nil)
    }

    @Test(
        "DT-OPT-04 what a winner changed is left to it, the rest is committed",
        arguments: [
            [:], DeleteTests.vectors,
        ])
    func overtaken(properties: [String: String]) async throws {
        try await table.create(
            schema: VacuumTests.schema, partitionedBy: ["part"], properties: properties)
        for part in ["a", "b"] {
            for start in stride(from: Int64(0), to: 30, by: 10) {
                try await table.append([VacuumTests.rows(start..<(start + 10), part: part)])
            }
        }
        let planned = try await table.snapshot()
        var operation = OptimizeOperation(nil, nil)
        _ = try await operation.plan(on: planned, in: table)
        try await table.delete(where: Expression(parsing: "part = 'a' AND id = 5"))
        try await table.append([VacuumTests.rows(30..<40, part: "b")])
        let end = try #require(try await table.run(&operation, on: planned))
        let result = operation.result(version: end.version)
        #expect(result.droppedGroupCount == 1 && result.removedFileCount == 3)
        #expect(try await ids().count == 69)
        #expect(try await ids().filter { $0 == 5 }.count == 1, "the deleted row stays away")
        // Nothing of the dropped group is left behind.
        #expect(
            try await VacuumTests.dataKeys(table).filter { $0.hasSuffix(".parquet") }.count
                == (properties.isEmpty ? 9 : 8))
    }

    @Test("bins are filled from small to large, and the same way each time")
    func bins() async throws {
        try await table.create(schema: VacuumTests.schema)
        for count in [40, 10, 30, 20] as [Int64] {
            try await table.append([VacuumTests.rows(0..<(count * 50))])
        }
        let files = Array(try await table.snapshot().log.files())
        let sizes = files.map(\.size).sorted()
        let bins = BinPacking.bins(files, targetBytes: sizes[0] + sizes[1])
        #expect(bins.map { $0.map(\.size) } == [[sizes[0], sizes[1]]])
        #expect(BinPacking.bins(files.reversed(), targetBytes: .max)[0].map(\.size) == sizes)
    }
}
