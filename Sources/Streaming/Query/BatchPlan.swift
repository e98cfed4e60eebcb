/// One batch: what it is called, which part of each source it has, and when it is.
public struct BatchPlan: Sendable, Hashable {
    /// Counts from 0 in the life of the query.
    public let id: Int64
    /// What `current_timestamp` is in the batch, also when it runs again: ms since 1970.
    public let timestampMilliseconds: Int64
    /// Where each source begins, exclusive; nil at its beginning.
    public let starts: [SourceOffset?]
    /// Where each source ends, inclusive; nil where there was never any data.
    public let ends: [SourceOffset?]
    /// Whether an earlier run logged this batch already, so that it may have been committed.
    public let isReplay: Bool

    public init(
        id: Int64, timestampMilliseconds: Int64, starts: [SourceOffset?], ends: [SourceOffset?],
        isReplay: Bool
    ) {
        self.id = id
        self.timestampMilliseconds = timestampMilliseconds
        self.starts = starts
        self.ends = ends
        self.isReplay = isReplay
    }
}
