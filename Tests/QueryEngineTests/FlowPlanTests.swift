import Columnar
import Expressions
import QueryEngine
import Testing

@Suite struct FlowPlanTests {
    static let source = Schema([
        Field("id", .int64), Field("amount", .string), Field("ts", .timestamp),
        Field("user", .struct([Field("name", .string), Field("age", .int32)])),
        Field("unused", .string),
    ])

    static func batch(_ rows: [(Int64?, String?, Int64?)]) -> RecordBatch {
        RecordBatch(
            schema: source,
            columns: [
                ColumnArray(scalars: rows.map { $0.0.map(Scalar.int64) ?? .null }, type: .int64),
                ColumnArray(scalars: rows.map { $0.1.map(Scalar.string) ?? .null }, type: .string),
                ColumnArray(
                    scalars: rows.map { $0.2.map(Scalar.timestamp) ?? .null }, type: .timestamp),
                ColumnArray(
                    scalars: rows.map { _ in .struct([.string("Ada"), .int32(36)]) },
                    type: source[3].type),
                ColumnArray(scalars: rows.map { _ in .string("x") }, type: .string),
            ], count: rows.count)
    }

    static func flow(_ select: String) throws -> PipelineFlow {
        try PipelineDefinition(parsing: "CREATE STREAMING TABLE t AS \(select)").tables[0].flows[0]
    }

    /// spec/pipeline-sql.md QE-RUN-01
    @Test("a flow filters, projects and puts bad rows aside with their place in the source")
    func run() throws {
        let plan = try Self.flow(
            """
            SELECT id, CAST(amount AS DECIMAL(10,2)) AS amount, CAST(ts AS DATE) AS day,
                   upper(user.name) AS name
            FROM STREAM s WHERE id % 2 = 0
            """
        ).plan(source: Self.source)
        let day: Int64 = 86_400_000_000
        let output = try plan.run(
            Self.batch([
                (1, "1", day), (2, "2.5", day), (4, "oops", nil), (nil, "3", day), (6, nil, nil),
                (8, "9e3", -1), (10, "1e30", nil),
            ]))
        #expect(output.batch.schema.names == ["id", "amount", "day", "name"])
        let decimal = DecimalType(precision: 10, scale: 2)!
        #expect(
            output.batch.row(0) == [
                .int64(2), .decimal(250, decimal), .date(1), .string("ADA"),
            ])
        #expect(output.batch.row(1) == [.int64(6), .null, .null, .string("ADA")])
        #expect(output.batch.row(2)[1...2] == [.decimal(900_000, decimal), .date(-1)])
        #expect(output.batch.count == 3)
        #expect(output.sourceRows?.array() == [1, 4, 5])
        #expect(output.errors.errors.map(\.row) == [2, 6])
        #expect(output.errors.errors.map(\.code) == [.invalidCast, .invalidCast])
    }

    @Test("only the columns in use are read, and the condition reaches the scan")
    func pushdown() throws {
        let plan = try Self.flow("SELECT id AS k FROM STREAM s WHERE ts > '2026-01-01' AND TRUE")
            .plan(source: Self.source)
        #expect(plan.inputSchema.names == ["id", "ts"])
        #expect(plan.sourcePredicate != nil)
        #expect(
            plan.logical.description == """
                Project#2 [k]
                  Filter#1
                    Scan#0 s [id, ts] with a predicate
                """)
        #expect(plan.logical.state == .none)
    }

    @Test("stars expand, with a qualifier and without some columns")
    func stars() throws {
        let all = try Self.flow("SELECT *, id + 1 AS next FROM STREAM s").plan(source: Self.source)
        #expect(all.outputSchema.names == ["id", "amount", "ts", "user", "unused", "next"])
        let some = try Self.flow("SELECT o.* EXCEPT (UNUSED, user) FROM STREAM s AS o")
            .plan(source: Self.source)
        #expect(some.outputSchema.names == ["id", "amount", "ts"])
        #expect(throws: QueryError.self) {
            try Self.flow("SELECT x.* FROM STREAM s AS o").plan(source: Self.source)
        }
    }

    /// spec/pipeline-sql.md QE-RUN-02
    @Test("rows are fitted to the table by name")
    func fitted() throws {
        let table = Schema([
            Field("K", .int32), Field("name", .string), Field("missing", .date),
            Field("age", .string),
        ])
        let plan = try Self.flow("SELECT user.name, id AS k, user.age FROM STREAM s")
            .plan(source: Self.source, table: table)
        #expect(plan.outputSchema.names == ["K", "name", "missing", "age"])
        let output = try plan.run(Self.batch([(7, nil, nil), (3_000_000_000, nil, nil)]))
        #expect(output.batch.row(0) == [.int32(7), .string("Ada"), .null, .string("36")])
        #expect(output.batch.count == 1)
        #expect(output.errors.errors.map(\.row) == [1])
        #expect(output.errors.errors.map(\.code) == [.numericOverflow])
        #expect(plan.logical.inputs.first?.inputs.isEmpty == true, "two projections became one")
    }

    @Test("a null in a column that must have a value is a bad row")
    func required() throws {
        let table = Schema([
            Field("id", .int64, nullable: false), Field("amount", .string, nullable: false),
        ])
        let plan = try Self.flow("SELECT id, amount FROM STREAM s")
            .plan(source: Self.source, table: table)
        #expect(plan.outputSchema == table)
        let output = try plan.run(Self.batch([(1, "a", nil), (nil, "b", nil), (3, nil, nil)]))
        #expect(output.batch.count == 1)
        #expect(output.errors.errors.map(\.row) == [1, 2])
        #expect(output.errors.errors.map(\.code) == [.nullViolation, .nullViolation])
        #expect(output.errors.errors[0].message.contains("id"))
    }

    @Test(
        "what does not fit the table is refused when planning",
        arguments: [
            "SELECT id, ts FROM STREAM s", "SELECT amount AS id FROM STREAM s",
            "SELECT 1 AS other FROM STREAM s",
        ])
    func misfits(select: String) throws {
        let error = #expect(throws: QueryError.self) {
            try Self.flow(select).plan(
                source: Self.source, table: Schema([Field("id", .int64, nullable: false)]))
        }
        #expect(error?.code == .schemaMismatch)
    }

    @Test(
        "expressions that are wrong are found when planning, with their place",
        arguments: [
            ("SELECT nope FROM STREAM s", "1:36"), ("SELECT id + ts AS x FROM STREAM s", "1:36"),
            ("SELECT id + 1 FROM STREAM s", "1:36"), ("SELECT id, ts AS ID FROM STREAM s", "1:40"),
            ("SELECT id FROM STREAM s WHERE amount", nil),
            ("SELECT id FROM STREAM s WHERE id", "1:59"),
        ] as [(String, String?)])
    func wrong(select: String, place: String?) throws {
        guard let place else {
            _ = try Self.flow(select).plan(source: Self.source)
            return
        }
        let error = #expect(throws: QueryError.self) {
            try Self.flow(select).plan(source: Self.source)
        }
        #expect(error?.position?.description == place, "\(error?.description ?? "")")
    }

    @Test("a table's columns are united from its flows")
    func inferred() throws {
        let pipeline = try PipelineDefinition(
            parsing: """
                CREATE STREAMING TABLE t PARTITIONED BY (day) AS
                  SELECT id, CAST(ts AS DATE) AS day FROM STREAM a;
                CREATE FLOW more AS INSERT INTO t BY NAME
                  SELECT id, CAST(ts AS DATE) AS day, user.age FROM STREAM b
                """)
        let schema = try pipeline.tables[0].schema(sources: { _ in Self.source })
        #expect(schema.names == ["id", "day", "age"])
        #expect(throws: QueryError.self) { try pipeline.tables[0].schema(sources: { _ in nil }) }
    }

    /// spec/pipeline-sql.md QE-RUN-03
    @Test("the batch's time is the query's, not the clock's")
    func batchTime() throws {
        let flow = try Self.flow("SELECT current_timestamp() AS now FROM STREAM s")
        let plan = try flow.plan(
            source: Self.source, session: SessionOptions(batchTimeMicroseconds: 42))
        #expect(try plan.run(Self.batch([(1, nil, nil)])).batch.row(0) == [.timestamp(42)])
        #expect(throws: QueryError.self) { try flow.plan(source: Self.source) }
    }

    @Test("a batch whose columns changed is refused by name")
    func changed() throws {
        let plan = try Self.flow("SELECT id FROM STREAM s").plan(source: Self.source)
        let other = RecordBatch(
            schema: Schema([Field("id", .string)]),
            columns: [ColumnArray(scalars: [.string("1")], type: .string)], count: 1)
        let error = #expect(throws: QueryError.self) { try plan.run(other) }
        #expect(error?.message.contains("id") == true)
    }
}
