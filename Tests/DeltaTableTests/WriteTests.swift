import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import Testing

@testable import DeltaTable

@Suite struct WriteTests {
    let environment = HostEnvironment.system()
    let table: Table

    init() {
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    static func batch(_ fields: [(Field, [Scalar])]) -> RecordBatch {
        RecordBatch(
            schema: Schema(fields.map(\.0)),
            columns: fields.map { ColumnArray(scalars: $0.1, type: $0.0.type) },
            count: fields[0].1.count)
    }

    @Test("DT-APP-04 a file's statistics count rows and nulls and bound the values")
    func statistics() async throws {
        let inner = Field("inner", .struct([Field("x", .int32), Field("y", .string)]))
        let batch = Self.batch([
            (Field("id", .int64), [.int64(5), .null, .int64(-3)]),
            (Field("name", .string), [.string("b"), .string("a"), .null]),
            (Field("real", .float64), [.float64(0.5), .float64(.nan), .float64(-2)]),
            (inner, [.struct([.int32(1), .null]), .null, .struct([.null, .string("z")])]),
            (
                Field("at", .timestamp),
                [.timestamp(1_500_000), .timestamp(2_000_001), .timestamp(0)]
            ),
            (Field("raw", .binary), [.binary([1]), .null, .null]),
        ])
        try await table.create(schema: batch.schema)
        try await table.append([batch])
        let text = try #require(try await table.snapshot().dataFiles()[0].statistics)
        #expect(text.hasPrefix(#"{"numRecords":3,"minValues":{"id":-3,"name":"a","#))
        #expect(text.contains(#""inner":{"x":1,"y":"z"}"#))
        #expect(text.contains(#""at":"1970-01-01T00:00:00.000Z""#))
        #expect(text.contains(#""at":"1970-01-01T00:00:02.001Z""#))
        #expect(text.contains(#""maxValues":{"id":5,"name":"b","#))
        #expect(
            text.contains(
                #""nullCount":{"id":1,"name":1,"real":0,"inner":{"x":2,"y":2},"at":0,"raw":2}"#))
    }

    @Test("DT-APP-04 the first 32 leaf columns have statistics, and long strings are cut")
    func statisticsLimits() async throws {
        let long = String(repeating: "ü", count: 40)
        var fields: [(Field, [Scalar])] = (0..<31).map { (Field("c\($0)", .int32), [.int32(7)]) }
        fields.append((Field("text", .string), [.string(long)]))
        fields.append((Field("beyond", .int32), [.int32(8)]))
        let batch = Self.batch(fields)
        try await table.create(schema: batch.schema)
        try await table.append([batch])
        let text = try #require(try await table.snapshot().dataFiles()[0].statistics)
        let cut = String(repeating: "ü", count: 32)
        #expect(text.contains(#""c30":7,"text":"\#(cut)"}"#))
        #expect(text.contains(#""c30":7,"text":"\#(cut)\#u{10FFFF}"}"#))
        #expect(!text.contains("beyond"))
        // What has no statistics is not pruned, and what was cut still bounds.
        #expect(try await table.scan(where: col("beyond") == 9).fileCount == 1)
        let equal = col("text") == lit(.string(long), .string)
        #expect(try await table.scan(where: equal).fileCount == 1)
        #expect(try await table.scan(where: col("text") < "a").fileCount == 0)
    }

    @Test("DT-OVR-01 an overwrite removes exactly the files of the version that it read")
    func overwrite() async throws {
        try await table.create(schema: TableTests.schema, partitionedBy: ["day"])
        try await table.append([TableTests.batch(0..<10)])
        try await table.append([TableTests.batch(10..<20)])
        let before = try await table.snapshot().log.files().map(\.path).sorted()
        #expect(before.count == 8)
        let result = try await table.overwrite([TableTests.batch(50..<60)])
        let version = try #require(TableVersion(result.version))
        let actions = try #require(try await table.log.actions(of: version))
        var removed: [String] = []
        for case .remove(let file) in actions { removed.append(file.path) }
        #expect(removed.sorted() == before)
        #expect(try await TableTests.rows(table.scan()) == (50..<60).map(TableTests.row))
    }

    @Test("DT-SCN-03 a file that lacks a column gives nulls for it")
    func missingColumn() async throws {
        let old = Self.batch([
            (Field("id", .int64), [.int64(1), .int64(2)]),
            (Field("inner", .struct([Field("x", .int32)])), [.struct([.int32(1)]), .null]),
        ])
        let schema = Schema([
            Field("id", .int64), Field("extra", .string),
            Field("inner", .struct([Field("x", .int32), Field("y", .string)])),
        ])
        try await table.create(schema: schema)
        var encoder = try ParquetEncoder(schema: old.schema, options: Parquet.WriteOptions())
        try encoder.append(old)
        _ = try encoder.finish()
        let bytes = Bytes(joining: encoder.takeBytes())
        _ = try await table.store.put(try ObjectPath("old.parquet"), bytes, mode: .create)
        let snapshot = try await table.snapshot()
        var commit = table.log.begin(on: snapshot.log, operation: CommitOperation("WRITE"))
        commit.actions = [
            .add(
                AddFile(
                    path: "old.parquet", partitionValues: .unpartitioned,
                    size: Int64(bytes.count), modificationTime: 0, stats: nil))
        ]
        guard case .committed = await table.log.commit(commit) else {
            Issue.record("the old file was not committed")
            return
        }
        let expected: [[Scalar]] = [
            [.int64(1), .null, .struct([.int32(1), .null])], [.int64(2), .null, .null],
        ]
        #expect(try await TableTests.rows(table.scan()) == expected)
        #expect(try await TableTests.rows(table.scan(where: col("extra").isNull)) == expected)
        #expect(
            try await TableTests.rows(table.scan(where: col("extra").isNotNull)).isEmpty)
        let onlyMissing = try await table.scan(columns: ["extra"])
        var count = 0
        for try await batch in onlyMissing { count += batch.columns[0].nullCount }
        #expect(count == 2)
    }

    static func dataKeys(_ table: Table) async throws -> [String] {
        try await table.store.listAll(prefix: "").map(\.path.key)
            .filter { !$0.hasPrefix("_delta_log/") }
    }

    @Test("DT-APP-01 DT-APP-03 an append that fails midway leaves no file and no version")
    func failsMidway() async throws {
        try await table.create(schema: TableTests.schema, partitionedBy: ["day"])
        var options = DeltaTable.WriteOptions()
        options.targetFileBytes = 1
        let bad = Self.batch([(Field("id", .int64), [.int64(1), .null])])
        let error = await #expect(throws: TableError.self) {
            try await table.append([TableTests.batch(0..<100), bad], options: options)
        }
        #expect(error?.code == .nullViolation)
        #expect(error?.column == "id")
        #expect(try await Self.dataKeys(table).isEmpty)
        #expect(try await table.snapshot().version == 0)
    }

    @Test("DT-APP-01 an append that the store refuses leaves nothing")
    func refusedPut() async throws {
        try await table.create(schema: TableTests.schema, partitionedBy: ["day"])
        let failing = Table(
            store: RefusingStore(base: table.store) { operation, path in
                guard operation == .put, path.key.hasPrefix("day=1970-01-02") else { return nil }
                return ObjectStorageError(.noSpace, .put, "the disk is full", path: path)
            }, location: "memory", environment: environment)
        let error = await #expect(throws: TableError.self) {
            try await failing.append([TableTests.batch(0..<100)])
        }
        #expect(error?.code == .storage)
        #expect(try await Self.dataKeys(table).isEmpty)
        #expect(try await table.snapshot().version == 0)
    }

    @Test("DT-APP-01 a cancelled append leaves nothing")
    func cancelled() async throws {
        try await table.create(schema: TableTests.schema)
        let table = table
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await table.append([TableTests.batch(0..<100)])
        }
        task.cancel()
        let result = await task.result
        #expect(throws: CancellationError.self) { _ = try result.get() }
        #expect(try await Self.dataKeys(table).isEmpty)
        #expect(try await table.snapshot().version == 0)
    }

    @Test("DT-APP-01 where the outcome is unknown the files stay")
    func unknownOutcome() async throws {
        try await SimulatedEnvironment(seed: 7).run { environment in
            let store = MemoryObjectStore(environment: environment)
            let table = Table(store: store, location: "memory", environment: environment)
            try await table.create(schema: TableTests.schema)
            let failing = Table(
                store: RefusingStore(base: store) { operation, path in
                    guard operation == .put, path.key.hasPrefix("_delta_log/") else { return nil }
                    return ObjectStorageError(.ambiguous, .put, "no answer came", path: path)
                }, location: "memory", environment: environment)
            let error = await #expect(throws: TableError.self) {
                try await failing.append([TableTests.batch(0..<10)])
            }
            #expect(error?.code == .outcomeUnknown)
            #expect(error?.transactionID != nil)
            #expect(try await Self.dataKeys(table).count == 1)
        }
    }
}
