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
    let table: Table
    let columns: ScanColumns
    let partitionFields: [Field]
    let mapping: ColumnMapping
    private let rowGroups: RowGroupPruner?
    private let predicate: LookedPredicate?
    private let meter: ScanMeter

    var environment: HostEnvironment { table.environment }

    init(_ scan: TableScan) {
        table = scan.snapshot.table
        columns = scan.columns
        partitionFields = scan.snapshot.log.partitionFields
        let mapping = scan.snapshot.log.columnMapping
        self.mapping = mapping
        meter = scan.meter
        predicate = scan.columns.predicate.map {
            LookedPredicate($0, schema: scan.columns.readSchema)
        }
        rowGroups = scan.columns.predicate.map {
            RowGroupPruner($0, schema: scan.columns.readSchema, mapping: mapping)
        }
    }

    /// A file that is being read; one task at a time uses it.
    struct OpenFile: Sendable {
        fileprivate let reader: DataFileReader
        fileprivate let path: ObjectPath
        fileprivate let partition: [String: Scalar]
        fileprivate var rows: Rows
        fileprivate var positions: RowPositions
        /// Rows of the file that are no rows of the table; nil where there are none.
        let deleted: RowBitmap?
        /// Rows of the file, deleted ones too.
        let rowCount: Int64

        /// Rows of a batch of which no column is read.
        private static let rowsWithoutColumnsMax = 64 << 10

        /// Where the rows come from.
        fileprivate enum Rows {
            /// No column of the file is read.
            case numbered
            /// All rows that are worth reading.
            case all(ParquetBatches.Iterator)
            /// Those of them that are not deleted and match.
            case matching(FilteredBatches.Iterator)
        }

        /// The next rows that match; nil at the end.
        mutating func next() async throws -> RecordBatch? {
            if case .matching(var batches) = rows {
                let batch = try await batches.next()
                rows = .matching(batches)
                return try batch.map { try reader.result(of: $0, partition, path) }
            }
            while true {
                guard let read = try await nextBatch() else { return nil }
                let matching = try reader.matching(read.batch)
                if matching.count > 0 { return matching }
            }
        }

        /// The numbers in the file of the next rows that match, perhaps none; nil at the end.
        mutating func nextMatches() async throws -> [Int64]? {
            guard let read = try await nextBatch() else { return nil }
            let live = read.kept?.setIndices()
            func number(_ row: Int) -> Int64 {
                read.rows.lowerBound + (live.map { Int64($0[row]) } ?? Int64(row))
            }
            guard let predicate = reader.columns.predicate else {
                return (0..<read.batch.count).map(number)
            }
            let mask = try VectorEvaluator().select(predicate, on: read.batch).setIndices()
            return (0..<mask.count).map { number(Int(mask[$0])) }
        }

        /// Live rows, and which rows of the file they are.
        private struct LiveRows {
            let batch: RecordBatch
            let rows: Range<Int64>
            /// The rows of `rows` that are in `batch`; nil for all.
            let kept: Bitmap?
        }

        private mutating func nextBatch() async throws -> LiveRows? {
            guard case .all(var batches) = rows else {
                guard let rows = positions.take(Self.rowsWithoutColumnsMax) else { return nil }
                return try kept(
                    RecordBatch(schema: Schema([]), columns: [], count: rows.count), rows)
            }
            let read = try await batches.nextRows()
            rows = .all(batches)
            guard let read else { return nil }
            return try kept(read.batch, positions.inFile(read.rows, ofRowGroup: read.rowGroup))
        }

        /// The rows of a batch that are not deleted, as rows of the table.
        private func kept(_ batch: RecordBatch, _ rows: Range<Int64>) throws -> LiveRows {
            let conformed = try reader.conform(
                batch, to: reader.columns.readSchema, count: rows.count, partition, path)
            let kept = deleted?.complement(of: rows)
            return LiveRows(
                batch: kept.map { conformed.filter($0) } ?? conformed, rows: rows, kept: kept)
        }
    }

    /// Reads the footer.
    ///
    /// - Parameters:
    ///   - extra: rows that are left out beside those that the log says are deleted.
    ///   - numbersRows: whether `nextMatches` is called and not `next`.
    /// - Throws: `corrupt` where the log says something else than the file; the store's failures.
    func open(
        _ file: ActiveFile, without extra: RowBitmap? = nil, numbersRows: Bool = false
    ) async throws -> OpenFile {
        try await open(file.addFile, without: extra, numbersRows: numbersRows)
    }

    /// The same for a file that may not be in the table.
    ///
    /// - Parameters:
    ///   - only: rows that are read, whatever the log says about them; nil for the others.
    ///   - constants: columns of which the file says nothing, and their values.
    func open(
        _ file: AddFile, without extra: RowBitmap? = nil, only: RowBitmap? = nil,
        constants: [String: Scalar] = [:], numbersRows: Bool = false
    ) async throws -> OpenFile {
        let path = try ObjectPath(
            try DataPath(parsing: file.path).relativePath(root: table.root))
        var deleted: RowBitmap?
        if only == nil { deleted = try await deletedRows(of: file) }
        if let extra { deleted = deleted?.union(extra) ?? extra }
        var partition = constants
        for (field, value) in zip(
            partitionFields, try file.partitionValues.scalars(partitionFields, mapping))
        {
            partition[field.name] = value
        }
        let parquet: ParquetObjectReader
        do {
            parquet = try await ParquetObjectReader.open(
                path, in: table.store, environment: environment, size: Int(file.size))
        } catch {
            throw Self.translate(error)
        }
        let footer = parquet.footer
        if let last = (only ?? deleted)?.last, last >= Int64(footer.rowCount) {
            throw TableError(
                .corrupt,
                "the deletion vector deletes row \(last) of a file of \(footer.rowCount) rows"
            ).at(path: path.key)
        }
        if let only { deleted = RowBitmap(allOf: Int64(footer.rowCount)).subtracting(only) }
        guard !mapping.lacksIDs(footer.schema) else {
            throw TableError(
                .corrupt,
                "the file has no column ids, by which the table finds columns "
                    + "(delta.columnMapping.mode is id)"
            ).at(path: path.key)
        }
        do throws(ParquetIOError) {
            let kept =
                try await rowGroups?.rows(of: parquet, partition: partition, meter: meter)
                ?? (0..<footer.rowGroupCount).map { parquet.allRows(of: $0) }
            let positions = RowPositions(footer, kept: kept)
            let file = FilteredFile(
                path: path, partition: partition, positions: positions, deleted: deleted)
            return OpenFile(
                reader: self, path: path, partition: partition,
                rows: try rows(kept, of: parquet, file, numbersRows: numbersRows),
                positions: positions, deleted: deleted, rowCount: Int64(footer.rowCount))
        } catch {
            throw Self.translate(error)
        }
    }

    /// What is read of some rows of a file.
    private func rows(
        _ kept: [RowGroupRows], of parquet: ParquetObjectReader, _ file: FilteredFile,
        numbersRows: Bool
    ) throws(ParquetIOError) -> OpenFile.Rows {
        let wanted = names(columns.readSchema, in: parquet.footer, file.partition)
        guard !wanted.isEmpty else { return .numbered }
        if !numbersRows, let filter = filter(parquet.footer, file) {
            return .matching(
                try parquet.batches(
                    .columns(wanted), rows: kept, filter: filter, meter: meter.reads
                ).makeAsyncIterator())
        }
        return .all(
            try parquet.batches(.columns(wanted), rows: kept, meter: meter.reads)
                .makeAsyncIterator())
    }

    /// The predicate as a filter of the file's rows; nil where it looks at no column of the file.
    private func filter(_ footer: ParquetFooter, _ file: FilteredFile) -> RowFilter? {
        guard let predicate else { return nil }
        let looked = names(predicate.schema, in: footer, file.partition)
        guard !looked.isEmpty else { return nil }
        return RowFilter(columns: looked) { batch, rowGroup, rows in
            let conformed = try conform(
                batch, to: predicate.schema, count: rows.count, file.partition, file.path)
            let inFile = file.positions.inFile(rows, ofRowGroup: rowGroup)
            // The predicate may be an error on a row that is deleted.
            guard let live = file.deleted?.complement(of: inFile) else {
                return try VectorEvaluator().select(predicate.condition, on: conformed)
            }
            return live.keeping(
                try VectorEvaluator().select(predicate.condition, on: conformed.filter(live)))
        }
    }

    /// The columns of a file that stand for those of `schema`.
    private func names(
        _ schema: Schema, in footer: ParquetFooter, _ partition: [String: Scalar]
    ) -> [String] {
        schema.fields.compactMap { field in
            guard partition[field.name] == nil else { return nil }
            return mapping.position(of: field, in: footer.schema.fields)
                .map { footer.schema[$0].name }
        }
    }

    /// The rows of a file that are deleted; nil where none is.
    private func deletedRows(of file: AddFile) async throws -> RowBitmap? {
        guard let descriptor = file.deletionVector else { return nil }
        do {
            let rows = try await DeletionVectorReader(store: table.store, root: table.root)
                .rows(descriptor)
            return rows.isEmpty ? nil : rows
        } catch let error as DeltaProtocolError {
            throw error.at(path: file.path)
        }
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
        // A put that is delivered twice replaces a file by itself: whoever tries again reads it.
        case .storage, .memory, .changed:
            TableError(.storage, "\(error)").at(path: error.path.key)
        case .format: TableError(.corrupt, "\(error)").at(path: error.path.key)
        }
    }

    /// The rows with the columns of `schema`, a part of `readSchema`.
    func conform(
        _ batch: RecordBatch, to schema: Schema, count: Int, _ partition: [String: Scalar],
        _ path: ObjectPath
    ) throws -> RecordBatch {
        var result: [ColumnArray] = []
        for field in schema.fields {
            if let value = partition[field.name] {
                result.append(ColumnArray(repeating: value, count: count, type: field.type))
                continue
            }
            guard let position = mapping.position(of: field, in: batch.schema.fields) else {
                result.append(ColumnArray(nulls: count, type: field.type))
                continue
            }
            let column = batch.columns[position]
            guard
                let conformed = ColumnConformance.conform(column, to: field.type, by: mapping)
            else {
                throw TableError(
                    .corrupt,
                    "column '\(field.name)' is \(column.type) in the file and \(field.type) in "
                        + "the table"
                ).at(path: path.key, column: field.name)
            }
            result.append(conformed)
        }
        return RecordBatch(schema: schema, columns: result, count: count)
    }

    /// Rows that match, with the columns of the result.
    private func result(
        of batch: RecordBatch, _ partition: [String: Scalar], _ path: ObjectPath
    ) throws -> RecordBatch {
        try conform(batch, to: columns.resultSchema, count: batch.count, partition, path)
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
