// The bad records of one batch. Their sink is opened with the first one, so a stream without bad
// records never makes a table for them.

import Synchronization

/// Collects the bad records of a batch.
final class BadRecordWriter: Sendable {
    private let sink: (any StreamSink)?
    private let batch: SinkBatch
    private let failsOnFirst: Bool
    private let writer = Mutex<(any SinkWriter)?>(nil)
    private let isThere = Mutex<Bool?>(nil)

    init(sink: (any StreamSink)?, batch: SinkBatch, failsOnFirst: Bool) {
        self.sink = sink
        self.batch = batch
        self.failsOnFirst = failsOnFirst
    }

    /// Adds records.
    ///
    /// - Throws: `badRecords` where the query is to end at the first one.
    func write(_ records: [BadRecord]) async throws {
        if failsOnFirst, let first = records.first {
            throw StreamingError(
                .badRecords,
                "\(first.reason) [\(first.code)]. The batch was not committed; mend the file, or "
                    + "run without --fail-on-bad-records to set such rows aside",
                path: first.file, line: first.line.map { Int($0) })
        }
        guard let sink else { return }
        let isThere = try await isThere(in: sink)
        if isThere { return }
        let writer = try await openWriter(sink)
        try await writer.write(BadRecord.batch(records))
    }

    func commit() async throws {
        _ = try await writer.withLock { $0 }?.commit()
    }

    func abort() async {
        await writer.withLock { $0 }?.abort()
    }

    /// Whether an earlier run has committed the bad records of this batch.
    private func isThere(in sink: any StreamSink) async throws -> Bool {
        guard batch.plan.isReplay else { return false }
        if let known = isThere.withLock({ $0 }) { return known }
        let latest = try await sink.latestBatch(of: batch.query.id)
        let found = latest.map { $0 >= batch.plan.id } ?? false
        isThere.withLock { $0 = found }
        return found
    }

    private func openWriter(_ sink: any StreamSink) async throws -> any SinkWriter {
        if let open = writer.withLock({ $0 }) { return open }
        let new = try await sink.open(batch)
        writer.withLock { $0 = new }
        return new
    }
}
