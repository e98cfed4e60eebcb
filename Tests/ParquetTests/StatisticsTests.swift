import BinaryIO
import Columnar
import Parquet
import Testing

/// Bounds, written and believed: PQ-STA-01, PQ-STA-02, PQ-STA-03.
@Suite struct StatisticsTests {
    private func file(
        _ type: DataType, _ values: [Scalar], options: WriteOptions = WriteOptions()
    ) throws -> (footer: ParquetFooter, summary: FileSummary) {
        let schema = Schema([Field("x", type)])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: values, type: type)],
            count: values.count)
        let (file, summary) = try writeAll(schema, [batch], options: options)
        return (try ParquetFooter.read(file), summary)
    }

    private func statistics(
        _ type: DataType, _ values: [Scalar], options: WriteOptions = WriteOptions()
    ) throws -> ColumnChunkStatistics {
        try #require(
            try file(type, values, options: options).footer.statistics(ofRowGroup: 0).column("x"))
    }

    @Test(
        "bounds and null counts are those of the values, dictionary or not",
        arguments: [true, false])
    func bounds(dictionaries: Bool) throws {
        var options = WriteOptions()
        options.writesDictionaries = dictionaries
        let cases: [(DataType, [Scalar], Scalar, Scalar)] = [
            (.boolean, [.boolean(true), .null], .boolean(true), .boolean(true)),
            (.int8, [.int8(3), .null, .int8(-128)], .int8(-128), .int8(3)),
            (.int64, [.int64(.max), .null, .int64(.min)], .int64(.min), .int64(.max)),
            (.date, [.date(5), .date(-7), .null], .date(-7), .date(5)),
            (.timestamp, [.timestamp(5), .null, .timestamp(-7)], .timestamp(-7), .timestamp(5)),
            (
                EveryType.decimal(30, 2),
                [
                    .decimal(-5, DecimalType(precision: 30, scale: 2)!), .null,
                    .decimal(300, DecimalType(precision: 30, scale: 2)!),
                ], .decimal(-5, DecimalType(precision: 30, scale: 2)!),
                .decimal(300, DecimalType(precision: 30, scale: 2)!)
            ),
            (
                .string, [.string("b"), .null, .string("é"), .string("a")], .string("a"),
                .string("é")
            ),
            (.binary, [.binary([0xFF]), .null, .binary([])], .binary([]), .binary([0xFF])),
        ]
        for (type, values, minimum, maximum) in cases {
            let (footer, summary) = try file(type, values, options: options)
            let found = try #require(footer.statistics(ofRowGroup: 0).column("x"))
            #expect(found.minimum == minimum, "\(type)")
            #expect(found.maximum == maximum, "\(type)")
            #expect(found.isMinimumExact && found.isMaximumExact, "\(type)")
            #expect(found.nullCount == 1, "\(type)")
            #expect(summary.columns[0].minimum == minimum, "\(type)")
            #expect(summary.columns[0].maximum == maximum, "\(type)")
            #expect(summary.columns[0].nullCount == 1, "\(type)")
        }
    }

    @Test("NaN is no bound, and a zero bound covers both zeros")
    func floats() throws {
        let nan = try statistics(.float64, [.float64(.nan), .float64(.nan), .null])
        #expect(nan.minimum == nil && nan.maximum == nil && nan.nullCount == 1)
        let mixed = try statistics(.float64, [.float64(.nan), .float64(1), .float64(-1)])
        #expect(mixed.minimum == .float64(-1) && mixed.maximum == .float64(1))
        let zeros = try statistics(.float32, [.float32(0.0)])
        guard case .float32(let least) = zeros.minimum, case .float32(let greatest) = zeros.maximum
        else {
            Issue.record("no bounds")
            return
        }
        #expect(least.sign == .minus && greatest.sign == .plus)
    }

    @Test("a column of nulls has a null count and no bounds; no rows have no statistics")
    func onlyNulls() throws {
        let nulls = try statistics(.string, [.null, .null])
        #expect(nulls.isAllNull && nulls.minimum == nil && nulls.maximum == nil)
        #expect(try file(.string, []).footer.rowGroupCount == 0)
    }

    @Test("long bounds are cut between characters, stay bounds, and say that they are cut")
    func truncation() throws {
        var options = WriteOptions()
        options.statisticsBytesMax = 8
        let text = "aaaaaaé tail"  // é starts at byte 6 and ends before byte 8
        let found = try statistics(.string, [.string(text)], options: options)
        #expect(found.minimum == .string("aaaaaaé"))
        #expect(found.maximum == .string("aaaaaaê"))
        #expect(!found.isMinimumExact && !found.isMaximumExact)
        let split = try statistics(.string, [.string("aaaaaaaé")], options: options)
        #expect(split.minimum == .string("aaaaaaa"))
        #expect(split.maximum == .string("aaaaaab"))
        let top = try statistics(
            .string, [.string(String(repeating: "\u{10FFFF}", count: 3))], options: options)
        #expect(top.minimum == .string("\u{10FFFF}\u{10FFFF}"))
        #expect(top.maximum == nil)
        let bytes = try statistics(
            .binary, [.binary([1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])],
            options: options)
        #expect(bytes.maximum == .binary([2]))
        let surrogates = try statistics(.string, [.string("aaaaa\u{D7FF}b")], options: options)
        #expect(surrogates.maximum == .string("aaaaa\u{E000}"))
    }

    @Test("row groups that cannot match are skipped by the caller's predicate")
    func pruning() throws {
        var options = WriteOptions()
        options.rowGroupRowsMax = 10
        let (footer, _) = try file(
            .int64, (0..<40).map { .int64(Int64($0)) }, options: options)
        let groups = footer.rowGroups { group in
            guard case .int64(let least)? = group.column("x")?.minimum,
                case .int64(let greatest)? = group.column("x")?.maximum
            else { return true }
            return least <= 25 && 25 <= greatest
        }
        #expect(groups == [2])
    }

    @Test("bounds of other writers that cannot be believed are left out")
    func untrusted() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        let nan = try #require(Files.read("\(folder)/nan_in_stats.parquet"))
        let found = try ParquetFooter.read(nan).statistics(ofRowGroup: 0).column("x")
        #expect(found?.maximum == nil)
        let half = try #require(Files.read("\(folder)/float16_nonzeros_and_nans.parquet"))
        let halves = try ParquetFooter.read(half).statistics(ofRowGroup: 0).column("x")
        #expect(halves?.minimum == .float32(-2) && halves?.maximum == .float32(2))
    }
}
