/// What became of a write.
public struct CommitResult: Sendable, Hashable {
    /// The version that holds the rows.
    public let version: Int64
    /// Whether an earlier attempt of the same application had committed them, so that nothing was
    /// done now.
    public let wasThere: Bool
    /// Files that were added.
    public let fileCount: Int
    /// Rows that were added.
    public let rowCount: Int64
    /// What failed after the commit, such as a checkpoint; the commit stands.
    public let warnings: [String]
}
