import Columnar
import Expressions
import Testing

/// Expected values are those of Spark's documentation (SQL reference, *ANSI Compliance* and
/// *Built-in Functions*) or follow from its rules by hand.
@Suite struct ArithmeticTests {
    static let cases: [(String, String)] = [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("-i", "-7"), ("7 % 3", "1"), ("-7 % 3", "-1"),
        ("3 / 2", "1.5"), ("2L / 2L", "1.0"), ("3 DIV 2", "1"), ("-3 DIV 2", "-1"),
        ("i + l", "1000000000007"), ("d * 2", "5.0"), ("dec + 1", "124.45"),
        ("dec * 2", "246.90"), ("dec / 2", "61.725000"), ("dec % 100", "23.45"),
        ("1.0 / 3", "0.333333"), ("0.1 + 0.2", "0.3"), ("'3' + 4", "7"), ("'1.5' * 2D", "3.0"),
        ("abs(-3)", "3"), ("ceil(2.1)", "3"), ("floor(-2.1)", "-3"), ("ceil(-0.1)", "0"),
        ("ceil(2.5D)", "3"), ("round(2.5, 0)", "3"), ("round(2.5D, 0)", "3.0"),
        ("round(-2.5D)", "-3.0"), ("round(1.2345D, 3)", "1.235"), ("round(25, -1)", "30"),
        ("sqrt(4)", "2.0"), ("power(2, 3)", "8.0"), ("pow(2, 0.5D)", "1.4142135623730951"),
        ("mod(2, 1.8)", "0.2"), ("greatest(10, 9, 2, 4, 3)", "10"),
        ("least(10, 9, NULL, 4, 3)", "3"), ("sign(-40)", "-1.0"), ("exp(0)", "1.0"),
        ("ln(1)", "0.0"), ("log10(10)", "1.0"), ("ln(0)", "NULL"),
        ("9223372036854775807 - 1", "9223372036854775806"),
        (
            "CAST(0.5 AS DECIMAL(38,38)) * CAST(0.5 AS DECIMAL(38,38))",
            "0.2500000000000000000000000000000000000"
        ),
        (
            "CAST('0.99999999999999999999999999999999999999' AS DECIMAL(38,38)) * "
                + "CAST('0.99999999999999999999999999999999999999' AS DECIMAL(38,38))",
            "1.0000000000000000000000000000000000000"
        ),
        (
            "CAST('1234567890123456789012345678' AS DECIMAL(38,0)) / 7",
            "176366841446208112716049382.571429"
        ),
        ("12345678901234567890 + 1", "12345678901234567891"),
    ]

    /// spec/expressions.md EX-VAL-01
    @Test("numbers are computed as in Spark", arguments: cases)
    func value(sql: String, expected: String) throws {
        #expect(try Evaluated.text(sql) == expected)
    }

    @Test(
        "result types follow Spark's decimal rules",
        arguments: [
            ("dec + dec", "decimal(11,2)"), ("dec * dec", "decimal(21,4)"),
            ("dec / dec", "decimal(23,13)"), ("dec % dec", "decimal(10,2)"),
            ("dec + 1", "decimal(11,2)"), ("dec + i", "decimal(13,2)"),
            ("CAST(1 AS DECIMAL(38,10)) * CAST(1 AS DECIMAL(38,10))", "decimal(38,6)"),
            ("CAST(1 AS DECIMAL(38,18)) + CAST(1 AS DECIMAL(38,0))", "decimal(38,6)"),
            ("CAST(1 AS DECIMAL(38,18)) * 2", "decimal(38,16)"),
            ("dec + 1D", "double"), ("i / i", "double"), ("i DIV i", "bigint"),
            ("t + t", "tinyint"),
            ("t + i", "int"), ("1 + 1F", "double"), ("1.50", "decimal(3,2)"),
            ("0.05", "decimal(2,2)"), ("1e3", "double"), ("99999999999", "bigint"),
        ])
    func types(sql: String, expected: String) throws {
        #expect(try Evaluated.type(sql).description == expected)
    }

    @Test(
        "what has no result is an error in ANSI mode",
        arguments: [
            ("2147483647 + 1", ExpressionError.Code.numericOverflow),
            ("abs(CAST(-2147483648 AS INT))", .numericOverflow),
            ("t + t + t", .numericOverflow), ("-(-9223372036854775808L)", .numericOverflow),
            ("1 / zero", .divideByZero), ("1 % zero", .divideByZero), ("1 DIV 0", .divideByZero),
            ("1D / 0", .divideByZero), ("dec / zero", .divideByZero),
            ("CAST('a' AS INT)", .invalidCast), ("CAST(2147483648L AS INT)", .numericOverflow),
            ("CAST(999999999 AS DECIMAL(5,2))", .numericOverflow),
            ("i + b", .typeMismatch), ("s AND 1", .typeMismatch),
        ])
    func errors(sql: String, code: ExpressionError.Code) {
        #expect(Evaluated.failure(sql) == code)
    }

    @Test("without ANSI mode it is null, or wraps around")
    func lenient() throws {
        #expect(try Evaluated.value("2147483647 + 1", ansi: false) == .int32(.min))
        #expect(try Evaluated.value("1 / zero", ansi: false) == .null)
        #expect(try Evaluated.value("CAST('a' AS INT)", ansi: false) == .null)
        #expect(try Evaluated.value("TRY_CAST('a' AS INT)") == .null)
        #expect(try Evaluated.value("TRY_CAST('12' AS INT)") == .int32(12))
    }

    @Test("a null operand makes a null result", arguments: ["i + 1", "d * d", "dec / 2", "-l"])
    func nulls(sql: String) throws {
        #expect(try Evaluated.values(sql)[1] == .null)
    }
}
