public import Expressions

/// What an overwrite replaces.
public enum OverwriteScope: Sendable {
    /// All rows.
    case table
    /// The rows on which a condition is true, which must be true on the new rows too (Spark's
    /// `replaceWhere`).
    case rows(where: Expression)
    /// All rows of the partitions that the new rows are in (Spark's `partitionOverwriteMode`
    /// `dynamic`); all rows where the table has no partitions.
    case partitions
}
