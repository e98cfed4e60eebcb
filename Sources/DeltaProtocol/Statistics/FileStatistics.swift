// What the log says about the rows of one file (PROTOCOL.md, *Per-file Statistics*): counts, and
// bounds per column. A bound that is not legal is no bound; it never makes a table unreadable.

package import Columnar

/// A column that statistics are kept for: a path of struct fields from the top, and its type.
package struct StatisticsColumn: Hashable, Sendable {
    package let path: [String]
    package let type: DataType
    /// Whether the column was `float` once: bounds of files of that time are the shortest text of a
    /// `float`, which as a `double` is another number.
    package let wasFloat: Bool

    package init(path: [String], type: DataType, wasFloat: Bool = false) {
        self.path = path
        self.type = type
        self.wasFloat = wasFloat
    }

    /// The leaf columns of a table in order, partition columns left out; arrays and maps count as
    /// leaves.
    ///
    /// - Parameter limit: how many columns at most, as `delta.dataSkippingNumIndexedCols` says.
    package static func columns(
        of schema: Schema, partitionColumns: [String] = [], limit: Int? = nil
    ) -> [StatisticsColumn] {
        var columns: [StatisticsColumn] = []
        for field in schema.fields where !partitionColumns.contains(field.name) {
            collect(field, under: [], into: &columns)
        }
        return limit.map { Array(columns.prefix($0)) } ?? columns
    }

    private static func collect(
        _ field: Field, under path: [String], into columns: inout [StatisticsColumn]
    ) {
        guard case .struct(let fields) = field.type else {
            columns.append(
                StatisticsColumn(
                    path: path + [field.name], type: field.isVariant ? .null : field.type,
                    wasFloat: field.type == .float64 && TypeChange.hasWidenedFloat(field)))
            return
        }
        for inner in fields { collect(inner, under: path + [field.name], into: &columns) }
    }

    /// Whether bounds are kept for the type; null counts are kept for every type.
    package var hasBounds: Bool {
        switch type {
        case .binary, .list, .map, .struct, .null: false
        default: true
        }
    }
}

/// What is known about one column of one file.
package struct ColumnStatistics: Hashable, Sendable {
    /// No value is less. Nil where nothing is known.
    package var min: Scalar?
    /// No value is greater, except NaN. Nil where nothing is known.
    package var max: Scalar?
    package var nullCount: Int64?

    package init(min: Scalar? = nil, max: Scalar? = nil, nullCount: Int64? = nil) {
        self.min = min
        self.max = max
        self.nullCount = nullCount
    }
}

/// What is known about one file; `columns` stands in the order of the columns that were asked for.
package struct FileStatistics: Hashable, Sendable {
    package var numRecords: Int64?
    /// Whether bounds are values that occur; with deletion vectors they may be wider.
    package var tightBounds: Bool
    package var columns: [ColumnStatistics]

    package init(numRecords: Int64?, tightBounds: Bool = true, columns: [ColumnStatistics]) {
        self.numRecords = numRecords
        self.tightBounds = tightBounds
        self.columns = columns
    }
}
