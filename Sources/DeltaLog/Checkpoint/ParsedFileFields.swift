// Statistics and partition values in their columns' own types, beside or in place of the texts.

import BinaryIO
import Columnar
import DeltaProtocol

/// The fields `stats_parsed` and `partitionValues_parsed` of one table's checkpoints.
struct ParsedFileFields: Sendable {
    private let columns: [StatisticsColumn]
    /// The columns that have bounds, and all of them.
    private let bounds: LeafTree
    private let all: LeafTree
    /// By their physical names.
    private let partition: [Field]

    /// - Throws: where a table property cannot be read.
    init(_ snapshot: Snapshot) throws(DeltaProtocolError) {
        let mapping = snapshot.columnMapping
        partition = snapshot.partitionFields.map {
            Field(mapping.physicalName(of: $0), $0.type)
        }
        let limit = try snapshot.properties.dataSkippingNumIndexedColumns()
        let physical = mapping.physical(snapshot.schema)
        // Physical fields say nothing of what is special about a type.
        let types = StatisticsColumn.columns(
            of: snapshot.schema, partitionColumns: snapshot.partitionFields.map(\.name),
            limit: limit)
        let paths = StatisticsColumn.columns(
            of: physical, partitionColumns: partition.map(\.name), limit: limit)
        let columns = zip(paths, types).map { StatisticsColumn(path: $0.path, type: $1.type) }
        self.columns = columns
        all = LeafTree(columns.indices.map { (columns[$0].path[...], $0) })
        bounds = LeafTree(
            columns.indices.filter { columns[$0].hasBounds }.map { (columns[$0].path[...], $0) })
    }

    /// What `add` has besides its other fields.
    var fields: [Field] {
        let statistics = Field("stats_parsed", .struct(statisticsFields))
        guard !partition.isEmpty else { return [statistics] }
        return [Field("partitionValues_parsed", .struct(partition)), statistics]
    }

    private var statisticsFields: [Field] {
        var fields = [Field("numRecords", .int64)]
        if !bounds.isEmpty {
            let values = DataType.struct(bounds.fields { columns[$0].type })
            fields += [Field("minValues", values), Field("maxValues", values)]
        }
        if !all.isEmpty {
            fields.append(Field("nullCount", .struct(all.fields { _ in .int64 })))
        }
        return fields + [Field("tightBounds", .boolean)]
    }

    /// Reads statistics for `scalars`; keeps its parser's memory between files.
    func reader() -> StatisticsReader { StatisticsReader(columns: columns, widensTimes: false) }

    /// The values of `fields` of one file.
    func scalars(
        statistics: Bytes?, partitionValues: PartitionValues, _ reader: inout StatisticsReader
    ) -> [Scalar] {
        let known = statistics.flatMap { reader.read($0) }.map(scalar) ?? .null
        guard !partition.isEmpty else { return [known] }
        let values = partition.map { field in
            let value = try? PartitionValueCodec.decode(
                partitionValues[field.name] ?? nil, type: field.type, column: field.name)
            return value ?? .null
        }
        return [.struct(values), known]
    }

    private func scalar(_ statistics: FileStatistics) -> Scalar {
        func integer(_ value: Int64?) -> Scalar { value.map { .int64($0) } ?? .null }
        var values = [integer(statistics.numRecords)]
        if !bounds.isEmpty {
            values.append(bounds.scalar { statistics.columns[$0].min ?? .null })
            values.append(bounds.scalar { statistics.columns[$0].max ?? .null })
        }
        if !all.isEmpty {
            values.append(all.scalar { integer(statistics.columns[$0].nullCount) })
        }
        return .struct(values + [.boolean(statistics.tightBounds)])
    }
}

/// Leaf columns by their structs, in order.
private struct LeafTree: Sendable {
    private enum Node: Sendable {
        case leaf(Int)
        case structure(LeafTree)
    }

    private var nodes: [(name: String, node: Node)] = []

    var isEmpty: Bool { nodes.isEmpty }

    /// - Parameter leaves: paths and what stands for them; those of one struct follow each other.
    init(_ leaves: [(path: ArraySlice<String>, index: Int)]) {
        var rest = leaves[...]
        while let first = rest.first, let name = first.path.first {
            let count = rest.prefix { $0.path.first == name }.count
            if first.path.count == 1 {
                nodes.append((name, .leaf(first.index)))
                rest = rest.dropFirst()
            } else {
                let inner = rest.prefix(count).map { ($0.path.dropFirst(), $0.index) }
                nodes.append((name, .structure(LeafTree(inner))))
                rest = rest.dropFirst(count)
            }
        }
    }

    func fields(_ type: (Int) -> DataType) -> [Field] {
        nodes.map { name, node in
            switch node {
            case .leaf(let index): Field(name, type(index))
            case .structure(let tree): Field(name, .struct(tree.fields(type)))
            }
        }
    }

    func scalar(_ value: (Int) -> Scalar) -> Scalar {
        .struct(
            nodes.map { _, node in
                switch node {
                case .leaf(let index): value(index)
                case .structure(let tree): tree.scalar(value)
                }
            })
    }
}
