// The contract of sinks. A batch is in the sink as a whole or not at all, under the query's id and
// the batch's number, and a sink that remembers them never takes one twice
// (spec/streaming.md ST-SNK-01).

package import Columnar
package import ObjectStorage

/// Where the rows of a stream go.
package protocol StreamSink: Sendable {
    /// The kind of sink and its place, for progress.
    var description: String { get }

    /// What tells this sink from another at the same place; empty where there is nothing.
    var identity: String { get }

    /// Whether the sink knows its batches beyond the life of the process.
    var remembers: Bool { get }

    /// The newest batch of the query that the sink holds.
    func latestBatch(of queryID: String) async throws -> Int64?

    /// Begins a batch.
    func open(_ batch: SinkBatch) async throws -> any SinkWriter

    /// Where records of offsets lie beside the sink's data; nil where it keeps none.
    var recordStore: (any ObjectStore)? { get }

    /// Which run committed the batch, as far as the sink still knows.
    func committingRun(of queryID: String, batch: Int64) async throws -> String?
}

extension StreamSink {
    package var recordStore: (any ObjectStore)? { nil }

    package func committingRun(of queryID: String, batch: Int64) async throws -> String? { nil }
}

/// Which batch is written.
package struct SinkBatch: Sendable {
    package let query: QueryIdentity
    package let runID: String
    package let plan: BatchPlan

    package init(query: QueryIdentity, runID: String, plan: BatchPlan) {
        self.query = query
        self.runID = runID
        self.plan = plan
    }
}

/// One batch on its way into a sink. One task at a time uses it.
package protocol SinkWriter: AnyObject, Sendable {
    /// Adds rows; nothing is visible before `commit`.
    func write(_ batch: RecordBatch) async throws

    /// Makes all rows visible at once.
    ///
    /// - Throws: `concurrentRun` where another run of the query has committed this batch with
    ///   other offsets; `unknownOutcome`.
    func commit() async throws -> SinkCommit

    /// Drops what was written.
    func abort() async
}

/// What became of a batch.
package struct SinkCommit: Sendable, Hashable {
    /// Rows that the batch has put into the sink.
    package var rows: Int64
    /// The version of the table, for a table.
    package var version: Int64?
    /// Whether the sink had the batch already, so that nothing was done.
    package var wasThere: Bool

    package init(rows: Int64, version: Int64? = nil, wasThere: Bool = false) {
        self.rows = rows
        self.version = version
        self.wasThere = wasThere
    }
}
