// Where a query goes on. The checkpoint says what was begun and finished, the sink says what is
// really there, and the sink is the truth. Rules: Spark's populateStartOffsets, and beyond them the
// disagreements that Spark passes over in silence and that lose or double rows (ST-REC-01…04).

/// Where a query goes on after a restart.
package enum Recovery: Sendable, Hashable {
    /// Nothing was ever begun.
    case fresh
    /// This batch was the last one, and it is done.
    case next(after: BatchPlan)
    /// This batch was begun; whether it is in the sink is for the sink to say.
    case rerun(BatchPlan)
}

extension Recovery {
    /// What the logs of a checkpoint hold.
    package struct Logs: Sendable, Hashable {
        /// The newest logged batch.
        package var last: BatchPlan?
        /// The newest batch in the commit log.
        package var lastCommitted: Int64?
        /// Whether `last` is not known to be done and the offsets before it, at which it starts,
        /// are missing.
        package var lacksStarts: Bool

        package init(last: BatchPlan?, lastCommitted: Int64?, lacksStarts: Bool = false) {
            self.last = last
            self.lastCommitted = lastCommitted
            self.lacksStarts = lacksStarts
        }
    }

    /// Compares the logs with the newest batch of this query that the sink holds.
    ///
    /// - Parameter remembers: whether the sink keeps batches beyond the life of the process.
    /// - Returns: nil where the sink is ahead of the checkpoint and its own record decides.
    /// - Throws: `checkpointCorrupt`, `tableDisagrees`.
    package static func decide(
        _ logs: Logs, inSink: Int64?, remembers: Bool, checkpoint: String
    ) throws(StreamingError) -> Recovery? {
        guard let last = logs.last else {
            if let committed = logs.lastCommitted, !isReached(committed, inSink, remembers) {
                throw corrupt("commits/\(committed) is there but no offsets are", checkpoint)
            }
            return inSink == nil ? .fresh : nil
        }
        if let committed = logs.lastCommitted, committed > last.id {
            // So does a rebuild end that was broken off (ST-REC-06).
            if isReached(committed, inSink, remembers) { return nil }
            throw corrupt(
                "commits/\(committed) is there but the newest offsets are \(last.id)", checkpoint)
        }
        if logs.lacksStarts {
            // A run may have written ahead into a directory that was lost under it.
            if isReached(last.id - 1, inSink, remembers) { return nil }
            throw corrupt(
                "offsets/\(last.id) is there but offsets/\(last.id - 1) is missing", checkpoint)
        }
        guard remembers else {
            return logs.lastCommitted == last.id ? .next(after: last) : .rerun(last)
        }
        if let inSink, inSink > last.id { return nil }
        if let committed = logs.lastCommitted, (inSink ?? -1) < committed {
            let state = inSink.map { "batch \($0) is the newest one" } ?? "it knows none"
            throw StreamingError(
                .tableDisagrees,
                "the checkpoint says that batch \(committed) is in the table, but there \(state): "
                    + "the table was replaced or restored to an older version. To go on from "
                    + "what the table holds, remove the checkpoint directory; to begin anew, also "
                    + "give the query another name",
                path: checkpoint)
        }
        if let inSink, inSink == last.id, logs.lastCommitted == last.id {
            return .next(after: last)
        }
        return .rerun(last)
    }

    /// Whether the sink has a batch, so that what it knows decides.
    private static func isReached(_ batch: Int64, _ inSink: Int64?, _ remembers: Bool) -> Bool {
        remembers && (inSink ?? -1) >= batch
    }

    private static func corrupt(_ message: String, _ checkpoint: String) -> StreamingError {
        StreamingError(
            .checkpointCorrupt,
            message + "; restore the directory, or remove it and let the stream go on from what "
                + "the table says", path: checkpoint)
    }
}
