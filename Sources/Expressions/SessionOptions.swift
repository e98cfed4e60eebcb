/// What an expression means beyond its text: pinned once for a query, so that running a batch
/// again gives the same rows.
public struct SessionOptions: Hashable, Sendable {
    /// Whether overflow, division by zero and bad casts are errors (Spark's
    /// `spark.sql.ansi.enabled`, on by default since 4.0) or give null.
    public var ansi: Bool
    /// The session time zone. Only UTC is supported; the binder refuses others by name.
    public var timeZone: String
    /// What `current_timestamp()` answers, in microseconds since 1970-01-01T00:00:00Z: the
    /// batch's time, never the clock's. Nil refuses the functions that need it.
    public var batchTimeMicroseconds: Int64?

    public init(
        ansi: Bool = true, timeZone: String = "UTC", batchTimeMicroseconds: Int64? = nil
    ) {
        self.ansi = ansi
        self.timeZone = timeZone
        self.batchTimeMicroseconds = batchTimeMicroseconds
    }
}
