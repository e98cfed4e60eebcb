// The statistics of the log: whether they are legal, and whether the values keep to them. A bound
// that a value breaks is worse than none, because pruning trusts it.

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions

/// Holds the log's statistics of files against the protocol and against the files' values.
struct StatisticsCheck: Sendable {
    private let snapshot: TableSnapshot
    /// All leaf columns that are not partition columns, by their names in the log.
    private let inLog: [StatisticsColumn]
    /// The same, in the same order, by their names in the table.
    private let inTable: [StatisticsColumn]

    init(_ snapshot: TableSnapshot) {
        self.snapshot = snapshot
        let partitions = snapshot.log.partitionFields
        let data = Schema(
            snapshot.schema.fields.filter { field in
                !partitions.contains { $0.name == field.name }
            })
        inTable = StatisticsColumn.columns(of: data)
        inLog = StatisticsColumn.columns(of: snapshot.log.columnMapping.physical(data))
    }

    /// The rows of the file, deleted ones too; nil where the log does not say.
    func rowCount(of file: ActiveFile) -> Int64? {
        var reader = StatisticsReader(columns: [])
        return file.stats.flatMap { reader.read($0) }?.numRecords
    }

    /// What readers leave out of a file's statistics.
    func problems(of file: ActiveFile) -> [TableFinding] {
        guard let stats = file.stats else { return [] }
        var reader = StatisticsReader(columns: inLog)
        return reader.problems(in: stats).map {
            TableFinding(.invalidStatistics, $0.message, path: file.path, column: $0.column)
        }
    }

    // MARK: Values

    /// A top-level column with what the log says of it.
    private struct Column {
        let name: String
        let type: DataType
        let known: ColumnStatistics
        /// True on a value that the bounds exclude.
        let isOutside: BoundExpression?
    }

    /// What the live rows of a file have against its statistics. Columns within structures are not
    /// looked at.
    ///
    /// - Throws: where the file cannot be read as rows of the table.
    /// - Complexity: O(rows of the file).
    func contradictions(in file: ActiveFile, _ path: String) async throws -> [TableFinding] {
        guard let stats = file.stats else { return [] }
        var reader = StatisticsReader(columns: inLog)
        guard let known = reader.read(stats) else { return [] }
        let names = inTable.filter { $0.path.count == 1 }.map { $0.path[0] }
        guard !names.isEmpty else { return [] }
        let columns = try ScanColumns(table: snapshot.schema, names: names, predicate: nil)
        let checked = try zip(inTable, known.columns).filter { $0.0.path.count == 1 }.map {
            try Self.column($0.0, $0.1, columns.resultSchema)
        }
        var nulls = Array(repeating: Int64(0), count: checked.count)
        var findings: [TableFinding] = []
        var told: Set<Int> = []
        let scan = TableScan(snapshot: snapshot, columns: columns, files: [file])
        for try await batch in scan {
            for (position, column) in checked.enumerated() {
                nulls[position] += Int64(batch.columns[position].nullCount)
                guard let isOutside = column.isOutside, !told.contains(position) else { continue }
                let outside = batch.filter(try VectorEvaluator().select(isOutside, on: batch))
                guard outside.count > 0 else { continue }
                told.insert(position)
                findings.append(
                    Self.outside(column, outside.columns[position].scalar(at: 0), path))
            }
        }
        guard file.deletionVector == nil else { return findings }
        for (position, column) in checked.enumerated() {
            guard let said = column.known.nullCount, said != nulls[position] else { continue }
            findings.append(
                TableFinding(
                    .wrongStatistics,
                    "the column has \(nulls[position]) nulls, the log's statistics say \(said)",
                    path: path, column: column.name))
        }
        return findings
    }

    private static func outside(
        _ column: Column, _ value: Scalar, _ path: String
    ) -> TableFinding {
        func text(_ value: Scalar) -> String { lit(value, column.type).sql }
        let low = column.known.min.map { " from \(text($0))" } ?? ""
        let high = column.known.max.map { " to \(text($0))" } ?? ""
        return TableFinding(
            .wrongStatistics,
            "the value \(text(value)) is outside the log's bounds\(low)\(high): a filter may "
                + "lose its row", path: path, column: column.name)
    }

    private static func column(
        _ column: StatisticsColumn, _ known: ColumnStatistics, _ schema: Schema
    ) throws -> Column {
        let value = col(path: column.path)
        var outside: [Expression] = []
        if let min = known.min { outside.append(value < lit(min, column.type)) }
        if let max = known.max {
            // NaN is greater than everything, and no bound speaks of it.
            outside.append(value > lit(max, column.type) && !isNaN(value, column.type))
        }
        let condition = outside.count == 2 ? outside[0] || outside[1] : outside.first
        return Column(
            name: column.path[0], type: column.type, known: known,
            isOutside: try condition.map { try Binder(schema).bindPredicate($0) })
    }

    private static func isNaN(_ value: Expression, _ type: DataType) -> Expression {
        switch type {
        case .float32: value == lit(.float32(.nan), type)
        case .float64: value == lit(.float64(.nan), type)
        default: lit(.boolean(false), .boolean)
        }
    }
}
