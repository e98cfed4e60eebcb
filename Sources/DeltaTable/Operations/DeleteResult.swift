/// What became of a delete.
public struct DeleteResult: Sendable, Hashable {
    /// The version without the rows; the newest version where no row matched.
    public let version: Int64
    /// Rows that were deleted.
    public let deletedRowCount: Int64
    /// Files that left the table, those with a new deletion vector left out.
    public let removedFileCount: Int
    /// Files that were written anew with the rows that stay.
    public let rewrittenFileCount: Int
    /// Files that stay with a new deletion vector.
    public let deletionVectorCount: Int
    /// What failed after the commit, such as a checkpoint; the commit stands.
    public let warnings: [String]
}
