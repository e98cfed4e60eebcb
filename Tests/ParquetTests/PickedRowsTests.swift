// Rows that are picked out of row groups: they must be those of the whole row group, whatever the
// types, encodings, nulls and pages are.

import BinaryIO
import Columnar
import Testing

@testable import Parquet

/// PQ-LAT-01 within one row group.
@Suite struct PickedRowsTests {
    private static let decimal = DecimalType(precision: 30, scale: 2)!

    private static let schema = Schema([
        Field("flag", .boolean), Field("small", .int8), Field("number", .int64, nullable: false),
        Field("real", .float64), Field("text", .string), Field("bytes", .binary, nullable: false),
        Field("wide", .decimal(decimal)),
        Field("place", .struct([Field("x", .int32), Field("y", .string)])),
        Field("tags", .list(Field("element", .string))),
    ])

    /// Runs of nulls, few and many different values, texts that fit a view and that do not.
    private static func batch(_ rows: Int, _ random: inout SmallRandom) -> RecordBatch {
        let spread = [3, 1000][random.next(2)]
        var nulls = 0
        func value(_ field: Field, _ random: inout SmallRandom) -> Scalar {
            if field.nullable {
                if random.next(20) == 0 { nulls = random.next(12) }
                nulls -= 1
                if nulls > 0 { return .null }
            }
            let number = random.next(spread)
            let text = "é\(number)" + (number % 3 == 0 ? " is longer than a view" : "")
            switch field.type {
            case .boolean: return .boolean(number % 2 == 0)
            case .int8: return .int8(Int8(truncatingIfNeeded: number))
            case .int32: return .int32(Int32(number))
            case .int64: return .int64(Int64(number) << 33)
            case .float64: return .float64(Double(number) / 8)
            case .string: return .string(text)
            case .binary: return .binary(Array(text.utf8))
            case .decimal(let type): return .decimal(Int128(number) << 70, type)
            case .struct(let members):
                return .struct(members.map { value($0, &random) })
            case .list(let element):
                return .list((0..<random.next(4)).map { _ in value(element, &random) })
            default: return .null
            }
        }
        let columns = schema.fields.map { field in
            ColumnArray(
                scalars: (0..<rows).map { _ in value(field, &random) }, type: field.type)
        }
        return RecordBatch(schema: schema, columns: columns, count: rows)
    }

    private static func options(_ random: inout SmallRandom) -> WriteOptions {
        var options = WriteOptions([.compatible, .compact][random.next(2)])
        options.pageVersion = WriteOptions.PageVersion.allCases[random.next(2)]
        options.pageRowsMax = [5, 40, 1000][random.next(3)]
        options.dictionaryBytesMax = [60, 1 << 20][random.next(2)]
        options.writesDictionaries = random.next(4) > 0
        return options
    }

    /// Rows here and there: few or most, alone or in runs.
    private static func selection(_ rows: Int, _ random: inout SmallRandom) -> RowSelection {
        var selection = RowSelection()
        let (gap, run) = ([1, 4, 60, 300][random.next(4)], [1, 3, 50][random.next(3)])
        var row = random.next(gap + 1)
        while row < rows {
            let end = min(rows, row + 1 + random.next(run))
            selection.append(row..<end)
            row = end + 1 + random.next(gap)
        }
        return selection
    }

    private func text(_ batches: [RecordBatch]) -> [String] {
        batches.flatMap { batch in
            let columns = batch.columns.map { $0.scalars() }
            return (0..<batch.count).map { row in "\(columns.map { $0[row] })" }
        }
    }

    @Test("PQ-LAT-01 picked rows are those of the row group")
    func picked() throws {
        let seed: UInt64 = 0x91C4
        var random = SmallRandom(seed: seed)
        for round in 0..<60 {
            let batch = Self.batch([1, 64, 700][random.next(3)], &random)
            let file = try writeAll(Self.schema, [batch], options: Self.options(&random)).file
            let footer = try ParquetFooter.read(file)
            var reading = ReadOptions()
            reading.batchRowsMax = [7, 1000][random.next(2)]
            reading.keepsDictionaries = random.next(2) == 0
            let decoder = try ParquetDecoder(footer: footer, options: reading)
            let rows = Self.selection(batch.count, &random)
            // With the offset indexes, and without.
            let indexes = decoder.offsetIndexRanges(ofRowGroup: 0).map { $0.map { file[$0] } }
            let plan =
                random.next(2) == 0
                ? try decoder.plan(rowGroup: 0, rows: rows, offsetIndexes: indexes)
                : try decoder.planWithoutIndex(rowGroup: 0, rows: rows)
            var group = try decoder.rowGroup(plan, bytes: plan.ranges.map { file[$0] })
            var found: [RecordBatch] = []
            while let next = try group.nextPicked([1, 9, 1000][random.next(3)]) {
                #expect(next.schema == decoder.schema)
                found.append(next)
            }
            #expect(group.rowsLeft == 0)
            let expected = rows.ranges.map { batch.slice($0) }
            #expect(text(found) == text(expected), "seed \(seed), round \(round)")
        }
    }

    @Test("PQ-LAT-02 a page without a wanted row is not decompressed")
    func passedPages() throws {
        var options = WriteOptions()
        options.pageRowsMax = 10
        options.writesDictionaries = false
        options.codec = .snappy
        let schema = Schema([Field("text", .string)])
        let texts = (0..<40).map { Scalar.string("text \($0 / 10) of a page, again and again") }
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: texts, type: .string)], count: 40)
        var file = try writeAll(schema, [batch], options: options).file.array()
        let footer = try ParquetFooter.read(Bytes(file))
        let index = try #require(footer.pageIndexRanges(ofLeaf: 0, rowGroup: 0).offsetIndex)
        let pages = try footer.pagePlaces(0, rowGroup: 0, Bytes(file)[index])
        // The second page is damaged: it is only noticed by whoever reads it.
        file[pages[1].bytes.upperBound - 1] ^= 0xFF
        let decoder = try ParquetDecoder(footer: footer)
        func read(_ rows: Range<Int>) throws -> [RecordBatch] {
            var selection = RowSelection()
            selection.append(0..<1)
            selection.append(rows)
            let plan = try decoder.planWithoutIndex(rowGroup: 0, rows: selection)
            var group = try decoder.rowGroup(plan, bytes: plan.ranges.map { Bytes(file)[$0] })
            return try group.nextPicked(100).map { [$0] } ?? []
        }
        #expect(try text(read(25..<31)) == text([batch.slice(0..<1), batch.slice(25..<31)]))
        let error = #expect(throws: ParquetError.self) { try read(19..<20) }
        #expect(error?.code == .checksumMismatch)
    }

    @Test("PQ-LAT-01 the runs of a mask are its set bits")
    func masks() {
        let seed: UInt64 = 0x3A5C
        var random = SmallRandom(seed: seed)
        for round in 0..<300 {
            let count = [1, 63, 64, 65, 128, 300][random.next(6)]
            let run = [1, 5, 200][random.next(3)]
            var bits: [Bool] = []
            while bits.count < count {
                let bit = random.next(2) == 0
                bits += Array(repeating: bit, count: 1 + random.next(run))
            }
            bits = Array(bits.prefix(count))
            let start = random.next(100)
            var rows = RowSelection()
            rows.append(Bitmap(bits), from: start)
            let expected = bits.indices.filter { bits[$0] }.map { $0 + start }
            #expect(rows.ranges.flatMap(Array.init) == expected, "seed \(seed), round \(round)")
            let pairs = zip(rows.ranges, rows.ranges.dropFirst())
            #expect(pairs.allSatisfy { $0.upperBound < $1.lowerBound })
        }
    }
}
