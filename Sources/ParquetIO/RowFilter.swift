// The part of a predicate that a file can answer: which columns of the file it looks at, and which
// rows it lets through.

public import Columnar

/// Chooses rows by some columns of a file.
public struct RowFilter: Sendable {
    /// Top-level columns of the file.
    public let columns: [String]
    /// The rows that are kept of a batch of `columns`, in the order in which the file's projection
    /// names them, and of rows of a row group that follow each other. Nil keeps all.
    public let kept: @Sendable (RecordBatch, _ rowGroup: Int, Range<Int>) throws -> Bitmap?

    public init(
        columns: [String],
        kept: @escaping @Sendable (RecordBatch, _ rowGroup: Int, Range<Int>) throws -> Bitmap?
    ) {
        self.columns = columns
        self.kept = kept
    }
}
