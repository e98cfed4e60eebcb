import BinaryIO
import Columnar
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import Testing

@testable import DeltaTable

@Suite struct PruningTests {
    let environment = HostEnvironment.system()
    let table: Table

    init() {
        table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
    }

    private func count(_ scan: TableScan) async throws -> Int {
        var count = 0
        for try await batch in scan { count += batch.count }
        return count
    }

    @Test("DT-SCN-02 files of other partitions and other ranges are left out")
    func prunes() async throws {
        try await table.create(schema: TableTests.schema, partitionedBy: ["day"])
        for start in stride(from: Int64(0), to: 100, by: 20) {
            try await table.append([TableTests.batch(start..<(start + 20))])
        }
        let snapshot = try await table.snapshot()
        #expect(try await snapshot.fileCount == 20)
        let all = try await snapshot.scan(where: col("id") >= 0)
        #expect(all.fileCount == 20)
        // Days are null, 0, 1 and 2, each with a file in every append.
        let day = try await snapshot.scan(where: col("day") == lit(.date(1), .date))
        #expect(day.fileCount == 5)
        #expect(try await count(day) == 27)
        let noDay = try await snapshot.scan(where: col("day").isNull)
        #expect(noDay.fileCount == 5)
        #expect(try await count(noDay) == 20)
        let range = try await snapshot.scan(where: col("id") >= 40 && col("id") < 60)
        #expect(range.fileCount == 4)
        #expect(try await count(range) == 20)
        let both = try await snapshot.scan(
            where: col("id") >= 40 && col("id") < 60 && col("day") == lit(.date(1), .date))
        #expect(both.fileCount == 1)
        let either = try await snapshot.scan(
            where: col("id") < 20 || col("day") == lit(.date(2), .date))
        #expect(either.fileCount == 8)
        let names = try await snapshot.scan(where: col("name") == "zebra")
        #expect(names.fileCount == 0)
        #expect(try await count(names) == 0)
    }

    @Test("DT-SCN-02 row groups that hold no matching row are not read")
    func rowGroups() async throws {
        try await table.create(schema: TableTests.schema)
        var options = Parquet.WriteOptions()
        options.rowGroupRowsMax = 100
        var encoder = try ParquetEncoder(schema: TableTests.schema, options: options)
        try encoder.append(TableTests.batch(0..<1000))
        _ = try encoder.finish()
        let bytes = encoder.takeBytes()
        let footer = try footer(of: bytes)
        #expect(footer.rowGroupCount == 10)
        func groups(_ predicate: Expression) throws -> [Int] {
            let bound = try Binder(TableTests.schema).bindPredicate(predicate)
            return RowGroupPruner(bound, schema: TableTests.schema).keep(footer, partition: [:])
        }
        #expect(try groups(col("id") >= 250 && col("id") < 450) == [2, 3, 4])
        #expect(try groups(col("id").isNull) == [])
        #expect(try groups(col("day").isNull) == Array(0..<10))
        #expect(try groups(col("at") > lit(.timestamp(949_000_000), .timestamp)) == [9])
        #expect(try groups(col("tags").isNull) == Array(0..<10))
    }

    private func footer(of pieces: [Bytes]) throws -> ParquetFooter {
        let bytes = Bytes(joining: pieces)
        guard
            case .footer(let footer) = try FooterDecoder.decode(
                tail: bytes, fileBytes: bytes.count)
        else { throw TableError(.corrupt, "the footer is not at the end") }
        return footer
    }
}
