import Columnar
import Expressions
import QueryEngine
import Testing

@Suite struct PipelineParsingTests {
    static let sales = """
        -- Sales of all shops
        create streaming table sales (
            id STRING NOT NULL COMMENT 'the key', amount DECIMAL(10, 2), day DATE
        )
        USING delta PARTITIONED BY (Day) COMMENT 'it''s all'
        TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 7 days', lake.size 5);

        /* live rows */
        CREATE FLOW live AS INSERT INTO sales BY NAME
        SELECT id, CAST(amount AS DECIMAL(10, 2)) AS amount, to_date(ts) day
        FROM STREAM(shop.orders) o WHERE o.amount > 0 AND id IS NOT NULL;
        CREATE FLOW old COMMENT 'archive' AS INSERT INTO TABLE sales BY NAME
        SELECT * EXCEPT (note) FROM STREAM archive
        """

    /// spec/pipeline-sql.md QE-SQL-01
    @Test("a pipeline is tables and the flows into them")
    func pipeline() throws {
        let pipeline = try PipelineDefinition(parsing: Self.sales)
        #expect(pipeline.tables.count == 1)
        let table = try #require(pipeline.table("SALES"))
        #expect(table.declaredSchema?.names == ["id", "amount", "day"])
        #expect(table.declaredSchema?[0].nullable == false)
        #expect(table.partitionColumns == ["day"])
        #expect(table.comment == "it's all")
        #expect(
            table.properties == [
                "delta.logRetentionDuration": "interval 7 days", "lake.size": "5",
            ])
        #expect(table.flows.map(\.name) == ["live", "old"])
        #expect(table.flows[1].comment == "archive")
        #expect(pipeline.sourceNames == ["shop.orders", "archive"])
    }

    @Test("canonical text is read back as the same statements")
    func canonical() throws {
        let pipeline = try PipelineDefinition(parsing: Self.sales)
        let again = try PipelineDefinition(parsing: pipeline.canonicalText)
        #expect(again.canonicalText == pipeline.canonicalText)
        #expect(again.hash == pipeline.hash)
        #expect(
            pipeline.canonicalText == """
                CREATE STREAMING TABLE sales (id STRING NOT NULL COMMENT 'the key', \
                amount DECIMAL(10,2), day DATE) USING delta PARTITIONED BY (Day) \
                COMMENT 'it\\'s all' TBLPROPERTIES ('delta.logRetentionDuration' = \
                'interval 7 days', 'lake.size' = '5');
                CREATE FLOW live AS INSERT INTO sales BY NAME SELECT id, \
                CAST(amount AS DECIMAL(10,2)) AS amount, to_date(ts) AS day \
                FROM STREAM shop.orders AS o WHERE o.amount > 0 AND id IS NOT NULL;
                CREATE FLOW old COMMENT 'archive' AS INSERT INTO sales BY NAME \
                SELECT * EXCEPT (note) FROM STREAM archive;

                """)
    }

    /// spec/pipeline-sql.md QE-SQL-03
    @Test("the hash follows the meaning, not the layout")
    func hash() throws {
        let text = "CREATE STREAMING TABLE t AS SELECT a, b + 1 AS c FROM STREAM s WHERE a > 1"
        let hash = try PipelineDefinition(parsing: text).hash
        // sha256sum of the canonical text, `;` and a line break included.
        #expect(hash == "5d5d721ba2925d3189bb7fe20ea695edaae3a15d399f524857f0e146ecf4bfde")
        let spaced =
            "create  streaming table t -- x\nAS select a,(b+1) as c from stream(s) where (a>1);;"
        #expect(try PipelineDefinition(parsing: spaced).hash == hash)
        let other = text.replacing("> 1", with: "> 2")
        #expect(try PipelineDefinition(parsing: other).hash != hash)
    }

    @Test("a table can bring its flow with it")
    func tableWithQuery() throws {
        let pipeline = try PipelineDefinition(
            parsing: "CREATE OR REFRESH STREAMING TABLE IF NOT EXISTS t AS SELECT * FROM STREAM s;")
        #expect(pipeline.tables[0].flows.map(\.name) == ["t"])
        #expect(pipeline.tables[0].declaredSchema == nil)
        let error = #expect(throws: QueryError.self) {
            try PipelineDefinition(
                parsing: "\nCREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM s",
                sparkCompatible: true)
        }
        #expect(error?.code == .notSparkCompatible)
        #expect(error?.position?.description == "2:1")
    }

    static let create = "CREATE STREAMING TABLE t AS SELECT a FROM STREAM s"

    /// spec/pipeline-sql.md QE-SQL-02
    static let refusals: [(String, String, String)] = [
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "1:1", "CREATE MATERIALIZED VIEW"),
        ("CREATE TABLE t (a INT)", "1:1", "CREATE TABLE"),
        ("CREATE FLOW f AS AUTO CDC INTO t FROM STREAM s KEYS (id)", "1:18", "AUTO CDC"),
        ("CREATE FLOW f AS INSERT INTO ONCE t BY NAME SELECT 1", "1:30", "ONCE"),
        ("\(create) GROUP BY a", "1:52", "GROUP BY"),
        ("\(create) WHERE a > 1\nLIMIT 3", "2:1", "LIMIT"),
        ("\(create) s1 JOIN u ON a = b", "1:55", "a join"), ("\(create), u", "1:51", "a join"),
        ("\(create) LEFT JOIN u", "1:52", "a join"),
        ("\(create) WATERMARK ts DELAY OF INTERVAL 1 MINUTE", "1:52", "WATERMARK"),
        ("\(create) UNION ALL SELECT 1", "1:52", "UNION"),
        ("CREATE STREAMING TABLE t AS SELECT DISTINCT a FROM STREAM s", "1:36", "SELECT DISTINCT"),
        ("CREATE STREAMING TABLE t AS SELECT a FROM s", "1:43", "FROM STREAM s"),
        ("CREATE STREAMING TABLE t AS SELECT a FROM (SELECT 1)", "1:43", "a subquery"),
        ("CREATE STREAMING TABLE t CLUSTER BY (a)", "1:26", "CLUSTER"),
        ("CREATE STREAMING TABLE t (a INT, CONSTRAINT c EXPECT (a > 1))", "1:34", "a constraint"),
        ("CREATE STREAMING TABLE t (a VARCHAR(3))", "1:29", "VARCHAR"),
        ("CREATE STREAMING TABLE t USING parquet", "1:32", "parquet"),
        ("CREATE STREAMING TABLE t PARTITIONED BY (days(ts))", "1:42", "transform days"),
        ("CREATE STREAMING TABLE t AS WITH x AS (SELECT 1) SELECT 1", "1:29", "WITH"),
        ("SELECT 1", "1:1", "SELECT"),
        (
            "CREATE STREAMING TABLE t AS SELECT row_number() OVER (ORDER BY a) FROM STREAM s",
            "1:49",
            "OVER"
        ),
        ("CREATE STREAMING TABLE t AS SELECT count(*) FROM STREAM s", "1:42", "*"),
    ]

    @Test("what is not supported is refused by name, at its place", arguments: refusals)
    func refused(sql: String, place: String, words: String) {
        let error = #expect(throws: QueryError.self) { try PipelineDefinition(parsing: sql) }
        #expect(error?.position?.description == place, "\(error?.description ?? "")")
        #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(
        "mistakes are found at their place",
        arguments: [
            ("CREATE STREAMING TABLE", "1:23"), ("CREATE STREAMING TABLE t AS SELECT", "1:35"),
            ("CREATE STREAMING TABLE t AS SELECT a, FROM STREAM s", "1:39"),
            ("CREATE STREAMING TABLE t AS SELECT a b c FROM STREAM s", "1:40"),
            ("\(create) WHERE", "1:57"),
            ("\(create);\nCREATE FLOW f AS INSERT INTO t SELECT 1", "2:32"),
            ("CREATE STREAMING TABLE t AS SELECT 'abc FROM STREAM s", "1:36"),
            ("CREATE STREAMING TABLE t AS SELECT a FROM STREAM s /* open", "1:52"),
            ("CREATE STREAMING TABLE t", "1:1"), ("\(create); \(create)", "1:53"),
            ("\(create);\nCREATE FLOW f AS INSERT INTO u BY NAME SELECT a FROM STREAM s", "2:1"),
            ("\(create);\nCREATE FLOW T AS INSERT INTO t BY NAME SELECT a FROM STREAM s", "2:1"),
            ("CREATE STREAMING TABLE t (a INT, A INT)", "1:34"), ("", "1:1"), ("  \n -- x", "1:1"),
            ("CREATE STREAMING TABLE t (a INT) PARTITIONED BY (b)", "1:1"),
        ])
    func mistakes(sql: String, place: String) {
        let error = #expect(throws: QueryError.self) { try PipelineDefinition(parsing: sql) }
        #expect(error?.position?.description == place, "\(error?.description ?? "")")
    }
}
