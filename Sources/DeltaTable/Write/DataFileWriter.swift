// One data file: encoded in memory, stored in one durable put, described by an `add` action.

import BinaryIO
import Columnar
import Compression
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Writes files of one table's data columns.
struct DataFileWriter: Sendable {
    private let store: any ObjectStore
    private let environment: HostEnvironment
    private let schema: Schema
    private let partitionColumns: [String]
    private let statisticsColumns: [StatisticsColumn]
    private let parquet: Parquet.WriteOptions
    private let fileSuffix: String

    /// - Parameter statisticsColumnsMax: how many leaf columns get statistics; nil for all.
    init(
        store: any ObjectStore, environment: HostEnvironment, options: WriteOptions,
        schema: Schema, partitionColumns: [String], statisticsColumnsMax: Int?
    ) {
        self.store = store
        self.environment = environment
        self.schema = schema
        self.partitionColumns = partitionColumns
        statisticsColumns = StatisticsColumn.columns(of: schema, limit: statisticsColumnsMax)
        var parquet = Parquet.WriteOptions()
        switch options.compression {
        case .zstd:
            parquet.codec = .zstd
            fileSuffix = ".zstd.parquet"
        case .snappy:
            parquet.codec = .snappy
            fileSuffix = ".snappy.parquet"
        case .uncompressed:
            parquet.codec = .uncompressed
            fileSuffix = ".parquet"
        }
        self.parquet = parquet
    }

    /// Makes the rows a durable file of `partition` that nothing refers to yet.
    ///
    /// - Precondition: at least one batch, all of the data columns' schema.
    func write(_ batches: [RecordBatch], partition: PartitionValues) async throws -> AddFile {
        var encoding = try encoding()
        for batch in batches { try await encoding.append(batch) }
        return try await write(encoding, partition: partition)
    }

    /// A file that takes rows batch by batch; only what is encoded is held.
    func encoding() throws -> Encoding {
        Encoding(
            encoder: try ParallelEncoder(
                schema: schema, options: parquet, environment: environment))
    }

    /// Rows on their way into a file.
    struct Encoding: ~Copyable {
        fileprivate let encoder: ParallelEncoder
        fileprivate var pieces: [Bytes] = []

        fileprivate init(encoder: ParallelEncoder) {
            self.encoder = encoder
        }

        mutating func append(_ batch: RecordBatch) async throws {
            pieces += try await encoder.append(batch)
        }

        fileprivate mutating func finish() async throws -> (Bytes, FileSummary) {
            let (summary, rest) = try await encoder.finish()
            return (Bytes(joining: pieces + rest), summary)
        }
    }

    /// Makes what was encoded a durable file of `partition` that nothing refers to yet.
    func write(_ encoding: consuming Encoding, partition: PartitionValues) async throws -> AddFile {
        let (bytes, summary) = try await encoding.finish()
        let name = "part-00000-\(environment.uuid())-c000\(fileSuffix)"
        let folder = PartitionFolder.path(partition, columns: partitionColumns)
        let key = folder.isEmpty ? name : folder + "/" + name
        // From before the put: whatever happens meanwhile, the file never counts as younger than it
        // is, or a writer that was held up would not hear that a vacuum takes it for old.
        let begun = environment.now
        // The name is unique: what lies there after a lost answer is this file, so that the put may
        // be repeated, which one that creates may not.
        _ = try await store.put(try ObjectPath(key), bytes, mode: .overwrite)
        return AddFile(
            path: PercentEncoding.encode(path: key), partitionValues: partition,
            size: Int64(bytes.count), modificationTime: begun.milliseconds,
            stats: statistics(summary).json(columns: statisticsColumns))
    }

    /// The file's statistics in the log's terms. Lists and maps have a null count only where the
    /// file tells nulls from empty ones, which it does not: they get none.
    private func statistics(_ summary: FileSummary) -> FileStatistics {
        let leaves = Dictionary(
            summary.columns.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let columns = statisticsColumns.map { column -> ColumnStatistics in
            guard let leaf = leaves[column.path], !leaf.isRepeated else {
                return ColumnStatistics()
            }
            return ColumnStatistics(
                min: column.hasBounds ? leaf.minimum : nil,
                max: column.hasBounds ? leaf.maximum : nil, nullCount: Int64(leaf.nullCount))
        }
        return FileStatistics(numRecords: Int64(summary.rowCount), columns: columns)
    }
}
