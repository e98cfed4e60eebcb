// Page indexes that contradict themselves, or their pages: no row may be missing for it, and the
// reason must be told.

import BinaryIO
import Columnar
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import Testing

@testable import DeltaTable

/// PQ-IDX-02, PQ-IDX-04.
@Suite struct HostileIndexTests {
    private static let schema = Schema([
        Field("id", .int64), Field("real", .float64), Field("text", .string),
        Field("tags", .list(Field("element", .int64))),
    ])

    /// 100 rows in pages of ten; `id` and `real` rise, `text` and `tags` go along.
    private static func file() throws -> Bytes {
        var options = Parquet.WriteOptions()
        options.pageRowsMax = 10
        options.writesDictionaries = false
        var encoder = try ParquetEncoder(schema: schema, options: options)
        let rows = Int64(0)..<100
        try encoder.append(
            RecordBatch(
                schema: schema,
                columns: [
                    ColumnArray(scalars: rows.map { .int64($0) }, type: .int64),
                    ColumnArray(scalars: rows.map { .float64(Double($0)) }, type: .float64),
                    ColumnArray(scalars: rows.map { .string("text \($0)") }, type: .string),
                    ColumnArray(
                        scalars: rows.map { .list([.int64($0), .int64($0 + 1)]) },
                        type: schema[3].type),
                ], count: 100))
        _ = try encoder.finish()
        return Bytes(joining: encoder.takeBytes())
    }

    typealias Change = @Sendable (inout ColumnIndex, inout OffsetIndex) -> Void

    /// What is changed, in which column, and what is then said; nil where the index is sound.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let column: String
        let fault: PageIndexFault?
        let change: Change

        init(
            _ description: String, _ column: String, _ fault: PageIndexFault?,
            _ change: @escaping Change
        ) {
            testDescription = description
            self.column = column
            self.fault = fault
            self.change = change
        }
    }

    private static func bits(_ value: Double) -> Bytes {
        Bytes((0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64($0 * 8)) })
    }

    static let cases: [Case] = [
        Case("a sound index", "id", nil) { _, _ in },
        Case("fewer pages in the column index", "id", .pageCounts) { index, _ in
            index.nullPages.removeLast()
            index.minValues.removeLast()
            index.maxValues.removeLast()
            index.nullCounts?.removeLast()
        },
        Case("no null pages at all", "id", .damaged) { index, _ in index.nullPages = [] },
        Case("an order that does not hold", "id", .order) { index, _ in
            index.minValues.swapAt(2, 7)
            index.maxValues.swapAt(2, 7)
        },
        Case("a minimum above its maximum", "id", .bounds) { index, _ in
            let low = index.minValues[5]
            index.minValues[5] = index.maxValues[5]
            index.maxValues[5] = low
        },
        Case("a bound that is cut off", "id", .bounds) { index, _ in
            index.maxValues[5] = index.maxValues[5][0..<4]
        },
        Case("an empty bound of a page with values", "id", .bounds) { index, _ in
            index.minValues[5] = .empty
        },
        Case("a bound that is NaN", "real", .bounds) { index, _ in
            index.maxValues[5] = bits(.nan)
        },
        Case("a page of nulls without nulls", "id", .nulls) { index, _ in
            index.nullPages[5] = true
        },
        Case("more nulls than rows", "id", .nulls) { index, _ in index.nullCounts?[5] = 11 },
        Case("nulls only in a page with values", "id", .nulls) { index, _ in
            index.nullCounts?[5] = 10
        },
        Case("rows that fall", "id", .rows) { _, places in places.locations[5].firstRow = 3 },
        Case("a first page behind the first row", "id", .rows) { _, places in
            places.locations[0].firstRow = 1
        },
        Case("a page twice", "id", .places) { _, places in
            places.locations[6].offset = places.locations[5].offset
        },
        Case("a page outside of the file", "id", .places) { _, places in
            places.locations[5].offset = .max - 3
        },
        Case("a page left out", "id", .places) { index, places in
            places.locations.remove(at: 5)
            index.nullPages.removeLast()
            index.minValues.remove(at: 5)
            index.maxValues.remove(at: 5)
            index.nullCounts?.removeLast()
        },
        Case("the last page left out", "id", .places) { index, places in
            places.locations.removeLast()
            index.nullPages.removeLast()
            index.minValues.removeLast()
            index.maxValues.removeLast()
            index.nullCounts?.removeLast()
        },
        Case("no page at all", "id", .rows) { index, places in
            places.locations = []
            index = ColumnIndex()
        },
        Case("pages with other rows than they have", "id", .pages) { _, places in
            places.locations[5].firstRow = 51
        },
        Case("pages of another column with other rows", "text", .pages) { _, places in
            places.locations[5].firstRow = 52
        },
        Case("pages of lists with other rows", "tags", .pages) { _, places in
            places.locations[5].firstRow = 49
            places.locations[6].firstRow = 59
        },
    ]

    @Test(
        "PQ-IDX-02 PQ-IDX-04 PQ-LAT-02 no row is missing, and the reason is told",
        arguments: cases, [false, true])
    func hostile(_ test: Case, late: Bool) async throws {
        let path = test.column == "tags" ? ["tags", "list", "element"] : [test.column]
        let file = try RewrittenIndex.file(Self.file(), path, test.change)
        let environment = HostEnvironment.system()
        let reader = try await Self.reader(of: file, environment)
        let meter = ScanMeter(files: 1, skipped: 0)
        let column = test.column == "real" ? "real" : "id"
        // Rows in the middle of pages, at their borders, and in more than one.
        for wanted in [50..<51, 55..<56, 59..<60, 60..<61, 48..<52, 0..<100, 99..<100] {
            let low =
                column == "id"
                ? lit(.int64(Int64(wanted.lowerBound)), .int64)
                : lit(.float64(Double(wanted.lowerBound)), .float64)
            let high =
                column == "id"
                ? lit(.int64(Int64(wanted.upperBound)), .int64)
                : lit(.float64(Double(wanted.upperBound)), .float64)
            let bound = try Binder(Self.schema).bindPredicate(
                col(column) >= low && col(column) < high)
            let pruner = RowGroupPruner(bound, schema: Self.schema)
            let rows = try await pruner.rows(of: reader, partition: [:], meter: meter)
            var found: [[Scalar]] = []
            for matching in try await matching(reader, rows, bound, meter, late: late) {
                for row in 0..<matching.count {
                    found.append(matching.columns.map { $0.scalar(at: row) })
                }
            }
            let expected = wanted.map { number -> [Scalar] in
                let id = Int64(number)
                return [
                    .int64(id), .float64(Double(id)), .string("text \(id)"),
                    .list([.int64(id), .int64(id + 1)]),
                ]
            }
            #expect(found == expected, "\(wanted)")
        }
        let reasons = Set(meter.metrics.indexesIgnored.keys)
        #expect(reasons == Set([test.fault?.description].compactMap { $0 }))
        #expect(environment.memory.reservedBytes == 0)
    }

    private static func reader(
        of file: Bytes, _ environment: HostEnvironment
    ) async throws -> ParquetObjectReader {
        let store = MemoryObjectStore(environment: environment)
        let object = try ObjectPath("f.parquet")
        _ = try await store.put(object, file, mode: .create)
        return try await ParquetObjectReader.open(object, in: store, environment: environment)
    }

    private func matching(
        _ reader: ParquetObjectReader, _ rows: [RowGroupRows], _ bound: BoundExpression,
        _ meter: ScanMeter, late: Bool
    ) async throws -> [RecordBatch] {
        var found: [RecordBatch] = []
        guard late else {
            for try await batch in try reader.batches(.all, rows: rows, meter: meter.reads) {
                found.append(batch.filter(try VectorEvaluator().select(bound, on: batch)))
            }
            return found
        }
        let looked = LookedPredicate(bound, schema: Self.schema)
        let filter = RowFilter(columns: looked.schema.names) { batch, _, _ in
            try VectorEvaluator().select(looked.condition, on: batch)
        }
        for try await batch in try reader.batches(
            .all, rows: rows, filter: filter, meter: meter.reads)
        {
            found.append(batch)
        }
        return found
    }

    @Test("PQ-LAT-02 of the other columns only the pages with rows that are left are fetched")
    func late() async throws {
        let environment = HostEnvironment.system()
        let reader = try await Self.reader(of: Self.file(), environment)
        let bound = try Binder(Self.schema).bindPredicate(
            col("id") == lit(.int64(33), .int64) || col("id") == lit(.int64(71), .int64))
        let meter = ScanMeter(files: 1, skipped: 0)
        let found = try await matching(
            reader, [reader.allRows(of: 0)], bound, meter, late: true)
        let texts = found.map { $0.columns[2].scalars() }
        #expect(texts == [[.string("text 33"), .string("text 71")]])
        // All pages of `id` and of the lists are read without their index, and two of each other
        // column's ten.
        #expect(meter.metrics.pages == 20)
        #expect(meter.metrics.pagesSkipped == 16)
    }

    @Test("PQ-IDX-03 only the pages that may match are fetched, of every column")
    func fetched() async throws {
        let environment = HostEnvironment.system()
        let reader = try await Self.reader(of: Self.file(), environment)
        let bound = try Binder(Self.schema).bindPredicate(
            col("id") == lit(.int64(33), .int64))
        let meter = ScanMeter(files: 1, skipped: 0)
        let rows = try await RowGroupPruner(bound, schema: Self.schema).rows(
            of: reader, partition: [:], meter: meter)
        #expect(rows.map(\.rows.ranges) == [[30..<40]])
        var batches: [RecordBatch] = []
        for try await batch in try reader.batches(.all, rows: rows, meter: meter.reads) {
            batches.append(batch)
        }
        #expect(batches.map(\.count) == [10])
        #expect(batches[0].columns[2].scalar(at: 0) == .string("text 30"))
        #expect(meter.metrics.pages == 40)
        #expect(meter.metrics.pagesSkipped == 36)
        #expect(meter.metrics.rowGroups == 1)
        #expect(meter.metrics.indexesIgnored == [:])
    }
}
