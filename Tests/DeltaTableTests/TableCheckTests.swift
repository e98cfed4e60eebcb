import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct TableCheckTests {
    let store: MemoryObjectStore
    let table: Table

    init() {
        let environment = HostEnvironment.system()
        store = MemoryObjectStore(environment: environment)
        table = Table(store: store, location: "memory", environment: environment)
    }

    /// Two files of ten rows, the first half of the ids in the first.
    private func fill(properties: [String: String] = [:]) async throws {
        try await table.create(schema: VacuumTests.schema, properties: properties)
        try await table.append([VacuumTests.rows(0..<10)])
        try await table.append([VacuumTests.rows(10..<20)])
    }

    private func dataPath(_ number: Int) async throws -> String {
        let actions = try await table.log.actions(of: number == 0 ? 1 : 2) ?? []
        for case .add(let file) in actions { return file.path }
        throw TableError(.invalidRequest, "the commit adds no file")
    }

    private func change(
        _ key: String, _ body: (inout [UInt8]) -> Void
    ) async throws {
        let path = try ObjectPath(key)
        var bytes = try await store.get(path).bytes.array()
        body(&bytes)
        _ = try await store.put(path, Bytes(bytes), mode: .overwrite)
    }

    /// Replaces a text in the commit of a version.
    private func rewrite(
        _ version: TableVersion, _ old: String, _ new: String
    ) async throws {
        try await change(LogPath.commit(version).path) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(old), "\(text)")
            bytes = Array(text.replacing(old, with: new).utf8)
        }
    }

    private func findings(_ depth: CheckDepth = .files) async throws -> [String] {
        try await table.check(depth: depth).findings.map {
            "\($0.kind)\($0.column.map { " \($0)" } ?? ""): \($0.message)"
        }
    }

    @Test(
        "FS-RUN-01 a sound table has no finding at any depth",
        arguments: [[:], DeleteTests.vectors, ["delta.columnMapping.mode": "name"]],
        [[], ["day"]])
    func sound(properties: [String: String], partitionColumns: [String]) async throws {
        try await table.create(
            schema: TableTests.schema, partitionedBy: partitionColumns, properties: properties)
        try await table.append([TableTests.batch(0..<60)])
        try await table.append([TableTests.batch(60..<100)])
        try await table.delete(where: Expression(parsing: "id % 10 = 3"))
        _ = try await table.log.checkpoint(try await table.snapshot().log)
        try await table.optimize()
        let version = try await table.append([TableTests.batch(100..<130)]).version
        for depth in CheckDepth.allCases {
            let result = try await table.check(depth: depth)
            #expect(result.findings == [], "\(depth)")
            #expect(result.version == version && Int64(result.commitCount) == version + 1)
        }
    }

    @Test("FS-FIL-01 a file that is missing or has another size is an error")
    func missing() async throws {
        try await fill()
        let first = try await dataPath(0)
        let second = try await dataPath(1)
        let size = try await store.head(try ObjectPath(second)).size
        try await store.delete(try ObjectPath(first))
        try await change(second) { $0.removeLast(3) }
        #expect(try await findings(.log) == [])
        let result = try await table.check()
        #expect(result.findings.map(\.kind) == [.sizeDiffers, .missingFile])
        #expect(result.findings.map(\.path) == [second, first])
        #expect(
            result.findings[0].message
                == "the file has \(size - 3) bytes, the log says \(size)")
        #expect(result.count(.error) == 2)
    }

    @Test("FS-FIL-02 an object that nothing refers to is a note")
    func orphan() async throws {
        try await fill()
        try await table.overwrite([VacuumTests.rows(0..<1)])
        for key in ["stray.parquet", "_hidden/x", ".y"] {
            _ = try await store.put(try ObjectPath(key), Bytes(utf8: "12345"), mode: .create)
        }
        let result = try await table.check()
        #expect(result.findings.map(\.kind) == [.orphanFile])
        #expect(result.findings.map(\.path) == ["stray.parquet"])
        #expect(result.orphanByteCount == 5 && result.count(.error) == 0)
    }

    @Test("FS-DV-01 a damaged deletion vector is an error, and so is one of too many rows")
    func vectors() async throws {
        try await fill(properties: DeleteTests.vectors)
        try await table.delete(where: Expression(parsing: "id IN (3, 9, 12)"))
        #expect(try await findings(.data) == [])
        let vectors = try await VacuumTests.dataKeys(table).filter { $0.hasSuffix(".bin") }
        let key = try #require(vectors.first)
        try await rewrite(1, "\\\"numRecords\\\":10", "\\\"numRecords\\\":8")
        try await rewrite(3, "\\\"numRecords\\\":10", "\\\"numRecords\\\":8")
        let tooFew = try await findings()
        #expect(tooFew.contains("deletionVector: row 9 is deleted of a file of 8 rows"))
        try await change(key) { $0[$0.count - 6] ^= 0x10 }
        let damaged = try await table.check()
        #expect(damaged.findings.contains { $0.kind == .deletionVector })
        try await store.delete(try ObjectPath(key))
        let gone = try await table.check().findings
        #expect(gone.map(\.kind) == [.missingFile] && gone.map(\.path) == [key])
    }

    @Test(
        "FS-STAT-01 statistics that are not legal are a warning",
        arguments: [
            (
                "\\\"numRecords\\\":10", "\\\"numRecords\\\":-1",
                "numRecords is -1, no number of rows"
            ),
            ("\\\"id\\\":19", "\\\"id\\\":9", "the minimum is above the maximum"),
            ("\\\"id\\\":19", "\\\"id\\\":\\\"x\\\"", "the maximum \"x\" is no bigint"),
            (
                "\\\"nullCount\\\":{\\\"id\\\":0", "\\\"nullCount\\\":{\\\"id\\\":11",
                "nullCount is 11, of 10 rows"
            ),
            ("{\\\"numRecords\\\"", "[\\\"numRecords\\\"", "the statistics are no JSON object"),
        ])
    func statistics(old: String, new: String, message: String) async throws {
        try await fill()
        try await rewrite(2, old, new)
        let found = try await table.check().findings
        #expect(found.map(\.kind) == [.invalidStatistics])
        #expect(found.map(\.message) == [message])
        #expect(found.map(\.severity) == [.warning])
    }

    @Test("FS-DATA-01 FS-DATA-02 statistics are held against rows and values")
    func wrongStatistics() async throws {
        try await fill()
        try await rewrite(1, "\\\"numRecords\\\":10", "\\\"numRecords\\\":12")
        #expect(try await findings() == [])
        #expect(
            try await findings(.footers) == [
                "rowCountDiffers: the file has 10 rows, the log's statistics say 12"
            ])
        try await rewrite(1, "\\\"numRecords\\\":12", "\\\"numRecords\\\":10")
        try await rewrite(1, "\\\"id\\\":9", "\\\"id\\\":8")
        try await rewrite(
            2, "\\\"nullCount\\\":{\\\"id\\\":0,\\\"part\\\":0}",
            "\\\"nullCount\\\":{\\\"id\\\":0,\\\"part\\\":2}")
        #expect(try await findings(.footers) == [])
        let found = try await findings(.data).sorted()
        #expect(
            found == [
                "wrongStatistics id: the value 9L is outside the log's bounds from 0L to 8L: a "
                    + "filter may lose its row",
                "wrongStatistics part: the column has 0 nulls, the log's statistics say 2",
            ])
    }

    @Test("FS-DATA-01 FS-DATA-02 a damaged file is an error at the depth that can see it")
    func damaged() async throws {
        try await fill()
        try await change(try await dataPath(0)) { $0[$0.count - 9] ^= 0xFF }
        try await change(try await dataPath(1)) { $0[30] ^= 0x01 }
        #expect(try await findings(.files) == [])
        #expect(try await table.check(depth: .footers).findings.map(\.kind) == [.unreadableFile])
        let kinds = Set(try await table.check(depth: .data).findings.map(\.kind))
        #expect(kinds == [.unreadableFile, .damagedFile])
    }

    @Test("FS-DATA-02 NaN is beyond every bound and breaks none")
    func notANumber() async throws {
        let schema = Schema([Field("x", .float64), Field("y", .float32)])
        try await table.create(schema: schema)
        let rows = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: [.float64(1), .float64(.nan), .null], type: .float64),
                ColumnArray(
                    scalars: [.float32(-.infinity), .float32(.nan), .float32(-0.0)],
                    type: .float32),
            ], count: 3)
        try await table.append([rows])
        #expect(try await findings(.data) == [])
    }

    @Test("FS-LOG-02 a path that is there twice is an error")
    func doubled() async throws {
        try await fill(properties: DeleteTests.vectors)
        try await table.delete(where: Expression(parsing: "id = 3"))
        // The commit forgets to take the file without deleted rows away.
        try await change(LogPath.commit(3).path) { bytes in
            let lines = bytes.split(separator: UInt8(ascii: "\n"))
            let kept = lines.filter {
                !String(decoding: $0, as: UTF8.self).hasPrefix("{\"remove\"")
            }
            #expect(kept.count == lines.count - 1)
            bytes = Array(kept.joined(separator: [UInt8(ascii: "\n")]))
        }
        #expect(try await table.check(depth: .log).findings.map(\.kind) == [.doubledFile])
    }

    @Test("FS-LOG-01 a log that cannot be read to its end is a finding, not a failure")
    func unreadable() async throws {
        try await fill()
        try await rewrite(2, "{", "<")
        let result = try await table.check(depth: .data)
        #expect(result.findings.map(\.kind) == [.unreadableCommit])
        #expect(result.version == nil)
    }
}
