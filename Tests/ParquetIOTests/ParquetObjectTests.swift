import Columnar
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import Testing

/// Objects of a store: PQ-OBJ-01, PQ-OBJ-02.
@Suite struct ParquetObjectTests {
    private let environment = HostEnvironment.system()
    private let schema = Schema([Field("id", .int64, nullable: false), Field("name", .string)])

    private func batch(_ range: Range<Int>) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: range.map { .int64(Int64($0)) }, type: .int64),
                ColumnArray(
                    scalars: range.map { $0 % 3 == 0 ? .null : .string("name \($0)") },
                    type: .string),
            ], count: range.count)
    }

    /// An object of 10,000 rows in four row groups.
    private func object(_ store: any ObjectStore) async throws -> (ObjectPath, FileSummary) {
        let path = try ObjectPath("folder/part-0.parquet")
        var options = WriteOptions()
        options.rowGroupRowsMax = 3000
        let writer = try await ParquetObjectWriter.create(
            path, in: store, schema: schema, options: options, environment: environment)
        for start in stride(from: 0, to: 10_000, by: 1000) {
            try await writer.append(batch(start..<(start + 1000)))
        }
        return (path, try await writer.finish())
    }

    @Test("an object appears with finish and gives back its rows in order")
    func writeAndRead() async throws {
        let store = MemoryObjectStore(environment: environment)
        let (path, summary) = try await object(store)
        #expect(summary.rowCount == 10_000)
        #expect(summary.rowGroupCount == 4)
        #expect(summary.byteCount == (try await store.head(path)).size)
        let reader = try await ParquetObjectReader.open(path, in: store, environment: environment)
        var next: Int64 = 0
        for try await batch in try reader.batches() {
            for row in 0..<batch.count {
                #expect(batch.columns[0].scalar(at: row) == .int64(next))
                next += 1
            }
        }
        #expect(next == 10_000)
        #expect(environment.memory.reservedBytes == 0)
    }

    @Test("some columns of some row groups are read, a wrong size does no harm")
    func someColumns() async throws {
        let store = MemoryObjectStore(environment: environment)
        let (path, _) = try await object(store)
        for size in [nil, 5, 100_000_000] {
            let reader = try await ParquetObjectReader.open(
                path, in: store, environment: environment, size: size)
            let batches = try reader.batches(.columns(["name"]), rowGroups: [3, 1])
            #expect(batches.schema.names == ["name"])
            var rows: [Scalar] = []
            for try await batch in batches { rows += batch.columns[0].scalars() }
            #expect(rows.count == 4000)
            #expect(rows[1] == .string("name 9001"))
            #expect(rows[1001] == .string("name 3001"))
        }
    }

    @Test("an aborted object never appears")
    func abort() async throws {
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("x.parquet")
        let writer = try await ParquetObjectWriter.create(
            path, in: store, schema: schema, environment: environment)
        try await writer.append(batch(0..<10))
        await writer.abort()
        #expect(try await store.headIfPresent(path) == nil)
    }

    @Test("an object that is replaced under a reader is noticed")
    func replaced() async throws {
        let store = MemoryObjectStore(environment: environment)
        let (path, _) = try await object(store)
        let reader = try await ParquetObjectReader.open(path, in: store, environment: environment)
        let bytes = try await store.get(path).bytes
        _ = try await store.put(path, bytes, mode: .overwrite)
        let error = await #expect(throws: ParquetIOError.self) {
            for try await _ in try reader.batches() {}
        }
        #expect(error?.code == .changed)
        #expect(error?.recovery == .refreshAndRetry)
    }

    @Test("what is missing or no Parquet is told apart")
    func notParquet() async throws {
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("x.parquet")
        let missing = await #expect(throws: ParquetIOError.self) {
            try await ParquetObjectReader.open(path, in: store, environment: environment)
        }
        #expect(missing?.code == .storage(.notFound))
        for text in ["", "PAR1", "not a Parquet file at all"] {
            _ = try await store.put(path, .init(utf8: text), mode: .overwrite)
            let error = await #expect(throws: ParquetIOError.self) {
                try await ParquetObjectReader.open(path, in: store, environment: environment)
            }
            #expect(error?.code == .format(.notParquet))
            #expect(error?.path == path)
        }
    }
}
