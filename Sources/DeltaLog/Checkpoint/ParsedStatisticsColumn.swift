// Statistics of a checkpoint that has them as structs alone (`stats_parsed` without `stats`): they
// become the texts that all others are, so that nothing else has two forms.

import Columnar
import DeltaProtocol

/// The column `stats_parsed` of a batch.
struct ParsedStatisticsColumn {
    /// One of `minValues`, `maxValues`, `nullCount`.
    private struct Section {
        let column: ColumnArray
        /// Where in it each of the leaf columns stands; nil where it does not.
        let places: [[Int]?]
    }

    private let array: ColumnArray
    private let columns: [StatisticsColumn]
    private let min: Section?
    private let max: Section?
    private let nullCount: Section?
    private let numRecords: ColumnArray?
    private let tightBounds: ColumnArray?

    /// Nil where there is no such struct.
    init?(_ column: ColumnArray?) {
        guard let column, case .struct(let children) = column.storage else { return nil }
        var named: [String: ColumnArray] = [:]
        for (field, child) in zip(column.type.children, children) {
            named[field.name] = child.flattened()
        }
        array = column
        numRecords = named["numRecords"]
        tightBounds = named["tightBounds"]
        var leaves: [[String]: DataType] = [:]
        var order: [[String]] = []
        for (name, hasTypes) in [("minValues", true), ("maxValues", true), ("nullCount", false)] {
            guard let section = named[name] else { continue }
            for leaf in StatisticsColumn.columns(of: Schema(section.type.children)) {
                if leaves[leaf.path] == nil { order.append(leaf.path) }
                leaves[leaf.path] = leaves[leaf.path] ?? (hasTypes ? leaf.type : .null)
            }
        }
        // Those of one struct follow each other.
        order.sort { $0.lexicographicallyPrecedes($1) }
        let columns = order.map { StatisticsColumn(path: $0, type: leaves[$0] ?? .null) }
        func section(_ name: String) -> Section? {
            named[name].map { column in
                Section(
                    column: column,
                    places: columns.map { Self.place(of: $0.path, in: column.type) })
            }
        }
        self.columns = columns
        min = section("minValues")
        max = section("maxValues")
        nullCount = section("nullCount")
    }

    private static func place(of path: [String], in type: DataType) -> [Int]? {
        var place: [Int] = []
        var type = type
        for name in path {
            let fields = type.children
            guard case .struct = type, let index = fields.firstIndex(where: { $0.name == name })
            else { return nil }
            place.append(index)
            type = fields[index].type
        }
        return place
    }

    /// The statistics of each row as JSON text; null where there are none.
    func texts() -> ColumnArray {
        ColumnArray(
            scalars: (0..<array.count).map { row in
                array.isNull(row) ? .null : .string(statistics(row).json(columns: columns))
            }, type: .string)
    }

    private func statistics(_ row: Int) -> FileStatistics {
        let min = min.map { $0.column.scalar(at: row) }
        let max = max.map { $0.column.scalar(at: row) }
        let nullCount = nullCount.map { $0.column.scalar(at: row) }
        return FileStatistics(
            numRecords: CheckpointFileColumns.int64(numRecords, row),
            tightBounds: CheckpointFileColumns.bool(tightBounds, row) ?? true,
            columns: columns.indices.map { index in
                var count: Int64?
                if case .int64(let value) = value(nullCount, self.nullCount, index) {
                    count = value
                }
                return ColumnStatistics(
                    min: value(min, self.min, index), max: value(max, self.max, index),
                    nullCount: count)
            })
    }

    private func value(_ scalar: Scalar?, _ section: Section?, _ index: Int) -> Scalar? {
        guard var value = scalar, let place = section?.places[index] else { return nil }
        for position in place {
            guard case .struct(let members) = value else { return nil }
            value = members[position]
        }
        return value.isNull ? nil : value
    }
}
