// What a source does where the checkpoint is lost, or what is left of it is not whole
// (spec/streaming.md ST-REC).

/// A source that is found again without its checkpoint.
package protocol RecoverableSource: Sendable {
    /// What a later run needs besides the offset when the checkpoint is lost; nil for nothing.
    ///
    /// - Returns: one JSON value.
    func recoveryRecord(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> String?

    /// Rebuilds what the checkpoint had for this source from the records of the batches that
    /// are known, the oldest first. Called before `start`.
    func rebuild(from records: [String]) async throws

    /// Whether the source still knows what lies behind `start` up to and including `end`. Asked
    /// once it has been started.
    func knows(after start: SourceOffset?, through end: SourceOffset) async throws -> Bool
}

extension RecoverableSource {
    package func recoveryRecord(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> String? { nil }
    package func rebuild(from records: [String]) async throws {}
    package func knows(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> Bool { true }
}
