// Rows of one file that are left out by statistics, Bloom filters, dictionaries and the page index:
// what is left, filtered, must be what the whole file filtered is, in every column.

import BinaryIO
import Columnar
import Expressions
import Glibc
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import Testing

@testable import DeltaTable

/// DT-SCN-02 within a file, and PQ-IDX-03: rows line up across columns whose pages differ.
@Suite struct RowPruningTests {
    private let environment = HostEnvironment.system()

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private func open(_ bytes: Bytes, _ options: ReadOptions) async throws -> ParquetObjectReader {
        let store = MemoryObjectStore(environment: environment)
        let path = try ObjectPath("f.parquet")
        _ = try await store.put(path, bytes, mode: .create)
        return try await ParquetObjectReader.open(
            path, in: store, environment: environment, options: options)
    }

    private func rows(_ batches: ParquetBatches, _ schema: Schema) async throws -> [RecordBatch] {
        var result: [RecordBatch] = []
        for try await batch in batches {
            #expect(batch.schema == schema)
            result.append(batch)
        }
        return result
    }

    /// The rows as the file's own filter leaves them.
    private func late(
        _ reader: ParquetObjectReader, _ rows: [RowGroupRows], _ bound: BoundExpression,
        _ meter: ScanMeter
    ) async throws -> [RecordBatch] {
        let looked = LookedPredicate(bound, schema: reader.footer.schema)
        let filter = RowFilter(columns: looked.schema.names) { batch, _, rows in
            #expect(batch.schema == looked.schema)
            #expect(batch.count == rows.count)
            return try VectorEvaluator().select(looked.condition, on: batch)
        }
        var result: [RecordBatch] = []
        for try await batch in try reader.batches(
            .all, rows: rows, filter: filter, meter: meter.reads)
        {
            #expect(batch.count > 0 && batch.schema == reader.footer.schema)
            result.append(batch)
        }
        return result
    }

    private func text(
        _ batches: [RecordBatch], where predicate: BoundExpression? = nil
    ) throws -> [String] {
        try batches.flatMap { batch in
            let matching =
                try predicate.map {
                    batch.filter(try VectorEvaluator().select($0, on: batch))
                } ?? batch
            let columns = matching.columns.map { $0.scalars() }
            return (0..<matching.count).map { row in "\(columns.map { $0[row] })" }
        }
    }

    /// Puts `count` predicates to a file.
    private func check(
        _ file: Bytes, _ random: inout RandomPruningData, predicates count: Int, _ name: String
    ) async throws -> ScanMetrics {
        var options = ReadOptions()
        options.batchRowsMax = random.pick([7, 100, 1 << 16])
        let reader = try await open(file, options)
        let schema = reader.footer.schema
        let full = try await rows(try reader.batches(), schema)
        guard let sample = full.max(by: { $0.count < $1.count }) else { return ScanMetrics() }
        let meter = ScanMeter(files: 1, skipped: 0)
        for _ in 0..<count {
            let predicate = random.predicate(over: sample)
            let bound = try Binder(schema).bindPredicate(predicate)
            let pruner = RowGroupPruner(bound, schema: schema)
            let chosen = try await pruner.rows(of: reader, partition: [:], meter: meter)
            let pruned = try await rows(
                try reader.batches(.all, rows: chosen, meter: meter.reads), schema)
            let wanted = chosen.reduce(0) { $0 + $1.rows.count }
            #expect(pruned.reduce(0) { $0 + $1.count } == wanted, "\(name): \(predicate)")
            let expected = try text(full, where: bound)
            #expect(try text(pruned, where: bound) == expected, "\(name): \(predicate)")
            let all = (0..<reader.footer.rowGroupCount).map { reader.allRows(of: $0) }
            for rows in [chosen, all] {
                let late = try await self.late(reader, rows, bound, meter)
                #expect(try text(late) == expected, "\(name), late: \(predicate)")
            }
        }
        #expect(environment.memory.reservedBytes == 0)
        return meter.metrics
    }

    private func sum(_ all: [ScanMetrics]) -> ScanMetrics {
        all.reduce(into: ScanMetrics()) { sum, next in
            sum.rowGroups += next.rowGroups
            sum.rowGroupsSkippedByStatistics += next.rowGroupsSkippedByStatistics
            sum.rowGroupsSkippedByBloomFilters += next.rowGroupsSkippedByBloomFilters
            sum.rowGroupsSkippedByDictionaries += next.rowGroupsSkippedByDictionaries
            sum.rowGroupsSkippedByPageIndexes += next.rowGroupsSkippedByPageIndexes
            sum.pages += next.pages
            sum.pagesSkipped += next.pagesSkipped
            sum.indexesIgnored.merge(next.indexesIgnored, uniquingKeysWith: +)
        }
    }

    @Test("DT-SCN-02 PQ-IDX-03 PQ-BLM-02 PQ-LAT-01 pruned rows, filtered, are the file filtered")
    func random() async throws {
        let seed = UInt64(Self.variable("PRUNING_SEED") ?? "") ?? 1
        let files = Int(Self.variable("PRUNING_FILES") ?? "") ?? 24
        var all: [ScanMetrics] = []
        for index in 0..<files {
            var random = RandomPruningData(seed: seed &* 1_000_003 &+ UInt64(index))
            let batch = random.batch()
            var encoder = try ParquetEncoder(
                schema: batch.schema, options: random.options(batch.schema))
            try encoder.append(batch)
            _ = try encoder.finish()
            all.append(
                try await check(
                    Bytes(joining: encoder.takeBytes()), &random, predicates: 25,
                    "seed \(seed), file \(index)"))
        }
        let total = sum(all)
        print("pruning, seed \(seed), \(files) files: \(total)")
        // Each way of leaving out has been at work, and none of our indexes was refused.
        #expect(total.rowGroupsSkippedByStatistics > 0)
        #expect(total.rowGroupsSkippedByBloomFilters > 0)
        #expect(total.rowGroupsSkippedByDictionaries > 0)
        #expect(total.rowGroupsSkippedByPageIndexes > 0)
        #expect(total.pagesSkipped > 0)
        #expect(total.indexesIgnored == [:])
    }

    @Test("PQ-DIF-02 PQ-LAT-01 pruning is sound on files of other writers")
    func otherWriters() async throws {
        guard let folder = Self.variable("PARQUET_PRUNING_READ") else { return }
        let seed = UInt64(Self.variable("PRUNING_SEED") ?? "") ?? 1
        let listing = try Self.text(of: "\(folder)/files")
        var all: [ScanMetrics] = []
        for (index, name) in listing.split(separator: "\n").enumerated() {
            var random = RandomPruningData(seed: seed &* 1_000_003 &+ UInt64(index))
            let file = try Bytes(Self.bytes(of: "\(folder)/\(name)"))
            all.append(
                try await check(file, &random, predicates: 25, "seed \(seed), \(name)"))
        }
        print("pruning of other writers' files: \(sum(all))")
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer[..<count]
        }
        return bytes
    }

    private static func text(of path: String) throws -> String {
        String(decoding: try bytes(of: path), as: UTF8.self)
    }
}
