// A Delta table as a sink: the commit that adds a batch's files carries the application
// transaction (query id, batch number), so a batch is in the table once or not at all, and the
// offsets, so that anybody can see what a version holds (Delta's DeltaSink; spec/streaming.md
// ST-SNK-02…04).

import Columnar
package import DeltaLog
import DeltaProtocol
package import DeltaTable
import HostEnvironment
import JSONCodec
package import ObjectStorage
import Synchronization

/// Writes batches into a Delta table.
package final class DeltaTableSink: StreamSink {
    package let identity: String
    package let recordStore: (any ObjectStore)?
    let table: Table
    private let options: WriteOptions
    /// Behind the query id in application ids, so that two tables of one query do not mix.
    private let purpose: String
    fileprivate let describe: Description
    private let newest: Mutex<TableSnapshot>

    /// - Parameters:
    ///   - snapshot: the table at any version.
    ///   - purpose: what tells this sink's commits from others of the same query; empty for the
    ///     query's own table, which also keeps its offsets.
    package init(
        _ snapshot: TableSnapshot, purpose: String = "", options: WriteOptions,
        describe: @escaping Description = DeltaTableSink.streamingUpdate
    ) {
        self.describe = describe
        table = snapshot.table
        identity = snapshot.log.metadata.id
        recordStore = purpose.isEmpty ? snapshot.table.store : nil
        self.options = options
        self.purpose = purpose
        newest = Mutex(snapshot)
    }

    /// The operation of a batch's commit, from the batch, its application id, the table's
    /// partition columns and the metrics. It must say `queryId`, `epochId` and `runId`.
    package typealias Description =
        @Sendable (
            _ batch: SinkBatch, _ applicationID: String, _ partitionColumns: [String],
            _ metrics: [(String, String)]
        ) -> CommitOperation

    /// What Spark calls the commit of a stream's batch.
    package static let streamingUpdate: Description = { batch, applicationID, _, metrics in
        CommitOperation(
            "STREAMING UPDATE",
            parameters: [
                ("outputMode", .string("Append")), ("queryId", .string(applicationID)),
                ("epochId", .string(String(batch.plan.id))),
                ("queryName", .string(batch.query.name)), ("runId", .string(batch.runID)),
                ("pipeline", .string(batch.query.pipelineHash)),
            ], metrics: metrics)
    }

    package var description: String { "DeltaTableSink[\(table.location)]" }

    package var remembers: Bool { true }

    func applicationID(of queryID: String) -> String {
        purpose.isEmpty ? queryID : "\(queryID)/\(purpose)"
    }

    /// The table now.
    func refreshed() async throws -> TableSnapshot {
        let known = newest.withLock { $0 }
        let snapshot = try await table.snapshot(refreshing: known)
        newest.withLock { $0 = snapshot }
        return snapshot
    }

    package func latestBatch(of queryID: String) async throws -> Int64? {
        let snapshot = try await refreshed()
        guard let batch = snapshot.transactionVersion(applicationID(of: queryID)) else {
            return nil
        }
        try await table.log.persist(snapshot.log.version)
        return batch
    }

    package func open(_ batch: SinkBatch) async throws -> any SinkWriter {
        let snapshot = try await refreshed()
        return DeltaBatchWriter(
            sink: self, batch: batch, snapshot: snapshot,
            writer: try table.writer(on: snapshot, options: options))
    }

    package func committingRun(of queryID: String, batch: Int64) async throws -> String? {
        try await commit(of: queryID, batch: batch)?.runID
    }

    /// What the history still says about the commit of a batch.
    func commit(
        of queryID: String, batch: Int64
    ) async throws -> (runID: String?, offsets: JSONValue?)? {
        for entry in try await table.log.history(limit: StreamingLimits.historySearched) {
            guard let parameters = entry.info?.operationParameters,
                parameters["queryId"]?.string == applicationID(of: queryID),
                parameters["epochId"]?.string == String(batch)
            else { continue }
            return (
                parameters["runId"]?.string,
                entry.info?.fields[ApplicationProgress.offsetsField]
            )
        }
        return nil
    }
}

/// One batch on its way into a Delta table.
private actor DeltaBatchWriter: SinkWriter {
    private let sink: DeltaTableSink
    private let batch: SinkBatch
    private let snapshot: TableSnapshot
    private var writer: TableWriter?

    init(
        sink: DeltaTableSink, batch: SinkBatch, snapshot: TableSnapshot, writer: TableWriter
    ) {
        self.sink = sink
        self.batch = batch
        self.snapshot = snapshot
        self.writer = writer
    }

    func write(_ batch: RecordBatch) async throws {
        guard var writer = writer.take() else { preconditionFailure("the batch is over") }
        do {
            try await writer.append(batch)
            self.writer = writer
        } catch {
            self.writer = writer
            throw error
        }
    }

    func commit() async throws -> SinkCommit {
        guard var writer = writer.take() else { preconditionFailure("the batch is over") }
        let staged: StagedFiles
        do {
            staged = try await writer.finish()
        } catch {
            self.writer = writer
            throw error
        }
        var append = append(staged)
        let weaknesses = sink.table.environment.weaknesses
        // Only a backfill's query has no sources of its own.
        if weaknesses.contains(.marksUnitsBeforeTheirRows), batch.query.sources.isEmpty {
            let mark = self.append(StagedFiles())
            _ = try await sink.table.commit(mark, on: snapshot)
            append.application = nil
        }
        let result = try await sink.table.commit(append, on: snapshot)
        if result.wasThere { try await checkOwner() }
        return SinkCommit(
            rows: result.rowCount, version: result.version, wasThere: result.wasThere)
    }

    private func append(_ staged: StagedFiles) -> AppendCommit {
        let applicationID = sink.applicationID(of: batch.query.id)
        return AppendCommit(
            staged,
            operation: sink.describe(
                batch, applicationID, snapshot.partitionColumns, CommitOperation.metrics(staged)),
            application: ApplicationProgress(
                appID: applicationID, version: batch.plan.id, offsets: offsets))
    }

    private var offsets: JSONValue {
        .array(
            batch.plan.ends.map { offset in
                offset.flatMap { try? JSONValue(parsing: $0.json) } ?? .null
            })
    }

    /// Somebody has committed this batch already. That is well where it was the same work: this
    /// run after a lost answer, or an earlier run with the same offsets.
    private func checkOwner() async throws {
        let commit = try await sink.commit(of: batch.query.id, batch: batch.plan.id)
        if let commit, commit.runID == batch.runID || commit.offsets == offsets { return }
        if batch.plan.isReplay, commit == nil { return }
        throw StreamingError(
            .concurrentRun,
            "batch \(batch.plan.id) of '\(batch.query.name)' is in the table, written by another "
                + "run with other offsets. Stop one of the two runs; this one has changed nothing",
            path: sink.table.location)
    }

    func abort() async {
        guard var writer = writer.take() else { return }
        await writer.discard()
    }
}
