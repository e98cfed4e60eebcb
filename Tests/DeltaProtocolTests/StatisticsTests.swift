import Columnar
import DeltaProtocol
import Testing

@Suite struct StatisticsTests {
    static let decimal = DecimalType(precision: 30, scale: 2)!

    private func read(
        _ text: String, _ type: DataType, path: [String] = ["x"]
    ) throws -> (FileStatistics, ColumnStatistics) {
        var reader = StatisticsReader(columns: [StatisticsColumn(path: path, type: type)])
        let read = reader.read(text)
        let statistics = try #require(read)
        return (statistics, statistics.columns[0])
    }

    private func bounds(_ min: String, _ max: String, _ type: DataType) throws -> ColumnStatistics {
        try read(#"{"minValues":{"x":\#(min)},"maxValues":{"x":\#(max)}}"#, type).1
    }

    @Test("legal bounds are read as values of the column's type")
    func legal() throws {
        #expect(
            try bounds("1", "2", .int32) == ColumnStatistics(min: .int32(1), max: .int32(2)))
        #expect(
            try bounds("\"a\"", "\"b\"", .string)
                == ColumnStatistics(min: .string("a"), max: .string("b")))
        #expect(
            try bounds("123456789012345678901234.5", "1e27", .decimal(Self.decimal))
                == ColumnStatistics(
                    min: .decimal(12_345_678_901_234_567_890_123_450, Self.decimal),
                    max: .decimal(100_000_000_000_000_000_000_000_000_000, Self.decimal)))
        #expect(
            try bounds("\"2000-01-01\"", "\"2000-01-02\"", .date)
                == ColumnStatistics(min: .date(10957), max: .date(10958)))
    }

    @Test("DP-STAT-02 a greatest timestamp is widened by a millisecond")
    func widened() throws {
        let column = try bounds(
            "\"2000-01-01T00:00:00.000-08:00\"", "\"2000-01-01T08:00:00.001Z\"", .timestamp)
        #expect(column.min == .timestamp(946_713_600_000_000))
        #expect(column.max == .timestamp(946_713_600_002_000))
        let local = try bounds(
            "\"1970-01-01T00:00:00.000\"", "\"1970-01-01T00:00:00.000\"", .timestampNTZ)
        #expect(local == ColumnStatistics(min: .timestampNTZ(0), max: .timestampNTZ(1000)))
    }

    @Test("DP-WID-02 bounds of a column that was float hold for the texts of floats")
    func wasFloat() {
        let changes = #"[{"fromType":"float","toType":"double"}]"#
        for (metadata, min, max) in [
            ([:], 0.7, 0.8), (["delta.typeChanges": changes], 0.699999988079071, 0.800000011920929),
        ] {
            let schema = Schema([Field("x", .float64, metadata: metadata)])
            var reader = StatisticsReader(columns: StatisticsColumn.columns(of: schema))
            let text = #"{"minValues":{"x":0.7},"maxValues":{"x":0.8}}"#
            let found = reader.read(text)?.columns.first
            #expect(found == ColumnStatistics(min: .float64(min), max: .float64(max)))
        }
    }

    @Test(
        "DP-STAT-01 bounds that cannot be legal are ignored",
        arguments: [
            ("2", "1", DataType.int32), ("\"1\"", "\"2\"", .int32), ("1.5", "2.5", .int64),
            ("300", "400", .int8), ("\"NaN\"", "\"NaN\"", .float64), ("1", "2", .string),
            ("\"2000-13-01\"", "\"x\"", .date), ("null", "null", .int32), ("{}", "[]", .int32),
            ("\"a\"", "\"b\"", .binary),
        ])
    func ignored(min: String, max: String, type: DataType) throws {
        #expect(try bounds(min, max, type) == ColumnStatistics())
    }

    @Test("DP-STAT-01 one bound may stand without the other")
    func oneBound() throws {
        #expect(try bounds("1.5", "\"NaN\"", .float64) == ColumnStatistics(min: .float64(1.5)))
    }

    @Test("DP-STAT-01 counts that cannot be are ignored, texts that are no object say nothing")
    func counts() throws {
        #expect(try read(#"{"numRecords":-1}"#, .int32).0.numRecords == nil)
        #expect(try read(#"{"numRecords":3,"nullCount":{"x":4}}"#, .int32).1.nullCount == nil)
        #expect(try read(#"{"numRecords":3,"nullCount":{"x":3}}"#, .int32).1.nullCount == 3)
        #expect(try read(#"{"nullCount":{"x":-1}}"#, .int32).1.nullCount == nil)
        var reader = StatisticsReader(columns: [])
        #expect(reader.read("") == nil)
        #expect(reader.read("[1]") == nil)
        #expect(reader.read("{\"numRecords\":1") == nil)
    }

    @Test("DP-STAT-03 wide bounds leave only the null counts none and all")
    func wide() throws {
        func count(_ nulls: Int) throws -> Int64? {
            try read(
                #"{"numRecords":3,"tightBounds":false,"nullCount":{"x":\#(nulls)}}"#, .int32
            ).1.nullCount
        }
        #expect(try count(0) == 0)
        #expect(try count(3) == 3)
        #expect(try count(1) == nil)
    }

    @Test("nested columns are found by their path")
    func nested() throws {
        let (_, column) = try read(
            #"{"numRecords":1,"minValues":{"a":{"b":{"c":5}}},"nullCount":{"a":{"b":{"c":0}}}}"#,
            .int64, path: ["a", "b", "c"])
        #expect(column == ColumnStatistics(min: .int64(5), nullCount: 0))
    }

    @Test("the leaf columns of a table are its statistics columns")
    func columns() {
        let schema = Schema([
            Field("p", .string), Field("a", .struct([Field("b", .int32), Field("c", .date)])),
            Field("l", .list(Field("element", .int32))), Field("z", .binary),
        ])
        let columns = StatisticsColumn.columns(of: schema, partitionColumns: ["p"])
        #expect(columns.map(\.path) == [["a", "b"], ["a", "c"], ["l"], ["z"]])
        #expect(columns.map(\.hasBounds) == [true, true, false, false])
        #expect(StatisticsColumn.columns(of: schema, limit: 2).map(\.path) == [["p"], ["a", "b"]])
    }

    @Test("statistics are written nested, in order, with legal bounds only")
    func written() {
        let columns = [
            StatisticsColumn(path: ["id"], type: .int64),
            StatisticsColumn(path: ["s", "t"], type: .timestamp),
            StatisticsColumn(path: ["s", "f"], type: .float64),
            StatisticsColumn(path: ["b"], type: .binary),
            StatisticsColumn(path: ["d"], type: .decimal(Self.decimal)),
        ]
        let statistics = FileStatistics(
            numRecords: 3,
            columns: [
                ColumnStatistics(min: .int64(1), max: .int64(3), nullCount: 0),
                ColumnStatistics(min: .timestamp(1), max: .timestamp(1001), nullCount: 1),
                ColumnStatistics(min: .float64(1), max: .float64(.nan), nullCount: 0),
                ColumnStatistics(min: .binary([1]), max: .binary([2]), nullCount: 2),
                ColumnStatistics(
                    min: .decimal(-5, Self.decimal), max: .decimal(1234, Self.decimal)),
            ])
        #expect(
            statistics.json(columns: columns)
                == #"{"numRecords":3,"minValues":{"id":1,"s":{"t":"1970-01-01T00:00:00.000Z"},"#
                + #""d":-0.05},"maxValues":{"id":3,"s":{"t":"1970-01-01T00:00:00.002Z"},"#
                + #""d":12.34},"nullCount":{"id":0,"s":{"t":1,"f":0},"b":2}}"#)
    }

    @Test(
        "DP-STAT-02 a string cut off bounds the whole string",
        arguments: [
            String(repeating: "a", count: 32), String(repeating: "a", count: 33),
            String(repeating: "é", count: 40), String(repeating: "a", count: 32) + "é",
            String(repeating: "\u{10FFFF}", count: 33) + "b", String(repeating: "x", count: 1000),
        ])
    func strings(text: String) throws {
        let columns = [StatisticsColumn(path: ["x"], type: .string)]
        let json = FileStatistics(
            numRecords: 1,
            columns: [ColumnStatistics(min: .string(text), max: .string(text), nullCount: 0)]
        ).json(columns: columns)
        var reader = StatisticsReader(columns: columns)
        let statistics = reader.read(json)
        let read = try #require(statistics).columns[0]
        guard case .string(let low)? = read.min, case .string(let high)? = read.max else {
            Issue.record("\(json)")
            return
        }
        #expect(!text.utf8.lexicographicallyPrecedes(low.utf8))
        #expect(!high.utf8.lexicographicallyPrecedes(text.utf8))
        #expect(low.unicodeScalars.count <= 32)
        #expect(high.unicodeScalars.count <= 65)
    }

    @Test("the greatest of all strings has no short bound")
    func greatestString() throws {
        let columns = [StatisticsColumn(path: ["x"], type: .string)]
        let text = String(repeating: "\u{10FFFF}", count: 100)
        let json = FileStatistics(
            numRecords: 1, columns: [ColumnStatistics(max: .string(text))]
        ).json(columns: columns)
        #expect(json == #"{"numRecords":1,"minValues":{},"maxValues":{},"nullCount":{}}"#)
    }
}
