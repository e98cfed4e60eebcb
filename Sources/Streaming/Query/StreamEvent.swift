/// What a stream tells the one who runs it, as it happens.
public enum StreamEvent: Sendable {
    /// The query has begun, with the id that its commits carry.
    case started(id: String, runID: String, name: String)
    /// A batch is in the table.
    case progress(QueryProgress)
    /// There has been nothing new for a while.
    case idle(QueryProgress)
    /// Something that a person should know: one sentence.
    case notice(String)
    /// The query has ended as asked.
    case ended
}
