import Columnar
import Testing

@testable import Expressions

@Suite struct PruningTests {
    static let schema = Schema([
        Field("i", .int32), Field("f", .float64), Field("s", .string), Field("d", .date),
        Field("m", .decimal(DecimalType(precision: 6, scale: 2)!)), Field("b", .boolean),
        Field("t", .timestamp),
    ])

    static func predicate(_ sql: String) throws -> StatisticsPredicate {
        StatisticsPredicate(
            try Binder(schema).bindPredicate(Expression(parsing: sql)), schema: schema)
    }

    static let table: [(String, ColumnBounds, Bool)] = [
        ("i > 5", ColumnBounds(min: .int32(1), max: .int32(5), nullCount: 0), false),
        ("i >= 5", ColumnBounds(min: .int32(1), max: .int32(5), nullCount: 0), true),
        ("i = 7", ColumnBounds(min: .int32(1), max: .int32(5)), false),
        ("i != 5", ColumnBounds(min: .int32(5), max: .int32(5)), false),
        ("i IS NULL", ColumnBounds(min: .int32(5), max: .int32(5), nullCount: 0), false),
        ("i IS NULL", ColumnBounds(min: .int32(5), max: .int32(5)), true),
        ("i IS NOT NULL", ColumnBounds(nullCount: 10), false),
        ("i = 3", ColumnBounds(nullCount: 10), false),
        ("i <=> NULL", ColumnBounds(nullCount: 0), false),
        ("NOT (i > 5)", ColumnBounds(min: .int32(6), max: .int32(9)), false),
        ("i IN (1, 2, 9)", ColumnBounds(min: .int32(3), max: .int32(8)), false),
        ("i BETWEEN 10 AND 20", ColumnBounds(min: .int32(1), max: .int32(9)), false),
        ("i + 1 > 10", ColumnBounds(min: .int32(1), max: .int32(8)), false),
        ("10 - i < 1", ColumnBounds(min: .int32(1), max: .int32(8)), false),
        ("i = 2.5", ColumnBounds(min: .int32(3), max: .int32(8)), false),
        ("f > 5", ColumnBounds(min: .float64(1), max: .float64(2)), true),
        ("f < 1", ColumnBounds(min: .float64(1), max: .float64(2)), false),
        ("f != 1", ColumnBounds(min: .float64(1), max: .float64(1)), true),
        ("s LIKE 'b%'", ColumnBounds(min: .string("c"), max: .string("d")), false),
        ("s LIKE 'b%'", ColumnBounds(min: .string("a"), max: .string("az")), false),
        ("s LIKE 'b%'", ColumnBounds(min: .string("ba"), max: .string("d")), true),
        ("startswith(s, 'x')", ColumnBounds(min: .string("a"), max: .string("w")), false),
        ("s = 'b'", ColumnBounds(min: .string("c"), max: .string("d")), false),
        ("year(d) = 2025", ColumnBounds(min: .date(20_454), max: .date(20_500)), false),
        (
            "t >= '2026-01-01' AND t < '2026-01-02'",
            ColumnBounds(
                min: .timestamp(1_800_000_000_000_000), max: .timestamp(1_800_000_000_000_001)),
            false
        ),
        (
            "CAST(t AS DATE) = '2026-01-02'",
            ColumnBounds(
                min: .timestamp(1_767_225_600_000_000), max: .timestamp(1_767_225_600_000_001)),
            false
        ),
        ("b", ColumnBounds(min: .boolean(false), max: .boolean(false)), false),
        ("NOT b", ColumnBounds(min: .boolean(false), max: .boolean(false)), true),
        ("i > 5 OR i < 0", ColumnBounds(min: .int32(1), max: .int32(5)), false),
        ("i > 5 OR s = 'x'", ColumnBounds(min: .int32(1), max: .int32(5)), true),
        ("i > 5", ColumnBounds(min: .string("a"), max: .string("b")), true),
        ("FALSE", ColumnBounds(), false), ("NULL", ColumnBounds(), false),
    ]

    @Test("bounds decide what can match", arguments: 0..<table.count)
    func bounds(index: Int) throws {
        let (sql, bounds, expected) = Self.table[index]
        let predicate = try Self.predicate(sql)
        // Only the first column of the predicate has bounds; nothing is known of others.
        let mayMatch = predicate.mayMatch(rowCount: 10) { $0 == 0 ? bounds : nil }
        #expect(mayMatch == expected, "\(sql)")
    }

    @Test("no statistics and no rows")
    func nothingKnown() throws {
        let predicate = try Self.predicate("i > 5 AND s = 'x'")
        #expect(predicate.columns == [["i"], ["s"]])
        #expect(predicate.mayMatch(rowCount: nil) { _ in nil })
        #expect(!predicate.mayMatch(rowCount: 0) { _ in nil })
        #expect(!predicate.canNeverMatch(rowCount: nil) { _ in nil })
    }

    /// spec/expressions.md EX-PRU-01
    @Test("what may be dropped never holds a matching row", arguments: 0..<60)
    func property(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var pruned = 0
        for _ in 0..<40 {
            let batch = random.batch(Self.schema)
            let sql = random.condition(depth: 3)
            let bound = try Binder(Self.schema).bindPredicate(Expression(parsing: sql))
            let simple = Simplifier.simplify(bound)
            let (selected, errors) = VectorEvaluator().selectCollectingErrors(bound, on: batch)
            let again = VectorEvaluator().selectCollectingErrors(simple, on: batch)
            #expect(again.selected == selected, "seed \(seed): \(sql)")
            #expect(
                again.errors.errors.map(\.row) == errors.errors.map(\.row), "seed \(seed): \(sql)")
            for predicate in [bound, simple] {
                let statistics = StatisticsPredicate(predicate, schema: Self.schema)
                let mayMatch = statistics.mayMatch(rowCount: Int64(batch.count)) { place in
                    random.bounds(batch.column(statistics.columns[place][0]))
                }
                if selected.setCount() > 0 {
                    #expect(mayMatch, "seed \(seed): \(sql) drops a matching row")
                }
                if !mayMatch { pruned += 1 }
            }
        }
        #expect(pruned > 0, "seed \(seed): nothing was ever dropped")
    }

    @Test("partition conditions are decided exactly and split off")
    func partitions() throws {
        let condition = try Binder(Self.schema).bindPredicate(
            Expression(parsing: "upper(s) = 'A' AND i > 3 AND d IN ('2026-11-20') AND f < i"))
        let split = PartitionPredicate(
            condition, tableSchema: Self.schema, partitionColumns: ["d", "s"])
        #expect(split.schema.names == ["d", "s"])
        #expect(split.mayMatch([.date(20_777), .string("a")]))
        #expect(!split.mayMatch([.date(20_776), .string("a")]))
        #expect(!split.mayMatch([.date(20_777), .null]))
        #expect(split.remainder?.conjuncts.count == 2)
        let none = PartitionPredicate(
            condition, tableSchema: Self.schema, partitionColumns: ["b"])
        #expect(none.predicate == nil)
        #expect(none.mayMatch([.null]))
    }
}
