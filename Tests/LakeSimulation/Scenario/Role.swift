/// What an actor of a simulation is there for.
public enum Role: String, Sendable, CaseIterable {
    case writer, stream, backfill, checkpointer, cleaner, vacuum, reader
}
