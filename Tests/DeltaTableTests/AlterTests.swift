import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct AlterTests {
    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    private func refusal(_ body: () async throws -> Void) async -> TableError.Code? {
        await #expect(throws: TableError.self) { try await body() }?.code
    }

    private func said() async throws -> [String: String] {
        let entry = try await table.history(limit: 1)[0]
        var values = Dictionary(
            uniqueKeysWithValues: entry.operationParameters.map { ($0.key, $0.value) })
        values["operation"] = entry.operation
        return values
    }

    private var proto: TableProtocol {
        get async throws { try await table.snapshot().log.tableProtocol }
    }

    @Test(
        "DT-ALT-01 a new column is null in the rows that the table has",
        arguments: [
            [:], ["delta.columnMapping.mode": "id"],
        ])
    func addColumns(properties: [String: String]) async throws {
        try await table.create(schema: VacuumTests.schema, properties: properties)
        try await table.append([VacuumTests.rows(0..<3)])
        let done = try await table.addColumns([Field("note", .string), Field("n", .int32)])
        #expect(done.version == 2)
        #expect(
            try await table.snapshot().schema.names == ["id", "part", "note", "n"])
        var nulls = 0
        for try await batch in try await table.scan(columns: ["note"]) {
            nulls += batch.columns[0].nullCount
        }
        #expect(nulls == 3)
        #expect(try await said()["operation"] == "ADD COLUMNS")
        #expect(try await said()["columns"]?.contains(#""name":"note","type":"string""#) == true)
        #expect(
            await refusal { try await table.addColumns([Field("ID", .int64)]) } == .invalidRequest)
        #expect(
            await refusal { try await table.addColumns([Field("x", .int64, nullable: false)]) }
                == .invalidRequest)
        try await table.append([VacuumTests.rows(3..<5)])
        #expect(try await VacuumTests.ids(table.scan()) == [0, 1, 2, 3, 4])
        try await table.addColumns([Field("at", .timestampNTZ)])
        #expect(try await proto.supportsWriting(.timestampNtz))
    }

    @Test("DT-ALT-02 properties are set and unset, and bring the features that they need")
    func properties() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<10)])
        #expect(try await proto == .widest)
        try await table.setProperties(["delta.targetFileSize": "1mb", "owner": "me"])
        #expect(try await said()["operation"] == "SET TBLPROPERTIES")
        #expect(
            try await said()["properties"] == #"{"delta.targetFileSize":"1mb","owner":"me"}"#)
        #expect(try await proto == .widest)
        let same = try await table.setProperties(["owner": "me"])
        #expect(same.wasThere && same.version == 2)

        try await table.setProperties(["delta.enableDeletionVectors": "true"])
        let vectors = try await proto
        #expect(vectors.minReaderVersion == 3 && vectors.readerFeatures == ["deletionVectors"])
        #expect(
            vectors.writerFeatures == ["appendOnly", "deletionVectors", "invariants"])
        let deleted = try await table.delete(where: Expression(parsing: "id = 3"))
        #expect(deleted.deletionVectorCount == 1)

        try await table.setProperties(["delta.checkpointPolicy": "v2"])
        #expect(try await proto.readerFeatures == ["deletionVectors", "v2Checkpoint"])

        try await table.unsetProperties(["owner"])
        #expect(try await said()["operation"] == "UNSET TBLPROPERTIES")
        #expect(try await table.snapshot().properties["owner"] == nil)
        #expect(await refusal { try await table.unsetProperties(["owner"]) } == .invalidRequest)
        #expect(try await table.unsetProperties(["owner"], ifExists: true).wasThere)

        for (key, value) in [
            ("delta.checkpointInterval", "soon"), ("delta.columnMapping.maxColumnId", "7"),
            ("delta.constraints.c", "id > 3"), ("delta.isolationLevel", "WriteSerializable"),
            ("delta.columnMapping.mode", "id"), ("delta.checkpointPolicy", "v3"),
        ] {
            #expect(
                await refusal { try await table.setProperties([key: value]) } == .invalidRequest,
                "\(key)")
        }
        #expect(
            await refusal {
                try await table.setProperties(["delta.feature.clustering": "supported"])
            } == .unsupportedFeature)
    }

    @Test("DT-ALT-03 a table that gets column mapping keeps its files and can rename then")
    func mapping() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<3)])
        try await table.setProperties(["delta.columnMapping.mode": "name"])
        #expect(try await proto == TableProtocol(minReaderVersion: 2, minWriterVersion: 5))
        try await table.renameColumn("part", to: "piece")
        try await table.append([
            RecordBatch(
                schema: Schema([Field("id", .int64), Field("piece", .string)]),
                columns: VacuumTests.rows(3..<5).columns, count: 2)
        ])
        #expect(try await VacuumTests.ids(table.scan(where: col("piece") == "p")).count == 5)
        #expect(
            await refusal { try await table.unsetProperties(["delta.columnMapping.mode"]) }
                == .invalidRequest)
    }

    @Test("DT-ALT-04 a constraint is added where all rows satisfy it, and can be dropped")
    func constraints() async throws {
        try await table.create(schema: VacuumTests.schema)
        try await table.append([VacuumTests.rows(0..<10)])
        #expect(
            await refusal { try await table.addConstraint("few", Expression(parsing: "id < 9")) }
                == .constraintViolated)
        try await table.addConstraint("Few", Expression(parsing: "id < 20"))
        #expect(
            try await said() == [
                "operation": "ADD CONSTRAINT", "name": "Few", "expr": "id < 20",
            ])
        #expect(try await table.snapshot().properties["delta.constraints.few"] == "id < 20")
        #expect(try await proto == TableProtocol(minReaderVersion: 1, minWriterVersion: 3))
        #expect(
            await refusal { try await table.append([VacuumTests.rows(15..<25)]) }
                == .constraintViolated)
        #expect(
            await refusal { try await table.addConstraint("few", Expression(parsing: "id < 99")) }
                == .invalidRequest)
        try await table.dropConstraint("few")
        #expect(
            try await said() == [
                "operation": "DROP CONSTRAINT", "name": "few", "expr": "id < 20",
                "existed": "true",
            ])
        try await table.append([VacuumTests.rows(15..<25)])
        #expect(await refusal { try await table.dropConstraint("few") } == .invalidRequest)
        #expect(try await table.dropConstraint("few", ifExists: true).wasThere)
    }

    @Test("DT-ALT-05 a column that a constraint reads is neither renamed nor dropped")
    func dependencies() async throws {
        try await table.create(
            schema: VacuumTests.schema, properties: ["delta.columnMapping.mode": "name"])
        try await table.addConstraint("few", Expression(parsing: "ID < 20"))
        #expect(
            await refusal { try await table.renameColumn("id", to: "key") } == .invalidRequest)
        #expect(await refusal { try await table.dropColumn("id") } == .invalidRequest)
        try await table.renameColumn("part", to: "piece")
    }

    @Test("DT-ALT-04 a constraint and rows that violate it cannot both win", arguments: 1...20)
    func races(seed: Int) async throws {
        try await SimulatedEnvironment(seed: UInt64(seed)).run { environment in
            let table = Table(
                store: MemoryObjectStore(environment: environment), location: "memory",
                environment: environment)
            try await table.create(schema: VacuumTests.schema)
            let constraint = environment.spawn {
                try await table.addConstraint("few", Expression(parsing: "id < 20"))
            }
            let rows = environment.spawn {
                try await table.append([VacuumTests.rows(15..<25)])
            }
            var wins = 0
            if case .success = await constraint.result { wins += 1 }
            if case .success = await rows.result { wins += 1 }
            #expect(wins == 1, "seed \(seed)")
        }
    }
}
