import Columnar
import Expressions
import Testing

/// Expected values are the examples of Spark's *Built-in Functions* pages, or follow from their
/// text.
@Suite struct FunctionTests {
    static let texts: [(String, String)] = [
        ("lower('SparkSql')", "sparksql"), ("upper('straße')", "STRASSE"),
        ("upper(s)", "HELLO"), ("length('Spark SQL ')", "10"), ("length('grüße')", "5"),
        ("octet_length('grüße')", "7"), ("char_length(bin)", "3"),
        ("substring('Spark SQL', 5)", "k SQL"), ("substring('Spark SQL', -3)", "SQL"),
        ("substring('Spark SQL', 5, 1)", "k"), ("substring('Spark SQL' FROM 5 FOR 1)", "k"),
        ("substring('Spark SQL', 0, 2)", "Sp"), ("substr('grüße', 3, 2)", "üß"),
        ("substring('Spark SQL', -10, 3)", "Sp"), ("left('Spark SQL', 3)", "Spa"),
        ("right('Spark SQL', 3)", "SQL"), ("trim('    SparkSQL   ')", "SparkSQL"),
        ("trim(BOTH 'SL' FROM 'SSparkSQLS')", "parkSQ"),
        ("trim(LEADING 'SL' FROM 'SSparkSQLS')", "parkSQLS"),
        ("trim(TRAILING 'SL' FROM 'SSparkSQLS')", "SSparkSQ"), ("ltrim('  x ')", "x "),
        ("rtrim(' x  ')", " x"), ("btrim('SSparkSQLS', 'SL')", "parkSQ"),
        ("concat('Spark', 'SQL')", "SparkSQL"), ("'a' || 1 || TRUE", "a1true"),
        ("concat('a', NULL)", "NULL"), ("concat_ws(' ', 'Spark', 'SQL')", "Spark SQL"),
        ("concat_ws('/', 'foo', NULL, 'bar')", "foo/bar"), ("concat_ws('s')", ""),
        ("replace('ABCabc', 'abc', 'DEF')", "ABCDEF"), ("replace('aaa', 'a')", ""),
        ("translate('AaBbCc', 'abc', '123')", "A1B2C3"),
        ("split_part('11.12.13', '.', 3)", "13"), ("split_part('11.12.13', '.', -3)", "11"),
        ("split_part('11.12.13', '.', 5)", ""), ("split_part('11ab12ab13', 'ab', 1)", "11"),
        ("substring_index('www.apache.org', '.', 2)", "www.apache"),
        ("substring_index('www.apache.org', '.', -1)", "org"),
        ("lpad('hi', 5, '??')", "???hi"), ("lpad('hi', 1, '??')", "h"),
        ("lpad('hi', 5)", "   hi"), ("rpad('hi', 5, 'ab')", "hiaba"),
        ("startswith('Spark SQL', 'Spark')", "true"), ("endswith('Spark SQL', 'Spark')", "false"),
        ("contains('Spark SQL', 'SQL')", "true"), ("instr('SparkSQL', 'SQL')", "6"),
        ("position('bar', 'foobarbar')", "4"), ("position('bar', 'foobarbar', 5)", "7"),
        ("POSITION('bar' IN 'foobarbar')", "4"), ("instr('grüße', 'ße')", "4"),
        ("reverse('Spark SQL')", "LQS krapS"), ("repeat('123', 2)", "123123"),
        ("initcap('sPark sql')", "Spark Sql"), ("ascii('222')", "50"),
        ("nullif(2, 2)", "NULL"), ("nvl(NULL, 'x')", "x"), ("nvl2(NULL, 2, 1)", "1"),
        ("ifnull(NULL, 1.5)", "1.5"), ("coalesce(NULL, 1, NULL)", "1"),
        ("if(1 < 2, 'a', 'b')", "a"),
        ("CASE WHEN 1 > 0 THEN 1 WHEN 2 > 0 THEN 2.0 ELSE 1.2 END", "1.0"),
        ("CASE i WHEN 7 THEN 'seven' ELSE 'other' END", "seven"),
        ("st.x + 1", "6"), ("st.y.z", "deep"), ("list[1]", "20"), ("map['b']", "2"),
        ("element_at(list, -2)", "20"), ("element_at(map, 'c')", "NULL"), ("size(list)", "3"),
        ("get_json_object('{\"a\":\"b\"}', '$.a')", "b"),
        (
            "get_json_object('{\"a\": {\"b c\": [1, {\"d\" : \"x y\"}]}}', '$.a[''b c''][1]')",
            "{\"d\":\"x y\"}"
        ),
        ("get_json_object('[1, 2.50]', '$[1]')", "2.50"),
        ("get_json_object('{\"a\": null}', '$.a')", "NULL"),
        ("get_json_object('{\"a\": 1}', '$.b.c')", "NULL"), ("get_json_object('{', '$')", "NULL"),
        ("get_json_object('{\"a\": true, \"a\": 2}', '$.a')", "true"),
        ("array(1, 2.5, NULL)", "[1.0, 2.5, null]"), ("array(i, zero)[1]", "0"),
        ("named_struct('a', i, 'b', s).b", "Hello"), ("struct(i, 2).col2", "2"),
        ("typeof(dec)", "decimal(10,2)"), ("crc32('Spark')", "1557323817"),
        ("array_contains(list, 20)", "true"), ("array_contains(list, 99)", "NULL"),
    ]

    @Test("text, conditional and nested functions answer as in Spark", arguments: texts)
    func text(sql: String, expected: String) throws {
        #expect(try Evaluated.text(sql) == expected)
    }

    static let times: [(String, String)] = [
        ("to_date('2009-07-30 04:17:52')", "2009-07-30"),
        ("to_date('2016-12-31', 'yyyy-MM-dd')", "2016-12-31"),
        ("to_timestamp('2016-12-31 00:12:00')", "2016-12-31 00:12:00"),
        ("to_timestamp('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00"),
        ("to_timestamp('31/12/2016 1:02:03 PM', 'dd/MM/yyyy h:mm:ss a')", "2016-12-31 13:02:03"),
        ("to_timestamp('2026-11-20T10:00:00.123456+02:00')", "2026-11-20 08:00:00.123456"),
        ("to_timestamp('20 Nov 2026', 'dd MMM yyyy')", "2026-11-20 00:00:00"),
        ("date_format('2016-04-08', 'y')", "2016"),
        (
            "date_format(TIMESTAMP '2026-11-20 13:05:09.5', 'EEE, d MMM yyyy hh:mm:ss.SSS a')",
            "Fri, 20 Nov 2026 01:05:09.500 PM"
        ),
        ("date_format(DATE '2026-11-20', 'EEEE MMMM D Q')", "Friday November 324 4"),
        ("date_add('2016-07-30', 1)", "2016-07-31"), ("date_sub('2016-07-30', 1)", "2016-07-29"),
        ("DATE '2026-02-28' + 1", "2026-03-01"), ("DATE '2024-02-28' + 1", "2024-02-29"),
        ("datediff('2009-07-31', '2009-07-30')", "1"),
        ("datediff('2009-07-30', '2009-07-31')", "-1"),
        ("datediff(HOUR, TIMESTAMP '2026-01-01 00:00:00', TIMESTAMP '2026-01-02 01:30:00')", "25"),
        ("timestampdiff(MONTH, TIMESTAMP '2026-01-31', TIMESTAMP '2026-02-28')", "0"),
        ("dateadd(MONTH, 1, TIMESTAMP '2026-01-31')", "2026-02-28 00:00:00"),
        ("add_months('2016-08-31', 1)", "2016-09-30"), ("last_day('2009-01-12')", "2009-01-31"),
        ("year('2016-07-30')", "2016"), ("quarter('2016-08-31')", "3"),
        ("month('2016-07-30')", "7"), ("day('2009-07-30')", "30"),
        ("dayofweek('2009-07-30')", "5"), ("weekday('2009-07-30')", "3"),
        ("dayofyear('2016-04-09')", "100"), ("weekofyear('2008-02-20')", "8"),
        ("hour('2009-07-30 12:58:59')", "12"), ("minute('2009-07-30 12:58:59')", "58"),
        ("second('2009-07-30 12:58:59')", "59"),
        ("extract(SECOND FROM TIMESTAMP '2019-10-01 00:00:01.000001')", "1.000001"),
        ("extract(week FROM TIMESTAMP '2019-08-12 01:00:00.123456')", "33"),
        ("date_part('doy', DATE '2019-08-12')", "224"),
        ("date_trunc('YEAR', '2015-03-05T09:32:05.359')", "2015-01-01 00:00:00"),
        ("date_trunc('MM', '2015-03-05T09:32:05.359')", "2015-03-01 00:00:00"),
        ("date_trunc('DD', '2015-03-05T09:32:05.359')", "2015-03-05 00:00:00"),
        ("date_trunc('HOUR', '2015-03-05T09:32:05.359')", "2015-03-05 09:00:00"),
        ("date_trunc('WEEK', '2026-11-20T09:32:05')", "2026-11-16 00:00:00"),
        ("date_trunc('minute', TIMESTAMP '1969-12-31 23:59:30')", "1969-12-31 23:59:00"),
        ("trunc('2019-08-04', 'quarter')", "2019-07-01"),
        ("unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600"),
        ("unix_timestamp(TIMESTAMP '1969-12-31 23:59:59.5')", "-1"),
        ("from_unixtime(0)", "1970-01-01 00:00:00"),
        ("from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "1970-01-01 00:00:00"),
        ("timestamp_micros(1230219000123123)", "2008-12-25 15:30:00.123123"),
        ("timestamp_millis(1230219000123)", "2008-12-25 15:30:00.123"),
        ("timestamp_seconds(1230219000)", "2008-12-25 15:30:00"),
        ("timestamp_seconds(1230219000.123)", "2008-12-25 15:30:00.123"),
        ("make_date(2013, 7, 15)", "2013-07-15"),
        ("current_timestamp()", "2026-11-20 00:00:01.5"), ("current_date", "2026-11-20"),
        ("ts + INTERVAL 1 DAY 2 HOURS", "2026-11-21 02:00:01.5"),
        ("ts - INTERVAL '10' MINUTE", "2026-11-19 23:50:01.5"),
        ("DATE '2026-01-31' + INTERVAL 1 MONTH", "2026-02-28"),
        ("day - INTERVAL '1 week'", "2026-11-13"),
        ("unix_micros(TIMESTAMP '1970-01-01 00:00:01Z')", "1000000"),
        ("TIMESTAMP '2020-01-01' > DATE '2019-12-31'", "true"),
        ("'2026-11-20' = day", "true"), ("day = '2026-11-21'", "false"),
        ("ts > '2026-01-01'", "true"),
    ]

    @Test("date and time functions answer as in Spark, in UTC", arguments: times)
    func time(sql: String, expected: String) throws {
        #expect(try Evaluated.text(sql) == expected)
    }

    static let casts: [(String, String)] = [
        ("CAST('  12 ' AS INT)", "12"), ("CAST(1.9 AS INT)", "1"), ("CAST(-1.9D AS BIGINT)", "-1"),
        ("CAST('1.5' AS DOUBLE)", "1.5"), ("CAST('1e3' AS FLOAT)", "1000.0"),
        ("CAST('NaN' AS DOUBLE)", "NaN"), ("CAST('-Infinity' AS DOUBLE)", "-Infinity"),
        ("CAST('yes' AS BOOLEAN)", "true"), ("CAST('0' AS BOOLEAN)", "false"),
        ("CAST(2 AS BOOLEAN)", "true"), ("CAST(TRUE AS INT)", "1"),
        ("CAST('10.126' AS DECIMAL(10,2))", "10.13"), ("CAST(-2.555 AS DECIMAL(10,2))", "-2.56"),
        ("CAST(2.675D AS DECIMAL(10,2))", "2.68"), ("CAST(1 AS DECIMAL(5,2))", "1.00"),
        ("1e7", "1.0E7"), ("9999999D", "9999999.0"), ("1D / 3", "0.3333333333333333"),
        ("1e-3", "0.001"), ("1e-4", "1.0E-4"), ("123456789.5D", "1.234567895E8"),
        ("CAST(0.1F AS STRING)", "0.1"), ("-0D", "-0.0"), ("1.23e-10", "1.23E-10"),
        ("CAST(ts AS DATE)", "2026-11-20"), ("CAST(day AS TIMESTAMP)", "2026-11-20 00:00:00"),
        ("CAST(1 AS TIMESTAMP)", "1970-01-01 00:00:01"),
        ("CAST(TIMESTAMP '1970-01-01 00:00:01.5' AS DOUBLE)", "1.5"),
        ("CAST(TIMESTAMP '1969-12-31 23:59:59.5' AS BIGINT)", "-1"),
        ("CAST('2026-11' AS DATE)", "2026-11-01"), ("CAST('2026' AS DATE)", "2026-01-01"),
        ("CAST('2026-1-2 3:4:5' AS TIMESTAMP)", "2026-01-02 03:04:05"),
        ("'5'::int + 1", "6"), ("CAST(list AS STRING)", "[10, 20, null]"),
        ("CAST(map AS STRING)", "{a -> 1, b -> 2}"), ("CAST(st AS STRING)", "{5, {deep}}"),
        ("CAST(list AS ARRAY<STRING>)", "[10, 20, null]"),
        ("CAST(st AS STRUCT<a: BIGINT, b: STRUCT<c: STRING>>).a", "5"),
        ("int('3')", "3"), ("date('2026-11-20')", "2026-11-20"),
    ]

    @Test("casts convert as in Spark", arguments: casts)
    func cast(sql: String, expected: String) throws {
        #expect(try Evaluated.text(sql) == expected)
    }

    static let conditions: [(String, String)] = [
        ("NULL AND FALSE", "false"), ("NULL AND TRUE", "NULL"), ("NULL OR TRUE", "true"),
        ("NOT NULL", "NULL"), ("NULL <=> NULL", "true"), ("1 <=> NULL", "false"),
        ("i IN (1, 7)", "true"), ("i IN (1, NULL)", "NULL"), ("i NOT IN (1, 2)", "true"),
        ("i IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)", "true"), ("s IN ('Hello', 'x')", "true"),
        ("i BETWEEN 7 AND 8", "true"), ("i NOT BETWEEN 1 AND 6", "true"),
        ("s LIKE 'H%o'", "true"), ("s LIKE 'H_llo'", "true"), ("s LIKE 'h%'", "false"),
        ("s ILIKE 'h%'", "true"), ("'a%c' LIKE 'a\\\\%c'", "true"),
        ("'abc' LIKE 'a\\\\%c'", "false"),
        ("'50%' LIKE '50!%' ESCAPE '!'", "true"), ("'grüße' LIKE 'gr__e'", "true"),
        ("'aXbXc' LIKE '%X%c'", "true"), ("'' LIKE '%'", "true"), ("'' LIKE ''", "true"),
        ("CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE)", "true"),
        ("CAST('NaN' AS DOUBLE) > CAST('Infinity' AS DOUBLE)", "true"), ("0D = -0D", "true"),
        ("'a' < 'b'", "true"), ("'Z' < 'a'", "true"), ("'10' = 10", "true"), ("1 = 1.0", "true"),
        ("s IS NULL", "false"), ("s IS NOT NULL", "true"), ("b IS TRUE", "true"),
        ("1 IS DISTINCT FROM NULL", "true"), ("isnull(NULL)", "true"), ("b = TRUE", "true"),
        ("i > 1 AND s = 'Hello' OR FALSE", "true"), ("dec = 123.45", "true"),
        ("dec > 123", "true"), ("l = 1e12", "true"), ("isnan(CAST('NaN' AS DOUBLE))", "true"),
    ]

    /// spec/expressions.md EX-VAL-02
    @Test("conditions follow three-valued logic", arguments: conditions)
    func condition(sql: String, expected: String) throws {
        #expect(try Evaluated.text(sql) == expected)
    }

    @Test(
        "bad values and bad calls are errors with a code",
        arguments: [
            ("to_date('nonsense')", ExpressionError.Code.invalidCast),
            ("to_date('2016-13-01', 'yyyy-MM-dd')", .invalidCast),
            ("CAST('2026-02-30' AS DATE)", .invalidCast), ("list[3]", .indexOutOfBounds),
            ("element_at(list, 0)", .invalidArgument),
            ("split_part('a', 'b', 0)", .invalidArgument),
            ("make_date(2026, 13, 1)", .invalidArgument), ("nosuch(1)", .unknownFunction),
            ("lower(1, 2)", .wrongArgumentCount), ("nocolumn", .unknownColumn),
            ("st.nofield", .unknownColumn), ("sum(i)", .unsupported), ("i RLIKE 'x'", .unsupported),
            ("(SELECT 1)", .unsupported), ("DATE 'x'", .syntax),
            (
                "'a' LIKE 'a!' ESCAPE '!'",
                .invalidArgument
            ), ("CAST(day AS INT)", .typeMismatch), ("day - day", .unsupported),
            ("coalesce(1, day)", .typeMismatch),
            ("repeat('aaaaaaaaaa', 100000000)", .limitExceeded),
            ("timestamp_millis(9223372036854775807)", .numericOverflow),
            ("date_format(ts, 'G')", .unsupported), ("get_json_object(s, 'a')", .invalidArgument),
            ("get_json_object(s, '$[*]')", .unsupported),
            ("regexp_replace(s, 'a', 'b')", .unsupported),
        ])
    func errors(sql: String, code: ExpressionError.Code) {
        #expect(Evaluated.failure(sql) == code)
    }
}
