// Which rows of an open file a predicate can match: row groups by the statistics in its footer, the
// same rule as for files, then by Bloom filters and dictionaries, then ranges of rows by the page
// index. Each is asked only where those before could not decide (spec/tables.md DT-SCN-02).

import Columnar
import DeltaProtocol
import Expressions
import Parquet
import ParquetIO

/// Leaves out the rows of which none matches.
struct RowGroupPruner: Sendable {
    let predicate: StatisticsPredicate
    /// The parts of the predicate that look at one column each, bound to that column alone.
    let conjuncts: [ColumnCondition]
    /// For each column of `predicate` whether its statistics say something about rows: those of
    /// lists and maps are about elements.
    private let isLeaf: [Bool]
    let schema: Schema
    let mapping: ColumnMapping

    /// A condition that holds on every matching row.
    struct ColumnCondition: Sendable {
        let field: Field
        /// Bound to a schema of `field` alone.
        let condition: BoundExpression
    }

    /// Where a file has a column of the predicate.
    enum Place: Sendable {
        /// In every row it is this value.
        case constant(Scalar)
        /// A leaf column, by its path in the file.
        case leaf([String])
        /// Nothing can be said about it.
        case unknown
    }

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
        conjuncts = predicate.conjuncts.compactMap { conjunct in
            guard conjunct.columns.count == 1, let column = conjunct.columns.first,
                !schema[column].type.isNested
            else { return nil }
            return ColumnCondition(
                field: schema[column], condition: conjunct.movingColumns([column: 0]))
        }
    }

    /// The row groups that are worth reading by their statistics, ascending.
    ///
    /// - Parameter partition: the values of the partition columns.
    func keep(_ footer: ParquetFooter, partition: [String: Scalar]) -> [Int] {
        let places = places(in: footer, partition: partition)
        return footer.rowGroups { mayMatch($0, places) }
    }

    /// The rows that are worth reading, ascending.
    ///
    /// - Throws: `ParquetIOError` where the store does not give what is asked of it.
    func rows(
        of file: ParquetObjectReader, partition: [String: Scalar], meter: ScanMeter
    ) async throws(ParquetIOError) -> [RowGroupRows] {
        let footer = file.footer
        let places = places(in: footer, partition: partition)
        var kept: [RowGroupRows] = []
        for group in 0..<footer.rowGroupCount where footer.rowCount(ofRowGroup: group) > 0 {
            let statistics = footer.statistics(ofRowGroup: group)
            guard mayMatch(statistics, places) else {
                meter.countRowGroup(skippedBy: .statistics)
                continue
            }
            let filters = try await filters(of: file, rowGroup: group, places)
            guard filters.isEmpty || mayMatch(statistics, places, filters, footer) else {
                meter.countRowGroup(skippedBy: .bloomFilter)
                continue
            }
            guard try await dictionariesMayMatch(file, rowGroup: group) else {
                meter.countRowGroup(skippedBy: .dictionary)
                continue
            }
            let rows = try await rowsByPages(file, statistics, places, filters, meter)
            guard !rows.isEmpty else {
                meter.countRowGroup(skippedBy: .pageIndex)
                continue
            }
            meter.countRowGroup(skippedBy: nil)
            kept.append(RowGroupRows(rowGroup: group, rows: rows))
        }
        return kept
    }

    /// Where the file has each column of `predicate`.
    private func places(in footer: ParquetFooter, partition: [String: Scalar]) -> [Place] {
        predicate.columns.indices.map { index in
            let path = predicate.columns[index]
            if path.count == 1, let value = partition[path[0]] { return .constant(value) }
            // A column that the file lacks is null in every row.
            guard mapping.path(Array(path.prefix(1)), of: schema, in: footer.schema) != nil else {
                return .constant(.null)
            }
            guard isLeaf[index], let inFile = mapping.path(path, of: schema, in: footer.schema)
            else { return .unknown }
            return .leaf(inFile)
        }
    }

    private func mayMatch(
        _ group: RowGroupStatistics, _ places: [Place], _ filters: Filters = [:],
        _ footer: ParquetFooter? = nil
    ) -> Bool {
        let isAbsent = footer.map { Self.absence(places, filters, $0) }
        return predicate.mayMatch(
            rowCount: Int64(group.rowCount), bounds: { Self.bounds(group, places[$0]) },
            isAbsent: isAbsent)
    }

    /// What the footer says about a column in a row group.
    static func bounds(_ group: RowGroupStatistics, _ place: Place) -> ColumnBounds? {
        switch place {
        case .constant(let value):
            return ColumnBounds(constant: value, rowCount: Int64(group.rowCount))
        case .leaf(let path):
            guard let known = group.column(path) else { return nil }
            return ColumnBounds(
                min: known.minimum, max: known.maximum,
                nullCount: known.nullCount.map { Int64($0) })
        case .unknown: return nil
        }
    }
}
