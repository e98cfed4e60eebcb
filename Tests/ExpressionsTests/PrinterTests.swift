import Columnar
import Expressions
import Testing

@Suite struct PrinterTests {
    /// spec/expressions.md EX-SQL-03
    @Test(
        "canonical text is read back as the same tree",
        arguments: [
            "a + b * c", "(a + b) * c", "a - (b - c)", "NOT a = 1 AND b OR c", "a IS NULL",
            "NOT (a OR b)", "x BETWEEN 1 AND 2", "x NOT IN (1, 2L, 3S)", "x LIKE 'a\\\\%b'",
            "x LIKE 'a!%' ESCAPE '!'", "x ILIKE 'A%'", "CASE WHEN a THEN 1 ELSE 2 END",
            "CASE x WHEN 1 THEN 'one' END", "CAST(a AS DECIMAL(10,2))", "a::struct<b: int>.b",
            "TRY_CAST(a AS ARRAY<INT>)", "f(a, -1, -(1), 'it''s')", "`a b`.`c``d`", "`select`",
            "m['k'][0].z", "(a).b", "DATE '2026-11-20' + INTERVAL '1' DAY", "-1.50BD + 1e10",
            "TIMESTAMP '2026-11-20 01:02:03.5+02:00'", "X'00ff'", "extract(year FROM ts)",
            "a <=> b", "a IS DISTINCT FROM b", "- a", "- - 1", "1.5F < 2.5D", "a || b || 'x'",
            "trim(BOTH 'x' FROM y)", "substring(a FROM 2 FOR 3)", "NULL", "a = b IS NULL",
            "(a IS NULL) = b", "a % 2 = 0 AND (b = 1 AND c = 2)", "'tab\\there\\nnewline'",
        ])
    func roundTrip(sql: String) throws {
        let tree = try Expression(parsing: sql)
        let text = tree.sql
        let again = try Expression(parsing: text)
        #expect(again.sql == text)
        #expect({ (equal: Bool) in equal }(again == tree), "\(text)")
    }

    @Test("the Swift DSL builds what SQL says")
    func dsl() throws {
        let built: Expression = col("day") == "2026-11-20" && col("amount") < 0
        #expect(built.sql == "day = '2026-11-20' AND amount < 0")
        #expect({ (equal: Bool) in equal }(built == (try Expression(parsing: built.sql))))
        let other = !(col("a.b") + 1 > 2.5) || col("c").isIn([1, 2]) || col("d").isNull
        #expect(other.sql == "NOT a.b + 1 > 2.5D OR c IN (1, 2) OR d IS NULL")
    }

    @Test("a schema is read from DDL and printed back")
    func ddl() throws {
        let text = """
            id STRING NOT NULL COMMENT 'the key', amount DECIMAL(10,2), tags ARRAY<STRING>, \
            m MAP<STRING, INT>, s STRUCT<a: INT, `b c`: STRUCT<d: TIMESTAMP_NTZ>>
            """
        let schema = try Schema(parsingDDL: text)
        #expect(schema.names == ["id", "amount", "tags", "m", "s"])
        #expect(schema[0].nullable == false)
        #expect(schema[0].metadata == ["comment": "\"the key\""])
        #expect(schema.ddl == text)
    }
}
