// Which files of a snapshot a predicate can match: first by partition values, exactly, then by
// statistics. Never leaves out a file with a matching row (spec/tables.md DT-SCN-02).

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions

/// Leaves out the files that hold no matching row.
struct FilePruner: Sendable {
    private let partitionFields: [Field]
    private let mapping: ColumnMapping
    private let partition: PartitionPredicate
    private let statistics: StatisticsPredicate?
    /// The columns of `statistics`, in its order.
    private let sources: [Source]
    private let statisticsColumns: [StatisticsColumn]

    /// Where the bounds of a column come from.
    private enum Source {
        /// The position among the partition columns.
        case partition(Int)
        /// The position among `statisticsColumns`.
        case statistics(Int)
    }

    /// What was found out about the partition of one or more files.
    private struct Partition {
        let mayMatch: Bool
        let values: [Scalar]
    }

    /// - Parameter predicate: bound to the table's schema.
    init(_ predicate: BoundExpression, snapshot: Snapshot) {
        partitionFields = snapshot.partitionFields
        mapping = snapshot.columnMapping
        partition = PartitionPredicate(
            predicate, tableSchema: snapshot.schema,
            partitionColumns: partitionFields.map(\.name))
        statistics = partition.remainder.map {
            StatisticsPredicate($0, schema: snapshot.schema)
        }
        let leaves = StatisticsColumn.columns(of: snapshot.schema)
        // The log knows them by their physical names, in the same order.
        let inLog = StatisticsColumn.columns(of: mapping.physical(snapshot.schema))
        var sources: [Source] = []
        var wanted: [StatisticsColumn] = []
        for path in statistics?.columns ?? [] {
            if path.count == 1,
                let place = partitionFields.firstIndex(where: { $0.name == path[0] })
            {
                sources.append(.partition(place))
            } else {
                sources.append(.statistics(wanted.count))
                wanted.append(
                    leaves.firstIndex { $0.path == path }.map { inLog[$0] }
                        ?? StatisticsColumn(path: path, type: .null))
            }
        }
        self.sources = sources
        statisticsColumns = wanted
    }

    /// What of a file decides.
    var fields: FileFields {
        statistics == nil ? .partitionValues : [.partitionValues, .statistics]
    }

    /// The files that may hold a matching row, in the order of `files`.
    ///
    /// - Throws: where a partition value is none of its column's type.
    /// - Complexity: O(files), the predicate on partitions once for each partition of a batch.
    func keep(_ files: FileBatch) throws(DeltaProtocolError) -> [ActiveFile] {
        var decided: [PartitionKey: Partition] = [:]
        var reader = StatisticsReader(columns: statisticsColumns)
        return try files.kept { (file) throws(DeltaProtocolError) in
            let key = file.partitionKey
            let known: Partition
            if let earlier = decided[key] {
                known = earlier
            } else {
                known = try decide(file.partitionValues)
                decided[key] = known
            }
            return known.mayMatch && statisticsMayMatch(file.stats, known.values, &reader)
        }
    }

    /// Whether the file may hold a matching row; in doubt it may.
    func mayMatch(_ file: AddFile) -> Bool {
        guard let known = try? decide(file.partitionValues) else { return true }
        var reader = StatisticsReader(columns: statisticsColumns)
        return known.mayMatch
            && statisticsMayMatch(file.stats.map { Bytes(utf8: $0) }, known.values, &reader)
    }

    private func decide(_ values: PartitionValues) throws(DeltaProtocolError) -> Partition {
        let scalars = try values.scalars(partitionFields, mapping)
        guard partition.predicate != nil else {
            return Partition(mayMatch: true, values: scalars)
        }
        return Partition(mayMatch: partition.mayMatch(scalars), values: scalars)
    }

    private func statisticsMayMatch(
        _ stats: Bytes?, _ partitionValues: [Scalar], _ reader: inout StatisticsReader
    ) -> Bool {
        guard let statistics else { return true }
        let known = stats.flatMap { reader.read($0) }
        return statistics.mayMatch(rowCount: known?.numRecords) { index in
            switch sources[index] {
            case .partition(let place):
                return ColumnBounds(constant: partitionValues[place], rowCount: known?.numRecords)
            case .statistics(let place):
                guard let column = known?.columns[place] else { return nil }
                return ColumnBounds(min: column.min, max: column.max, nullCount: column.nullCount)
            }
        }
    }
}
