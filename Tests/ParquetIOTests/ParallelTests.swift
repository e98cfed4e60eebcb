import BinaryIO
import Columnar
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import Testing

/// Threads change nothing: PQ-OBJ-03.
@Suite struct ParallelTests {
    private let schema = Schema([
        Field("id", .int64, nullable: false), Field("name", .string), Field("amount", .float64),
        Field("tags", .list(Field("element", .int32))),
    ])

    /// Enough rows that columns are worth a thread each.
    private func rows(_ range: Range<Int>) -> RecordBatch {
        let columns: [ColumnArray] = [
            ColumnArray(scalars: range.map { .int64(Int64($0)) }, type: .int64),
            ColumnArray(
                scalars: range.map { $0 % 3 == 0 ? .null : .string("name \($0 % 977)") },
                type: .string),
            ColumnArray(scalars: range.map { .float64(Double($0) / 8) }, type: .float64),
            ColumnArray(
                scalars: range.map { row in
                    .list((0..<(row % 3)).map { .int32(Int32($0 + row)) })
                }, type: schema[3].type),
        ]
        return RecordBatch(schema: schema, columns: columns, count: range.count)
    }

    private var batches: [RecordBatch] {
        stride(from: 0, to: 150_000, by: 30_000).map { rows($0..<($0 + 30_000)) }
    }

    private var options: WriteOptions {
        var options = WriteOptions()
        options.rowGroupRowsMax = 70_000
        options.bloomFilters = ["name"]
        return options
    }

    private func file(threads: Int) async throws -> Bytes {
        let environment = HostEnvironment.system(parallelism: threads)
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("a.parquet")
        let writer = try await ParquetObjectWriter.create(
            path, in: store, schema: schema, options: options, environment: environment)
        for batch in batches { try await writer.append(batch) }
        let summary = try await writer.finish()
        #expect(summary.rowCount == 150_000)
        #expect(summary.rowGroupCount == 3)
        return try await store.get(path).bytes
    }

    private func reader(_ bytes: Bytes, threads: Int) async throws -> ParquetObjectReader {
        let environment = HostEnvironment.system(parallelism: threads)
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("a.parquet")
        _ = try await store.put(path, bytes, mode: .create)
        return try await ParquetObjectReader.open(path, in: store, environment: environment)
    }

    private func expectRows(_ found: [RecordBatch], _ expected: [RecordBatch]) {
        #expect(found.reduce(0) { $0 + $1.count } == expected.reduce(0) { $0 + $1.count })
        for column in found.first?.schema.fields.indices ?? 0..<0 {
            #expect(
                found.flatMap { $0.columns[column].scalars() }
                    == expected.flatMap { $0.columns[column].scalars() })
        }
    }

    @Test("PQ-OBJ-03: a file has the same bytes however many threads wrote it")
    func sameBytes() async throws {
        let one = try await file(threads: 1)
        #expect(try await file(threads: 3) == one)

        var encoder = try ParquetEncoder(schema: schema, options: options)
        for batch in batches { try encoder.append(batch) }
        _ = try encoder.finish()
        #expect(Bytes(joining: encoder.takeBytes()) == one)
    }

    @Test("PQ-OBJ-03: the same rows in the same batches come however many threads read them")
    func sameRows() async throws {
        let bytes = try await file(threads: 2)
        var counts: [[Int]] = []
        for threads in [1, 3] {
            var found: [RecordBatch] = []
            for try await batch in try await reader(bytes, threads: threads).batches() {
                found.append(batch)
            }
            counts.append(found.map(\.count))
            expectRows(found, batches)
        }
        #expect(counts[0] == counts[1])
    }

    @Test("all rows at once are those of the batches")
    func readAll() async throws {
        let reader = try await reader(try await file(threads: 2), threads: 3)
        expectRows(try await reader.readAll(), batches)
        let some = try await reader.readAll(.columns(["tags", "id"]), rowGroups: [2, 0])
        #expect(some.first?.schema.names == ["tags", "id"])
        #expect(some.reduce(0) { $0 + $1.count } == 80_000)
        #expect(some.first?.columns[1].scalar(at: 0) == .int64(140_000))
        #expect(try await reader.readAll(.columns([])).reduce(0) { $0 + $1.count } == 150_000)
    }

    @Test("what is wrong with a column is said whatever the number of threads")
    func failure() async throws {
        let good = try await file(threads: 2)
        let range = try await reader(good, threads: 1).footer.chunkRange(column: 2, rowGroup: 1)
        var damaged = good.array()
        damaged[range.lowerBound + 60] ^= 0x40
        for threads in [1, 3] {
            let reader = try await reader(Bytes(damaged), threads: threads)
            let streamed = await #expect(throws: ParquetIOError.self) {
                for try await _ in try reader.batches() {}
            }
            let whole = await #expect(throws: ParquetIOError.self) {
                _ = try await reader.readAll()
            }
            for error in [streamed, whole] {
                let cause = error?.cause as? ParquetError
                #expect(cause?.code == .checksumMismatch)
                #expect(cause?.column == "amount")
                #expect(cause?.rowGroup == 1)
            }
        }
    }
}
