// Which row groups of an open file a predicate can match, by the statistics in its footer: the
// same rule as for files (spec/tables.md DT-SCN-02).

import Columnar
import DeltaProtocol
import Expressions
import Parquet

/// Leaves out the row groups that hold no matching row.
struct RowGroupPruner: Sendable {
    private let predicate: StatisticsPredicate
    /// For each column of `predicate` whether its statistics say something about rows: those of
    /// lists and maps are about elements.
    private let isLeaf: [Bool]
    private let schema: Schema
    private let mapping: ColumnMapping

    /// - Parameter predicate: bound to `schema`.
    init(_ predicate: BoundExpression, schema: Schema, mapping: ColumnMapping = .none) {
        self.schema = schema
        self.mapping = mapping
        self.predicate = StatisticsPredicate(predicate, schema: schema)
        let leaves = StatisticsColumn.columns(of: schema)
        isLeaf = self.predicate.columns.map { path in
            switch leaves.first(where: { $0.path == path })?.type {
            case .list, .map, nil: false
            default: true
            }
        }
    }

    /// The row groups that are worth reading, ascending.
    ///
    /// - Parameter partition: the values of the partition columns.
    func keep(_ footer: ParquetFooter, partition: [String: Scalar]) -> [Int] {
        let inFile = predicate.columns.map { mapping.path($0, of: schema, in: footer.schema) }
        let isInFile = predicate.columns.map {
            mapping.path(Array($0.prefix(1)), of: schema, in: footer.schema) != nil
        }
        return footer.rowGroups { group in
            let rowCount = Int64(group.rowCount)
            return predicate.mayMatch(rowCount: rowCount) { index in
                let path = predicate.columns[index]
                if path.count == 1, let value = partition[path[0]] {
                    return ColumnBounds(constant: value, rowCount: rowCount)
                }
                // A column that the file lacks is null in every row.
                guard isInFile[index] else {
                    return ColumnBounds(constant: .null, rowCount: rowCount)
                }
                guard isLeaf[index], let path = inFile[index], let known = group.column(path)
                else { return nil }
                return ColumnBounds(
                    min: known.minimum, max: known.maximum,
                    nullCount: known.nullCount.map { Int64($0) })
            }
        }
    }
}
