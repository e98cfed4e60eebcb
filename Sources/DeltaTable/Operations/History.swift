import DeltaLog
import DeltaProtocol

extension Table {
    /// The versions whose commits are still in the log, newest first.
    ///
    /// - Parameter limit: how many at most; nil for all.
    /// - Complexity: one read for each version.
    public func history(limit: Int? = nil) async throws -> [HistoryEntry] {
        try await translatingErrors {
            try await log.history(limit: limit).map { entry in
                HistoryEntry(
                    version: entry.version, timestamp: entry.timestamp, info: entry.info)
            }
        }
    }
}
