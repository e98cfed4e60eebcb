// What a writer knows about a file when it is done: what a table records beside its name, without
// looking at the values again.

public import Columnar

/// A written file.
public struct FileSummary: Sendable {
    public let rowCount: Int
    /// Bytes of the file.
    public let byteCount: Int
    public let rowGroupCount: Int
    /// The leaf columns, in file order.
    public let columns: [ColumnSummary]
}

/// A leaf column of a written file.
public struct ColumnSummary: Sendable {
    /// Names from the top, with `list`, `element`, `key_value` as the file has them.
    public let path: [String]
    public let type: DataType
    /// Whether it stands in a list or map, so that its values are not those of rows.
    public let isRepeated: Bool
    /// Places without a value: nulls, and in lists also what stands for empty ones.
    public internal(set) var nullCount: Int
    /// The least value, exact and whole; nil where there is none or all are NaN.
    public internal(set) var minimum: Scalar?
    /// The greatest value, exact and whole; nil where there is none or all are NaN.
    public internal(set) var maximum: Scalar?
}
