// How a stream runs, beyond what it computes and where.

/// The settings of a stream that have a default.
public struct StreamOptions: Sendable {
    /// Names the query in its commits; the table's name where nil. A query is recognised by it
    /// when its checkpoint is lost.
    public var name: String?
    /// The folder of the checkpoint; `_checkpoints/<name>` in the table where nil.
    public var checkpoint: String?
    /// What one batch may take from a source that sets no limits itself.
    public var limit = ReadLimit.standard
    /// Whether the first bad record ends the stream.
    public var failsOnBadRecords = false
    /// Whether a query with another pipeline text goes on where it stopped.
    public var acceptsPipelineChange = false
    /// Is told what happens, in order.
    public var onEvent: @Sendable (StreamEvent) async -> Void = { _ in }

    public init() {}
}
