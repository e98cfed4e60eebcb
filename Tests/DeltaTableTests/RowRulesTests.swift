import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

/// Constraints, defaults and generated columns of tables that another engine may have made.
@Suite struct RowRulesTests {
    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    /// Makes a table whose columns carry metadata, as JSON texts.
    private func create(
        _ fields: [Field], properties: [String: String] = [:]
    ) async throws {
        try await table.create(schema: Schema(fields), properties: properties)
    }

    private static let id = Field("id", .int64, nullable: false)

    private static func batch(_ columns: [(String, [Scalar], DataType)]) -> RecordBatch {
        RecordBatch(
            schema: Schema(columns.map { Field($0.0, $0.2) }),
            columns: columns.map { ColumnArray(scalars: $0.1, type: $0.2) },
            count: columns[0].1.count)
    }

    private static func ids(_ values: Int64...) -> RecordBatch {
        batch([("id", values.map { .int64($0) }, .int64)])
    }

    private func rows() async throws -> [[Scalar]] {
        var rows: [[Scalar]] = []
        for try await batch in try await table.scan() {
            for row in 0..<batch.count { rows.append(batch.columns.map { $0.scalar(at: row) }) }
        }
        return rows
    }

    private func refusal(_ body: () async throws -> Void) async -> TableError? {
        await #expect(throws: TableError.self) { try await body() }
    }

    @Test("DT-RULE-01 a row on which a check constraint is not true is refused, null is not true")
    func constraints() async throws {
        try await create(
            [Self.id, Field("amount", .int64)],
            properties: ["delta.constraints.positive": "amount > 0"])
        #expect(try await table.snapshot().log.tableProtocol.minWriterVersion == 3)
        func amounts(_ values: [Scalar]) -> RecordBatch {
            Self.batch([
                ("id", values.indices.map { .int64(Int64($0)) }, .int64),
                ("amount", values, .int64),
            ])
        }
        try await table.append([amounts([.int64(1), .int64(2)])])
        for bad in [Scalar.int64(0), .null] {
            let error = await refusal {
                try await table.append([amounts([.int64(5), .int64(6)]), amounts([bad])])
            }
            #expect(error?.code == .constraintViolated)
            #expect(error?.message.contains("row 3") == true)
            #expect(error?.message.contains("positive (amount > 0)") == true)
        }
        let error = await refusal { try await table.overwrite([amounts([.int64(-1)])]) }
        #expect(error?.code == .constraintViolated)
        #expect(try await rows().count == 2)
        #expect(try await VacuumTests.dataKeys(table).count == 1)
    }

    @Test("DT-RULE-01 invariants of columns hold")
    func invariants() async throws {
        let rule = #""{\"expression\":{\"expression\":\"id < 10\"}}""#
        try await create([Field("id", .int64, metadata: ["delta.invariants": rule])])
        try await table.append([Self.ids(9)])
        #expect(
            await refusal { try await table.append([Self.ids(10)]) }?.code == .constraintViolated)
    }

    @Test("DT-RULE-02 a column that rows lack gets its default, or is generated")
    func fills() async throws {
        try await create([
            Self.id,
            Field("kind", .string, nullable: false, metadata: ["CURRENT_DEFAULT": "\"'new'\""]),
            Field(
                "twice", .int64, metadata: ["delta.generationExpression": "\"id * 2\""]),
            Field(
                "size", .int32,
                metadata: ["delta.generationExpression": "\"length(kind)\""]),
        ])
        try await table.append([Self.ids(1, 2)])
        #expect(
            try await rows() == [
                [.int64(1), .string("new"), .int64(2), .int32(3)],
                [.int64(2), .string("new"), .int64(4), .int32(3)],
            ])
        try await table.append([
            Self.batch([
                ("id", [.int64(3)], .int64), ("kind", [.string("x")], .string),
                ("twice", [.int64(6)], .int64),
            ])
        ])
        #expect(
            try await rows().contains([.int64(3), .string("x"), .int64(6), .int32(1)]))
        let wrong = await refusal {
            try await table.append([
                Self.batch([("id", [.int64(3)], .int64), ("twice", [.int64(7)], .int64)])
            ])
        }
        #expect(wrong?.code == .constraintViolated)
        #expect(wrong?.message.contains("generation of column twice") == true)
        let null = await refusal {
            try await table.append([
                Self.batch([("id", [.int64(3)], .int64), ("kind", [.null], .string)])
            ])
        }
        #expect(null?.code == .nullViolation)
    }

    @Test(
        "DT-RULE-03 what cannot be evaluated makes the write refuse, by its name",
        arguments: [
            ("delta.constraints.odd", "id RLIKE '1'", "CHECK constraint odd"),
            ("delta.constraints.udf", "mine(id) > 3", "CHECK constraint udf"),
            ("delta.constraints.gone", "other > 3", "CHECK constraint gone"),
        ])
    func refuses(key: String, text: String, name: String) async throws {
        try await create([Self.id], properties: [key: text])
        let error = await refusal { try await table.append([Self.ids(1)]) }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.message.contains(name) == true)
        #expect(try await table.snapshot().version == 0)
        // Reading and deleting need no rule.
        #expect(try await rows().isEmpty)
        try await table.delete(where: Expression(parsing: "id = 1"))
    }

    @Test("DT-RULE-03 rules of nested columns are refused")
    func nested() async throws {
        let rule = #""{\"expression\":{\"expression\":\"s.x < 10\"}}""#
        try await create([
            Self.id,
            Field("s", .struct([Field("x", .int64, metadata: ["delta.invariants": rule])])),
        ])
        #expect(
            await refusal { try await table.append([Self.ids(1)]) }?.code == .unsupportedFeature)
    }

    @Test("DT-RULE-04 rows that were staged before a constraint came are checked when they come")
    func constraintMeanwhile() async throws {
        try await create([Self.id])
        let snapshot = try await table.snapshot()
        for (id, isGood) in [(Int64(5), true), (Int64(50), false)] {
            var writer = try table.writer(on: snapshot)
            let staged = try await writer.stage { try await $0.append(Self.ids(id)) }
            if isGood {
                try await table.addConstraint("small", Expression(parsing: "id < 10"))
            }
            let commit = AppendCommit(
                staged,
                operation: .write(mode: "Append", partitionColumns: [], staged))
            if isGood {
                _ = try await table.commit(commit, on: snapshot)
            } else {
                let error = await refusal { _ = try await table.commit(commit, on: snapshot) }
                #expect(error?.code == .constraintViolated)
            }
        }
        #expect(try await rows() == [[.int64(5)]])
        #expect(try await VacuumTests.dataKeys(table).count == 1)
    }
}
