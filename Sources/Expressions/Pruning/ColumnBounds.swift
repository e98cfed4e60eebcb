package import Columnar

/// What is known about a column in some rows: a file's, a row group's or a page's.
package struct ColumnBounds: Sendable, Hashable {
    /// No value is less; nil where nothing is known. It need not be a value that occurs.
    package var min: Scalar?
    /// No value is greater, except NaN; nil where nothing is known.
    package var max: Scalar?
    package var nullCount: Int64?

    package init(min: Scalar? = nil, max: Scalar? = nil, nullCount: Int64? = nil) {
        self.min = min
        self.max = max
        self.nullCount = nullCount
    }

    /// Every row has this value: a partition column.
    package init(constant value: Scalar, rowCount: Int64? = nil) {
        self.init(
            min: value.isNull ? nil : value, max: value.isNull ? nil : value,
            nullCount: value.isNull ? rowCount ?? .max : 0)
    }
}
