// One data file as rows of the table: projection, partition columns, columns that the file lacks,
// types that the table has widened since, and the predicate.

import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// Opens the files of one scan.
struct DataFileReader: Sendable {
    let store: any ObjectStore
    let environment: HostEnvironment
    let columns: ScanColumns
    let partitionFields: [Field]
    private let rowGroups: RowGroupPruner?

    init(
        store: any ObjectStore, environment: HostEnvironment, columns: ScanColumns,
        partitionFields: [Field]
    ) {
        self.store = store
        self.environment = environment
        self.columns = columns
        self.partitionFields = partitionFields
        rowGroups = columns.predicate.map { RowGroupPruner($0, schema: columns.readSchema) }
    }

    /// A file that is being read; one task at a time uses it.
    struct OpenFile: Sendable {
        fileprivate let reader: DataFileReader
        fileprivate let path: ObjectPath
        fileprivate let partition: [String: Scalar]
        fileprivate var batches: ParquetBatches.Iterator?
        /// Rows of a file of which no column is read.
        fileprivate var rowsWithoutColumns = 0

        /// The next rows that match; nil at the end.
        mutating func next() async throws -> RecordBatch? {
            while true {
                guard let read = try await nextBatch() else { return nil }
                let matching = try reader.matching(read)
                if matching.count > 0 { return matching }
            }
        }

        private mutating func nextBatch() async throws -> RecordBatch? {
            if batches != nil {
                guard let batch = try await batches?.next() else { return nil }
                return try reader.conform(batch, count: batch.count, partition, path)
            }
            guard rowsWithoutColumns > 0 else { return nil }
            let count = min(rowsWithoutColumns, 64 << 10)
            rowsWithoutColumns -= count
            return try reader.conform(
                RecordBatch(schema: Schema([]), columns: [], count: count), count: count,
                partition, path)
        }
    }

    /// Reads the footer.
    ///
    /// - Throws: `corrupt` where the log says something else than the file; the store's failures.
    func open(_ file: ActiveFile) async throws -> OpenFile {
        guard file.deletionVector == nil else {
            throw TableError(
                .unsupportedFeature, "a file has a deletion vector, which is not supported yet"
            ).at(path: file.path)
        }
        let path = try ObjectPath(try file.dataPath().relativePath(root: nil))
        var partition: [String: Scalar] = [:]
        for (field, value) in zip(
            partitionFields, try file.partitionValues.scalars(partitionFields))
        {
            partition[field.name] = value
        }
        do throws(ParquetIOError) {
            let parquet = try await ParquetObjectReader.open(
                path, in: store, environment: environment, size: Int(file.size))
            let groups = rowGroups?.keep(parquet.footer, partition: partition)
            let inFile = Set(parquet.footer.schema.names)
            let wanted = columns.readSchema.names.filter {
                partition[$0] == nil && inFile.contains($0)
            }
            if wanted.isEmpty {
                return OpenFile(
                    reader: self, path: path, partition: partition, batches: nil,
                    rowsWithoutColumns: rowCount(parquet.footer, groups))
            }
            return OpenFile(
                reader: self, path: path, partition: partition,
                batches: try parquet.batches(.columns(wanted), rowGroups: groups)
                    .makeAsyncIterator())
        } catch {
            throw Self.translate(error)
        }
    }

    private func rowCount(_ footer: ParquetFooter, _ groups: [Int]?) -> Int {
        guard let groups else { return footer.rowCount }
        return groups.reduce(0) { $0 + footer.rowCount(ofRowGroup: $1) }
    }

    private static func translate(_ error: ParquetIOError) -> any Error {
        switch error.code {
        case .cancelled: CancellationError()
        case .storage(.notFound):
            TableError(
                .corrupt,
                "the data file \(error.path.key) of this version is gone; it was removed by a "
                    + "vacuum, or by hand: read a newer version"
            ).at(path: error.path.key)
        case .storage, .memory: TableError(.storage, "\(error)").at(path: error.path.key)
        case .format, .changed: TableError(.corrupt, "\(error)").at(path: error.path.key)
        }
    }

    /// The rows with the columns of `readSchema`.
    private func conform(
        _ batch: RecordBatch, count: Int, _ partition: [String: Scalar], _ path: ObjectPath
    ) throws -> RecordBatch {
        var result: [ColumnArray] = []
        for field in columns.readSchema.fields {
            if let value = partition[field.name] {
                result.append(ColumnArray(repeating: value, count: count, type: field.type))
                continue
            }
            guard let column = batch.column(field.name) else {
                result.append(ColumnArray(nulls: count, type: field.type))
                continue
            }
            guard let conformed = ColumnConformance.conform(column, to: field.type) else {
                throw TableError(
                    .corrupt,
                    "column '\(field.name)' is \(column.type) in the file and \(field.type) in "
                        + "the table"
                ).at(path: path.key, column: field.name)
            }
            result.append(conformed)
        }
        return RecordBatch(schema: columns.readSchema, columns: result, count: count)
    }

    /// The rows on which the predicate is true, with the columns of the result.
    private func matching(_ batch: RecordBatch) throws -> RecordBatch {
        guard let predicate = columns.predicate else {
            return batch.selecting(columns.resultPositions)
        }
        let mask = try VectorEvaluator().select(predicate, on: batch)
        return batch.selecting(columns.resultPositions).filter(mask)
    }
}
