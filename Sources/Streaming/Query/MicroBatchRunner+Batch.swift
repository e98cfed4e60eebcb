// One batch: read, decode and transform in parallel, write in order, commit. The bad records are
// committed before the batch itself, each under the batch's number, so that a crash between the
// two is repaired by running the batch again.

import Columnar
import HostEnvironment
import TextFormats

extension MicroBatchRunner {
    /// Runs the batch into the sink, unless the sink has it.
    func runBatch(_ plan: BatchPlan) async throws -> BatchOutcome {
        guard let identity else { preconditionFailure("a batch before recovery") }
        let batch = SinkBatch(query: identity, runID: runID, plan: plan)
        if plan.isReplay, try await sinkHas(batch) { return BatchOutcome() }
        if !writesBehind { try await addOffsetRecord(batch) }
        let writer = try await definition.sink.open(batch)
        let badRecords = BadRecordWriter(
            sink: definition.badRecordSink, batch: batch,
            failsOnFirst: definition.failsOnBadRecords)
        do {
            var outcome = BatchOutcome()
            for (index, flow) in definition.flows.enumerated() {
                guard let end = plan.ends[index], end != plan.starts[index] else {
                    outcome.inputRows.append(0)
                    continue
                }
                let reader = try await measured("getBatch") {
                    try await flow.source.batch(after: plan.starts[index], through: end)
                }
                let pump = BatchPump(
                    sourceName: flow.sourceName, transform: flow.transform, plan: plan,
                    query: identity.name, parallelism: environment.parallelism)
                let counts = try await pump.run(reader, into: writer, bad: badRecords)
                outcome.inputRows.append(counts.inputRows)
                outcome.badRows += counts.badRows
            }
            try await badRecords.commit()
            let commit = try await writer.commit()
            outcome.outputRows = commit.rows
            outcome.version = commit.version
            if writesBehind { try await addOffsetRecord(batch) }
            return outcome
        } catch {
            await badRecords.abort()
            await writer.abort()
            throw error
        }
    }

    /// Whether the sink has the batch already; the test is `>=`, so that a batch that is in the
    /// table is never taken for a newer one.
    private func sinkHas(_ batch: SinkBatch) async throws -> Bool {
        guard let newest = try await definition.sink.latestBatch(of: batch.query.id),
            newest >= batch.plan.id
        else { return false }
        guard let store = definition.sink.recordStore else { return true }
        let records = try await OffsetRecords(store: store, queryID: batch.query.id).all()
            .filter { $0.batch == batch.plan.id }
        guard records.isEmpty || records.contains(where: { $0.offsets == batch.plan.ends }) else {
            throw StreamingError(
                .tableDisagrees,
                "batch \(batch.plan.id) is in the table with other offsets than in the "
                    + "checkpoint: another run of '\(definition.name)' wrote it. Stop that run, or "
                    + "remove this checkpoint directory to go on from what the table says",
                path: checkpoint.name)
        }
        return true
    }

    private func addOffsetRecord(_ batch: SinkBatch) async throws {
        guard let store = definition.sink.recordStore else { return }
        var sources: [String?] = []
        for (index, flow) in definition.flows.enumerated() {
            guard let end = batch.plan.ends[index] else {
                sources.append(nil)
                continue
            }
            sources.append(
                try await flow.source.recoveryRecord(
                    after: batch.plan.starts[index], through: end))
        }
        let record = OffsetRecords.Record(
            batch: batch.plan.id, runID: runID,
            timestampMilliseconds: batch.plan.timestampMilliseconds, offsets: batch.plan.ends,
            sources: sources)
        try await OffsetRecords(store: store, queryID: batch.query.id).add(record)
    }
}
