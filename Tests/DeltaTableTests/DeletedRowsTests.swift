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

@Suite struct DeletedRowsTests {
    static let schema = Schema([Field("id", .int64), Field("text", .string)])
    static let features = TableProtocol(
        minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"],
        writerFeatures: ["deletionVectors"])
    static let uuid = "d2c639aa-8816-431a-aaf6-d3fe2512ff61"

    let table: Table

    init() {
        let environment = HostEnvironment.system()
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment, root: "/tables/t")
    }

    /// Stores a file of rows 0..<count in row groups of `rowGroupRows`.
    private func store(count: Int64, rowGroupRows: Int) async throws -> AddFile {
        var options = Parquet.WriteOptions()
        options.rowGroupRowsMax = rowGroupRows
        var encoder = try ParquetEncoder(schema: Self.schema, options: options)
        try encoder.append(
            RecordBatch(
                schema: Self.schema,
                columns: [
                    ColumnArray(scalars: (0..<count).map { .int64($0) }, type: .int64),
                    ColumnArray(
                        scalars: (0..<count).map { .string("text \($0)") }, type: .string),
                ], count: Int(count)))
        _ = try encoder.finish()
        let bytes = Bytes(joining: encoder.takeBytes())
        _ = try await table.store.put(try ObjectPath("a.parquet"), bytes, mode: .overwrite)
        return AddFile(path: "a.parquet", size: Int64(bytes.count), modificationTime: 1)
    }

    private func commit(_ version: TableVersion, _ actions: [Action]) async throws {
        _ = try await table.store.put(
            try ObjectPath(LogPath.commit(version).path), ActionWriter.commit(actions),
            mode: .create)
    }

    /// Makes the table of one file with one deletion vector.
    private func create(
        _ vector: DeletionVectorDescriptor?, count: Int64 = 1000, rowGroupRows: Int = 100
    ) async throws -> AddFile {
        var file = try await store(count: count, rowGroupRows: rowGroupRows)
        file.deletionVector = vector
        try await commit(
            .zero,
            [
                .protocol(Self.features),
                .metadata(
                    TableMetadata(id: "i", schemaString: SchemaCodec.encode(Self.schema))),
                .add(file),
            ])
        return file
    }

    private func ids(_ scan: TableScan) async throws -> [Int64] {
        var ids: [Int64] = []
        for try await batch in scan {
            for row in 0..<batch.count {
                if case .int64(let id) = batch.columns[0].scalar(at: row) { ids.append(id) }
            }
        }
        return ids
    }

    private func failure(_ body: () async throws -> Void) async -> TableError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? TableError)?.code
        }
    }

    @Test("DT-DV-01 deleted rows are left out, whatever row groups a predicate leaves out")
    func rows() async throws {
        let deleted = RowBitmap([0, 99, 100, 101, 555, 999] + (600..<700))
        _ = try await create(DeletionVectorDescriptor(inline: deleted))
        let left = (Int64(0)..<1000).filter {
            ![0, 99, 100, 101, 555, 999].contains($0) && !(600..<700).contains($0)
        }
        #expect(try await ids(table.scan()) == left)
        for bounds in [0..<1, 95..<105, 550..<710, 990..<1000, 600..<700] {
            let predicate = try Expression(
                parsing: "id >= \(bounds.lowerBound) AND id < \(bounds.upperBound)")
            let expected = left.filter { bounds.contains(Int($0)) }
            #expect(try await ids(table.scan(where: predicate)) == expected, "\(bounds)")
        }
        var count = 0
        for try await batch in try await table.scan(columns: []) { count += batch.count }
        #expect(count == left.count)
    }

    @Test("DT-DV-01 a predicate is not asked about deleted rows")
    func predicateOnDeletedRows() async throws {
        _ = try await create(DeletionVectorDescriptor(inline: RowBitmap([7])))
        let predicate = try Expression(parsing: "70 / (id - 7) = 70")
        #expect(try await ids(table.scan(where: predicate)) == [8])
    }

    @Test("DT-DV-02 vectors in files are found by UUID, and by paths below the table")
    func files() async throws {
        let first = RowBitmap([1, 2])
        let second = RowBitmap([3, 900])
        let (bytes, places) = DeletionVectorFile.encode([first, second])
        let name = "deletion_vector_\(Self.uuid).bin"
        for key in [name, "sub/\(name)"] {
            _ = try await table.store.put(try ObjectPath(key), bytes, mode: .create)
        }
        var file = try await create(
            DeletionVectorDescriptor(uuid: Self.uuid, place: places[0], rows: first))
        #expect(try await ids(table.scan()).count == 998)
        var next = try DeletionVectorDescriptor(uuid: Self.uuid, place: places[1], rows: second)
        next.pathOrInlineDV = "sub" + next.pathOrInlineDV
        var version = TableVersion.zero
        for (type, path) in [("u", next.pathOrInlineDV), ("p", "file:///tables/t/\(name)")] {
            next.storageType = type
            next.pathOrInlineDV = path
            let removed = file.removed(at: 2)
            file.deletionVector = next
            version = version.next
            try await commit(version, [.remove(removed), .add(file)])
            let left = try await ids(table.scan())
            #expect(left.count == 998 && !left.contains(3) && !left.contains(900))
        }
        let before = try await ids(table.scan(at: .version(0)))
        #expect(before.count == 998 && before.contains(3) && !before.contains(1))
    }

    @Test("DT-DV-03 a vector that is gone, damaged, elsewhere or beyond the file is an error")
    func errors() async throws {
        let (bytes, places) = DeletionVectorFile.encode([RowBitmap([1, 2])])
        let descriptor = try DeletionVectorDescriptor(
            uuid: Self.uuid, place: places[0], rows: RowBitmap([1, 2]))
        let key = try ObjectPath("deletion_vector_\(Self.uuid).bin")
        _ = try await create(descriptor)
        #expect(await failure { _ = try await ids(table.scan()) } == .corrupt)
        var damaged = bytes.array()
        damaged[20] ^= 1
        for content in [damaged, Array(bytes.array().dropLast(5)), []] {
            _ = try await table.store.put(key, Bytes(content), mode: .overwrite)
            #expect(await failure { _ = try await ids(table.scan()) } == .corrupt)
        }
        _ = try await table.store.put(key, bytes, mode: .overwrite)
        #expect(try await ids(table.scan()).count == 998)
        try await table.store.delete(try ObjectPath(LogPath.commit(.zero).path))
        _ = try await create(DeletionVectorDescriptor(inline: RowBitmap([1000])))
        #expect(await failure { _ = try await ids(table.scan()) } == .corrupt)
    }
}
