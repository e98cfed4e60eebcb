// The leaf columns of `add` or `remove` in a checkpoint batch, taken apart once a batch.

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
        stats =
            isAdd
            ? TextColumn(named["stats"])
                ?? TextColumn(ParsedStatisticsColumn(named["stats_parsed"])?.texts())
            : nil
        clusteringProvider = TextColumn(Self.unlessNull(named["clusteringProvider"]))
        size = named["size"]
        time = named[isAdd ? "modificationTime" : "deletionTimestamp"]
        dataChange = named["dataChange"]
        extendedFileMetadata = Self.unlessNull(named["extendedFileMetadata"])
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

    /// All values of an integer column; `missing` for null, or for no column.
    static func int64s(_ column: ColumnArray?, count: Int, missing: Int64) -> [Int64] {
        guard let column else { return Array(repeating: missing, count: count) }
        guard case .int64(let buffer) = column.storage, column.nullCount == 0 else {
            return (0..<count).map { int64(column, $0) ?? missing }
        }
        let span = buffer.span
        return (0..<count).map { span[$0] }
    }

    /// Whether the log says how large the file is.
    func hasSize(_ row: Int) -> Bool { size.map { !$0.isNull(row) } ?? false }

    /// Whether any row says more than a path, a size, a time and a partition.
    var hasExtras: Bool {
        tags != nil || deletionVector != nil || baseRowID != nil || defaultRowCommitVersion != nil
            || clusteringProvider != nil || extendedFileMetadata != nil
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
