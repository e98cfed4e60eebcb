public import Parquet

/// Rows of one row group of a file that are to be read.
public struct RowGroupRows: Hashable, Sendable {
    public let rowGroup: Int
    public let rows: RowSelection

    public init(rowGroup: Int, rows: RowSelection) {
        self.rowGroup = rowGroup
        self.rows = rows
    }
}
