// The leaf columns of `add` or `remove` in a checkpoint batch, taken apart once a batch, and their
// rows as records.

import BinaryIO
import Columnar
import DeltaProtocol

/// The columns of one kind of file action.
struct CheckpointFileColumns {
    let isAdd: Bool
    let path: TextColumn
    let stats: TextColumn?
    let clusteringProvider: TextColumn?
    let size: ColumnArray?
    let time: ColumnArray?
    let dataChange: ColumnArray?
    let extendedFileMetadata: ColumnArray?
    let baseRowID: ColumnArray?
    let defaultRowCommitVersion: ColumnArray?
    let partitionValues: StringMapColumn?
    let tags: ColumnArray?
    let deletionVector: ColumnArray?

    /// Nil where the column is no struct with a path.
    init?(_ column: ColumnArray, isAdd: Bool) {
        guard case .struct(let columns) = column.storage else { return nil }
        var named: [String: ColumnArray] = [:]
        for (field, child) in zip(column.type.children, columns) {
            named[field.name] = child.flattened()
        }
        guard let path = TextColumn(named["path"]) else { return nil }
        self.isAdd = isAdd
        self.path = path
        stats = isAdd ? TextColumn(named["stats"]) : nil
        clusteringProvider = TextColumn(named["clusteringProvider"])
        size = named["size"]
        time = named[isAdd ? "modificationTime" : "deletionTimestamp"]
        dataChange = named["dataChange"]
        extendedFileMetadata = named["extendedFileMetadata"]
        baseRowID = Self.unlessNull(named["baseRowId"])
        defaultRowCommitVersion = Self.unlessNull(named["defaultRowCommitVersion"])
        partitionValues = StringMapColumn(named["partitionValues"])
        tags = Self.unlessNull(named["tags"])
        deletionVector = Self.unlessNull(named["deletionVector"])
    }

    /// Columns that are null in every row cost nothing a row.
    private static func unlessNull(_ column: ColumnArray?) -> ColumnArray? {
        guard let column, column.nullCount < column.count else { return nil }
        return column
    }

    static func int64(_ column: ColumnArray?, _ row: Int) -> Int64? {
        guard let column, !column.isNull(row) else { return nil }
        switch column.storage {
        case .int64(let values): return values[row]
        case .int32(let values): return Int64(values[row])
        default: return nil
        }
    }

    static func bool(_ column: ColumnArray?, _ row: Int) -> Bool? {
        guard let column, !column.isNull(row), case .boolean(let bits) = column.storage else {
            return nil
        }
        return bits[row]
    }
}

/// A string column.
struct TextColumn {
    let array: ColumnArray
    let views: BinaryViews

    init?(_ array: ColumnArray?) {
        guard let array = array?.flattened(), case .views(let views) = array.storage else {
            return nil
        }
        self.array = array
        self.views = views
    }

    func isNull(_ row: Int) -> Bool { array.isNull(row) }
}

/// A column of maps from string to string.
struct StringMapColumn {
    let array: ColumnArray
    let offsets: TypedBuffer<Int32>
    let keys: TextColumn
    let values: TextColumn

    init?(_ array: ColumnArray?) {
        guard let array = array?.flattened(), case .list(let offsets, let child) = array.storage,
            case .struct(let columns) = child.flattened().storage, columns.count == 2,
            let keys = TextColumn(columns[0]), let values = TextColumn(columns[1])
        else { return nil }
        self.array = array
        self.offsets = offsets
        self.keys = keys
        self.values = values
    }

    func entries(_ row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

    /// A hash of the bytes of a row's keys and values.
    func hash(_ row: Int) -> UInt64 {
        var hash: UInt64 = 0
        for entry in entries(row) {
            hash = FileKeyHash.hash(keys.views.bytes(at: entry), seed: hash)
            hash =
                values.isNull(entry)
                ? hash &+ 1 : FileKeyHash.hash(values.views.bytes(at: entry), seed: hash)
        }
        return hash
    }

    func partition(_ row: Int) -> PartitionValues {
        PartitionValues(
            entries(row).map { entry in
                PartitionValues.Entry(
                    column: keys.views.string(at: entry),
                    value: values.isNull(entry) ? nil : values.views.string(at: entry))
            })
    }

    /// Whether a row says what `partition` says, in the same order.
    func equals(_ row: Int, _ partition: PartitionValues) -> Bool {
        let range = entries(row)
        guard range.count == partition.entries.count else { return false }
        for (position, entry) in partition.entries.enumerated() {
            let index = range.lowerBound + position
            guard keys.views.bytes(at: index).equals(entry.column) else { return false }
            guard let value = entry.value else {
                guard values.isNull(index) else { return false }
                continue
            }
            guard !values.isNull(index), values.views.bytes(at: index).equals(value) else {
                return false
            }
        }
        return true
    }
}

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

    mutating func append(_ row: Int) throws(DeltaProtocolError) {
        guard !columns.path.isNull(row) else {
            throw CheckpointBatchDecoder.missing("add or remove")
        }
        let size = CheckpointFileColumns.int64(columns.size, row)
        guard size != nil || !columns.isAdd else { throw CheckpointBatchDecoder.missing("add") }
        let vector = try deletionVector(row)
        let hash = try FileRows.hash(path: columns.path.views.bytes(at: row), vector: vector)
        let extra = FileExtra(
            deletionVector: vector, tags: tags(row),
            baseRowID: CheckpointFileColumns.int64(columns.baseRowID, row),
            defaultRowCommitVersion: CheckpointFileColumns.int64(
                columns.defaultRowCommitVersion, row),
            clusteringProvider: clusteringProvider(row),
            extendedFileMetadata: CheckpointFileColumns.bool(columns.extendedFileMetadata, row))
        let record = FileRecord(
            path: text(columns.path, row, pathBlocks),
            stats: columns.stats.map { $0.isNull(row) ? .none : text($0, row, statsBlocks) }
                ?? .none,
            size: size ?? -1,
            time: CheckpointFileColumns.int64(columns.time, row) ?? FileRecord.noTime,
            partition: partition(row), extra: rows.add(extra), isAdd: columns.isAdd,
            dataChange: CheckpointFileColumns.bool(columns.dataChange, row) ?? false)
        rows.append(record, hash: hash)
    }

    /// A text where it lies; one that stands in its view is copied.
    private mutating func text(_ column: TextColumn, _ row: Int, _ base: UInt32) -> TextRange {
        let view = column.views.views[row]
        guard !view.isInline else { return rows.append(copying: column.views.bytes(at: row)) }
        return TextRange(
            block: base + view.blockIndex, offset: view.offset, length: view.length)
    }

    private mutating func partition(_ row: Int) -> UInt32 {
        guard let values = columns.partitionValues, !values.array.isNull(row) else {
            return columns.isAdd ? rows.number(of: .unpartitioned) : FileRecord.noPartition
        }
        let hash = values.hash(row)
        if let number = partitions[hash], values.equals(row, rows.partitions[Int(number)]) {
            return number
        }
        let number = rows.number(of: values.partition(row))
        partitions[hash] = number
        return number
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
