/// What became of an optimize.
public struct OptimizeResult: Sendable, Hashable {
    /// The version with the larger files; the newest one where nothing was worth rewriting.
    public let version: Int64
    public let removedFileCount: Int
    public let removedByteCount: Int64
    public let addedFileCount: Int
    public let addedByteCount: Int64
    /// Deletion vectors that are gone, because the rows that they delete are no longer stored.
    public let deletionVectorCount: Int
    /// Groups of files that others changed meanwhile; they stay as they are.
    public let droppedGroupCount: Int
    /// What failed after the commit, such as a checkpoint; the commit stands.
    public let warnings: [String]
}
