import BinaryIO
import Columnar
import Parquet
import Testing

/// The page index: PQ-IDX-01, PQ-IDX-02.
@Suite struct PageIndexTests {
    private func pages(_ file: Bytes, _ path: [String], _ group: Int = 0) throws -> [PageSummary]? {
        let footer = try ParquetFooter.read(file)
        let ranges = footer.pageIndexRanges(of: path, rowGroup: group)
        guard let places = ranges.offsetIndex else { return nil }
        return footer.pages(
            of: path, rowGroup: group, columnIndex: ranges.columnIndex.map { file[$0] },
            offsetIndex: file[places])
    }

    private func single(_ scalars: [Scalar], _ type: DataType) -> (Schema, RecordBatch) {
        let schema = Schema([Field("c", type)])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: scalars, type: type)],
            count: scalars.count)
        return (schema, batch)
    }

    @Test("pages have the bounds, nulls and rows of their values")
    func bounds() throws {
        let values: [Scalar] =
            (0..<10).map { .int64($0) } + Array(repeating: .null, count: 10)
            + [.int64(-5), .null, .int64(40)]
        let (schema, batch) = single(values, .int64)
        var options = WriteOptions()
        options.pageRowsMax = 10
        for dictionaries in [true, false] {
            options.writesDictionaries = dictionaries
            let file = try writeAll(schema, [batch], options: options).file
            let pages = try #require(try pages(file, ["c"]))
            #expect(pages.map(\.rows) == [0..<10, 10..<20, 20..<23])
            #expect(pages.map(\.minimum) == [.int64(0), nil, .int64(-5)])
            #expect(pages.map(\.maximum) == [.int64(9), nil, .int64(40)])
            #expect(pages.map(\.nullCount) == [0, 10, 1])
            #expect(pages.map(\.isAllNull) == [false, true, false])
        }
    }

    @Test("no page of any type has a value outside its bounds, whatever the encoding")
    func everyType() throws {
        for choice in [EncodingChoice.dictionaryOrPlain, .smallest] {
            var options = WriteOptions(.compact)
            options.encoding = choice
            options.pageRowsMax = 37
            options.statisticsBytesMax = 6
            let batch = EveryType.batch(500)
            let file = try writeAll(EveryType.schema, [batch], options: options).file
            for field in EveryType.schema.fields where !field.type.isNested {
                let pages = try #require(try pages(file, [field.name]), "\(field.name)")
                #expect(pages.last?.rows.upperBound == 500)
                let column = try #require(batch.column(field.name))
                for page in pages {
                    let values = column.slice(page.rows).scalars()
                    #expect(page.nullCount == values.count(where: \.isNull), "\(field.name)")
                    expectInside(values, page, field.name)
                }
            }
        }
    }

    private func expectInside(_ values: [Scalar], _ page: PageSummary, _ name: String) {
        for value in values {
            switch (value, page.minimum, page.maximum) {
            case (.int64(let value), .int64(let low)?, .int64(let high)?):
                #expect(low <= value && value <= high, "\(name)")
            case (.float64(let value), .float64(let low)?, .float64(let high)?):
                #expect(low <= value && value <= high, "\(name)")
            case (.string(let value), .string(let low)?, .string(let high)?):
                #expect(!value.utf8.lexicographicallyPrecedes(low.utf8), "\(name)")
                #expect(!high.utf8.lexicographicallyPrecedes(value.utf8), "\(name)")
            case (.binary(let value), .binary(let low)?, let high):
                #expect(!value.lexicographicallyPrecedes(low), "\(name)")
                if case .binary(let high)? = high {
                    #expect(!high.lexicographicallyPrecedes(value), "\(name)")
                }
            default: break
            }
        }
    }

    @Test("bounds in order are said to be so")
    func boundaryOrder() throws {
        for (values, order) in [
            (Array(0..<30), BoundaryOrder.ascending), (Array((0..<30).reversed()), .descending),
            ((0..<30).map { $0 * 7 % 30 }, .unordered),
        ] {
            let (schema, batch) = single(values.map { .int64(Int64($0)) }, .int64)
            var options = WriteOptions()
            options.pageRowsMax = 10
            let file = try writeAll(schema, [batch], options: options).file
            let range = try #require(
                try ParquetFooter.read(file).pageIndexRanges(of: ["c"], rowGroup: 0).columnIndex)
            #expect(ParquetFooter.columnIndex(file[range])?.boundaryOrder == order)
        }
    }

    @Test("a column with a page of NaNs only has no column index, and says how many NaNs")
    func notANumber() throws {
        let (schema, batch) = single(
            Array(repeating: .float64(.nan), count: 10) + [.float64(1), .float64(.nan)], .float64)
        var options = WriteOptions()
        options.pageRowsMax = 10
        let file = try writeAll(schema, [batch], options: options).file
        let footer = try ParquetFooter.read(file)
        #expect(footer.pageIndexRanges(of: ["c"], rowGroup: 0).columnIndex == nil)
        #expect(footer.metaData.rowGroups[0].columns[0].metaData?.statistics?.nanCount == 11)
        #expect(try pages(file, ["c"])?.map(\.minimum) == [nil, nil])
    }

    @Test("an index that contradicts itself is left aside")
    func damaged() throws {
        let (schema, batch) = single((0..<30).map { .int64($0) }, .int64)
        var options = WriteOptions()
        options.pageRowsMax = 10
        let file = try writeAll(schema, [batch], options: options).file
        let footer = try ParquetFooter.read(file)
        let ranges = footer.pageIndexRanges(of: ["c"], rowGroup: 0)
        let places = file[try #require(ranges.offsetIndex)]
        let bounds = file[try #require(ranges.columnIndex)]
        for end in 0..<places.count {
            #expect(
                footer.pages(
                    of: ["c"], rowGroup: 0, columnIndex: nil, offsetIndex: places[0..<end]) == nil)
        }
        for position in 0..<bounds.count {
            var bytes = bounds.array()
            bytes[position] ^= 0x11
            _ = footer.pages(
                of: ["c"], rowGroup: 0, columnIndex: Bytes(bytes), offsetIndex: places)
        }
    }

    @Test("sizes say how often each level stands in a chunk, and how long its strings are")
    func sizes() throws {
        let file = try writeAll(EveryType.schema, [EveryType.batch(300)]).file
        let footer = try ParquetFooter.read(file)
        for chunk in footer.metaData.rowGroups[0].columns {
            let metaData = try #require(chunk.metaData)
            let counts = metaData.sizeStatistics?.definitionLevelCounts ?? []
            if !counts.isEmpty { #expect(counts.reduce(0, +) == metaData.valueCount) }
            let repeats = metaData.sizeStatistics?.repetitionLevelCounts ?? []
            if !repeats.isEmpty { #expect(repeats[0] == 300) }
            #expect(
                (metaData.type == .byteArray) == (metaData.sizeStatistics?.byteArrayBytes != nil))
        }
    }

    @Test("page indexes of other writers are read")
    func otherWriters() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        let file = try #require(Files.read("\(folder)/int32_with_null_pages.parquet"))
        let pages = try #require(try pages(file, ["int32_field"]))
        #expect(pages.count == 10)
        #expect(pages.reduce(0) { $0 + ($1.nullCount ?? 0) } == 275)
        #expect(pages.contains { $0.isAllNull })
    }
}
