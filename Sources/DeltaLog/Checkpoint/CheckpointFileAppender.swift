// Rows of checkpoint columns as records: what a table of millions of files is opened with, so what
// is the same for a batch is done once a batch.

import BinaryIO
import Columnar
import DeltaProtocol

/// Appends rows of a checkpoint batch to `FileRows`.
struct CheckpointFileAppender {
    private let columns: CheckpointFileColumns
    private(set) var rows: FileRows
    private let pathBlocks: UInt32
    private let statsBlocks: UInt32
    /// The numbers of partitions by the hash of their bytes.
    private var partitions: [UInt64: UInt32] = [:]

    init(_ columns: CheckpointFileColumns, rows: FileRows) {
        var rows = rows
        self.columns = columns
        pathBlocks = rows.adopt(columns.path.views.blocks)
        statsBlocks = columns.stats.map { rows.adopt($0.views.blocks) } ?? 0
        self.rows = rows
    }

    /// Appends the rows that `column`, the struct, has.
    ///
    /// - Throws: `corruptAction` where a required field is missing or a path has no legal form.
    mutating func append(rowsOf column: ColumnArray) throws(DeltaProtocolError) {
        let count = column.count
        let sizes = CheckpointFileColumns.int64s(columns.size, count: count, missing: -1)
        let times = CheckpointFileColumns.int64s(
            columns.time, count: count, missing: FileRecord.noTime)
        let paths = columns.path
        let stats = columns.stats
        let hasExtras = columns.hasExtras
        let partitions = partitionNumbers(of: column)
        let isAdd = columns.isAdd
        rows.reserve(rows.count + count - column.nullCount)
        for row in 0..<count where !column.isNull(row) {
            guard !paths.isNull(row) else {
                throw CheckpointBatchDecoder.missing("add or remove")
            }
            // What a commit may not say, the next commit that repeats it could not be read with.
            guard sizes[row] >= 0 || !columns.hasSize(row) else {
                throw DeltaProtocolError(
                    .corruptAction, "a file has the size \(sizes[row]) in the checkpoint")
            }
            guard !isAdd || sizes[row] >= 0 else {
                throw CheckpointBatchDecoder.missing("add")
            }
            let extra = hasExtras ? try extra(row) : nil
            let hash = try FileRows.hash(
                path: paths.views.bytes(at: row), vector: extra?.deletionVector)
            let record = FileRecord(
                path: text(paths, row, pathBlocks),
                stats: stats.map { $0.isNull(row) ? .none : text($0, row, statsBlocks) } ?? .none,
                size: sizes[row], time: times[row], partition: partitions[row],
                extra: extra.map { rows.add($0) } ?? -1, isAdd: isAdd,
                dataChange: CheckpointFileColumns.bool(columns.dataChange, row) ?? false)
            rows.append(record, hash: hash)
        }
    }

    private func extra(_ row: Int) throws(DeltaProtocolError) -> FileExtra {
        FileExtra(
            deletionVector: try deletionVector(row), tags: tags(row),
            baseRowID: CheckpointFileColumns.int64(columns.baseRowID, row),
            defaultRowCommitVersion: CheckpointFileColumns.int64(
                columns.defaultRowCommitVersion, row),
            clusteringProvider: clusteringProvider(row),
            extendedFileMetadata: CheckpointFileColumns.bool(columns.extendedFileMetadata, row))
    }

    /// A text where it lies; one that stands in its view is copied.
    private mutating func text(_ column: TextColumn, _ row: Int, _ base: UInt32) -> TextRange {
        let view = column.views.views[row]
        guard !view.isInline else { return rows.append(copying: column.views.bytes(at: row)) }
        return TextRange(
            block: base + view.blockIndex, offset: view.offset, length: view.length)
    }

    /// The number of the partition of each row of `column`, the struct.
    private mutating func partitionNumbers(of column: ColumnArray) -> [UInt32] {
        let none = columns.isAdd ? rows.number(of: .unpartitioned) : FileRecord.noPartition
        var numbers = Array(repeating: none, count: column.count)
        guard let values = columns.partitionValues else { return numbers }
        for row in 0..<column.count where !values.array.isNull(row) {
            let hash = values.hash(row)
            if let known = partitions[hash], values.equals(row, rows.partitions[Int(known)]) {
                numbers[row] = known
            } else {
                let number = rows.number(of: values.partition(row))
                partitions[hash] = number
                numbers[row] = number
            }
        }
        return numbers
    }

    private func tags(_ row: Int) -> [String: String]? {
        guard let tags = columns.tags, case .map(let keys, let values) = tags.scalar(at: row)
        else { return nil }
        var result: [String: String] = [:]
        for case (.string(let key), .string(let value)) in zip(keys, values) {
            result[key] = value
        }
        return result
    }

    private func clusteringProvider(_ row: Int) -> String? {
        guard let column = columns.clusteringProvider, !column.isNull(row) else { return nil }
        return column.views.string(at: row)
    }

    private func deletionVector(
        _ row: Int
    ) throws(DeltaProtocolError) -> DeletionVectorDescriptor? {
        guard let column = columns.deletionVector, !column.isNull(row),
            let values = ScalarRow(column.scalar(at: row), column.type)
        else { return nil }
        guard let storageType = values.string("storageType"),
            let path = values.string("pathOrInlineDv"), let size = values.int32("sizeInBytes"),
            let cardinality = values.int64("cardinality")
        else { throw CheckpointBatchDecoder.missing("deletionVector") }
        return DeletionVectorDescriptor(
            storageType: storageType, pathOrInlineDV: path, offset: values.int32("offset"),
            sizeInBytes: size, cardinality: cardinality)
    }
}
