// The contract of sources. An offset names a position for good: reading the same range again, in
// this process or a later one, gives the same rows. That, the offset log and a sink that knows its
// batches make a stream exactly once (spec/streaming.md ST-SRC-01).

package import Columnar

/// Where the rows of a stream come from.
package protocol StreamSource: RecoverableSource {
    /// The kind of source and its place, the same in every run.
    var description: String { get }

    /// The columns of every batch.
    var schema: Schema { get }

    /// Takes up behind `offset`, or at the beginning where it is nil. Called once, before all else.
    func start(after offset: SourceOffset?) async throws

    /// Fixes the end at what there is now, for `Trigger.availableNow`.
    func pinEnd() async throws

    /// The end of a batch that begins behind `start` and keeps to `limit`.
    ///
    /// What it names can be read from now on, also after a crash.
    /// - Returns: nil, or `start`, where there is nothing new.
    func latestOffset(
        after start: SourceOffset?, limit: ReadLimit
    ) async throws -> SourceOffset?

    /// Reads what lies behind `start` up to and including `end`.
    ///
    /// - Throws: `sourceChanged`, `sourceMissing` where that is not what it was.
    func batch(
        after start: SourceOffset?, through end: SourceOffset
    ) async throws -> any SourceReader

    /// Says that what lies up to `end` is in the sink for good and will not be asked for again.
    func commit(_ end: SourceOffset) async throws

    /// Whether there will never be more than there is now.
    func isFinished() async -> Bool

    /// How far `offset` is behind what the source has, as far as it is known without work.
    func lag(behind offset: SourceOffset?) async -> SourceLag

    /// Gives up what the source holds; nothing is asked of it afterwards.
    func close() async
}

extension StreamSource {
    package func pinEnd() async throws {}
    package func commit(_ end: SourceOffset) async throws {}
    package func isFinished() async -> Bool { false }
    package func lag(behind offset: SourceOffset?) async -> SourceLag { SourceLag() }
    package func close() async {}
}

/// How much a source has that was not read yet.
package struct SourceLag: Sendable, Hashable {
    /// Files; nil where the source has none or does not know.
    package var files: Int64?
    /// Bytes; nil where it is not known.
    package var bytes: Int64?
    /// The newest offset; nil where it is the one that was asked about.
    package var latest: SourceOffset?

    package init(files: Int64? = nil, bytes: Int64? = nil, latest: SourceOffset? = nil) {
        self.files = files
        self.bytes = bytes
        self.latest = latest
    }
}

/// The pieces of one batch of one source, in order. One task at a time uses it.
package protocol SourceReader: AnyObject, Sendable {
    /// The next piece, or nil behind the last one.
    func next() async throws -> SourceChunk?
}
