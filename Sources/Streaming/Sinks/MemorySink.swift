// Rows in memory, for tests and for looking at a stream from Swift. It knows its batches as long as
// it lives, so it stands in for a table wherever a run is stopped and started again.

package import Columnar
import Synchronization

/// Keeps every batch in memory.
package final class MemorySink: StreamSink {
    private struct State {
        var latest: [String: Int64] = [:]
        var batches: [RecordBatch] = []
    }

    package let identity: String
    package let remembers: Bool
    private let state = Mutex(State())

    /// - Parameter remembers: whether it counts as knowing its batches beyond a run.
    package init(identity: String = "memory", remembers: Bool = true) {
        self.identity = identity
        self.remembers = remembers
    }

    package var description: String { "MemorySink" }

    /// Everything that was committed, in order.
    package var batches: [RecordBatch] { state.withLock { $0.batches } }

    /// Drops everything, as a table does that is made anew.
    package func forget() { state.withLock { $0 = State() } }

    package func latestBatch(of queryID: String) async throws -> Int64? {
        state.withLock { $0.latest[queryID] }
    }

    package func open(_ batch: SinkBatch) async throws -> any SinkWriter {
        Writer(sink: self, batch: batch)
    }

    private func commit(_ batch: SinkBatch, _ rows: [RecordBatch]) -> SinkCommit {
        state.withLock { state in
            if let latest = state.latest[batch.query.id], latest >= batch.plan.id {
                return SinkCommit(rows: 0, wasThere: true)
            }
            state.latest[batch.query.id] = batch.plan.id
            state.batches += rows
            return SinkCommit(rows: rows.reduce(0) { $0 + Int64($1.count) })
        }
    }

    private final class Writer: SinkWriter {
        private let sink: MemorySink
        private let batch: SinkBatch
        private let rows = Mutex<[RecordBatch]>([])

        init(sink: MemorySink, batch: SinkBatch) {
            self.sink = sink
            self.batch = batch
        }

        func write(_ batch: RecordBatch) async throws {
            rows.withLock { $0.append(batch) }
        }

        func commit() async throws -> SinkCommit {
            sink.commit(batch, rows.withLock { $0 })
        }

        func abort() async {}
    }
}
