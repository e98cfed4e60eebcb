// Before the first batch: who the query is, where it stopped, and what the table says about both.

import HostEnvironment
import ObjectStorage

extension MicroBatchRunner {
    /// Finds where the query goes on and starts its sources there.
    func recover() async throws -> Recovery {
        let earlier =
            if let known = try await checkpoint.identity() { known } else {
                try await newIdentity()
            }
        let identity = definition.identity(id: earlier.id)
        try identity.checkContinues(
            earlier, acceptingPipelineChange: definition.acceptsPipelineChange,
            path: checkpoint.name)
        if identity != earlier { try await checkpoint.setIdentity(identity) }
        // Before the first batch, whoever made the checkpoint: by it a lost one is found again.
        if let store = definition.sink.recordStore {
            try await OffsetRecords(store: store, queryID: identity.id).noteIdentity(identity)
        }
        self.identity = identity
        let (recovery, inSink) = try await recovery(of: identity)
        try await startSources(recovery)
        guard case .rerun(let plan) = recovery, definition.sink.remembers,
            try await !sourcesKnow(plan)
        else { return recovery }
        return try await recoverFromOrphan(plan, identity, inSink: inSink)
    }

    private func startSources(_ recovery: Recovery) async throws {
        for (index, flow) in definition.flows.enumerated() {
            let start: SourceOffset? =
                switch recovery {
                case .fresh: nil
                case .next(let plan): plan.ends[index]
                case .rerun(let plan): plan.starts[index]
                }
            try await flow.source.start(after: start)
        }
    }

    private func sourcesKnow(_ plan: BatchPlan) async throws -> Bool {
        for (index, flow) in definition.flows.enumerated() {
            guard let end = plan.ends[index] else { continue }
            let isKnown = try await flow.source.knows(after: plan.starts[index], through: end)
            if !isKnown { return false }
        }
        return true
    }

    /// Goes on where the offsets of a batch are in the checkpoint and what they stand for is not: a
    /// run wrote them into a directory that was lost under it. Either the table has the batch, or
    /// nothing came of it.
    private func recoverFromOrphan(
        _ plan: BatchPlan, _ identity: QueryIdentity, inSink: Int64?
    ) async throws -> Recovery {
        if let inSink, inSink >= plan.id {
            let recovery = try await recoverFromTable(identity, newest: inSink, logged: plan)
            try await startSources(recovery)
            return recovery
        }
        // Otherwise the batch before is missing as well, and its reading says so.
        guard (inSink ?? -1) == plan.id - 1 else { return .rerun(plan) }
        if let store = definition.sink.recordStore {
            try await OffsetRecords(store: store, queryID: identity.id).discard(above: plan.id - 1)
        }
        try await checkpoint.discardOffsets(above: plan.id - 1)
        guard plan.id > 0 else { return .fresh }
        return .next(
            after: BatchPlan(
                id: plan.id - 1, timestampMilliseconds: plan.timestampMilliseconds,
                starts: Array(repeating: nil, count: plan.starts.count), ends: plan.starts,
                isReplay: true))
    }

    /// Where the query goes on, and the newest batch of it that the sink has.
    private func recovery(
        of identity: QueryIdentity
    ) async throws -> (recovery: Recovery, inSink: Int64?) {
        let logs = try await checkpoint.logs(sourceCount: definition.flows.count)
        let inSink = try await definition.sink.latestBatch(of: identity.id)
        let decision = try Recovery.decide(
            logs, inSink: inSink, remembers: definition.sink.remembers,
            checkpoint: checkpoint.name)
        guard let decision else {
            let recovery = try await recoverFromTable(
                identity, newest: inSink ?? 0, logged: logs.last)
            return (recovery, inSink)
        }
        if decision == .fresh, let store = definition.sink.recordStore {
            try await OffsetRecords(store: store, queryID: identity.id).discard(above: -1)
        }
        return (decision, inSink)
    }

    /// Gives an empty checkpoint the identity of the same query in the table where there is one, a
    /// new one otherwise.
    ///
    /// - Returns: whose the checkpoint is now, which another run may have decided.
    private func newIdentity() async throws -> QueryIdentity {
        let known = try await identityInTable()
        let claimed = try await checkpoint.claim(
            definition.identity(id: known ?? environment.uuid()))
        // Between the look and the claim another run may have begun, and lost its checkpoint.
        guard known == nil, let other = try await identityInTable(), other != claimed.id else {
            return claimed
        }
        let identity = definition.identity(id: other)
        try await checkpoint.setIdentity(identity)
        return identity
    }

    /// The id of the query of this name that the table has records of, or nil.
    ///
    /// - Throws: `tableDisagrees` where there are several.
    private func identityInTable() async throws -> String? {
        guard let store = definition.sink.recordStore else { return nil }
        let known = try await OffsetRecords.queries(named: definition.name, in: store)
        guard known.count <= 1 else {
            throw StreamingError(
                .tableDisagrees,
                "the table has records of \(known.count) streams named "
                    + "'\(definition.name)' (\(known.map(\.id).joined(separator: ", "))); "
                    + "give this one another name, or remove the folders under _lake/streams "
                    + "that are no longer needed", path: definition.sink.description)
        }
        guard let earlier = known.first else { return nil }
        try definition.identity(id: earlier.id).checkContinues(
            earlier, acceptingPipelineChange: definition.acceptsPipelineChange,
            path: definition.sink.description)
        return earlier.id
    }

    /// Rebuilds the checkpoint from the records under the table.
    private func recoverFromTable(
        _ identity: QueryIdentity, newest: Int64, logged: BatchPlan?
    ) async throws -> Recovery {
        guard let store = definition.sink.recordStore else {
            throw StreamingError(
                .tableDisagrees,
                "the sink holds batch \(newest) but the checkpoint does not, and the sink keeps "
                    + "no offsets; restore the checkpoint directory, or use another name",
                path: checkpoint.name)
        }
        let records = OffsetRecords(store: store, queryID: identity.id)
        let history = try await trueRecords(try await records.all(), identity, newest: newest)
        guard let last = history.last, last.batch == newest,
            last.offsets.count == definition.flows.count
        else {
            throw StreamingError(
                .tableDisagrees,
                "the table holds batch \(newest) of '\(identity.name)' but not the record of its "
                    + "offsets (_lake/streams/\(identity.id)/\(newest)-…); restore the checkpoint "
                    + "directory, or give the query another name to read everything again",
                path: definition.sink.description)
        }
        for (index, flow) in definition.flows.enumerated() {
            try await flow.source.rebuild(from: history.compactMap { $0.sources[index] })
        }
        let plan = BatchPlan(
            id: newest, timestampMilliseconds: last.timestampMilliseconds,
            starts: Array(repeating: nil, count: definition.flows.count), ends: last.offsets,
            isReplay: true)
        try await records.discard(above: newest)
        try await checkpoint.discardOffsets(above: newest)
        // The offsets are the last: once they are there the checkpoint is whole, and without them
        // the next run rebuilds it again.
        try await checkpoint.logCommit(newest)
        if logged?.id != newest || logged?.ends != plan.ends {
            try await checkpoint.logOffsets(plan, runID: last.runID)
        }
        await definition.onEvent(
            .notice(
                "the checkpoint \(checkpoint.name) knew less than the table: going on behind "
                    + "batch \(newest), which the table holds"))
        return .next(after: plan)
    }

    /// One record a batch, up to the newest one in the table.
    ///
    /// Two runs may have left records of one batch; where these differ, the table's history says
    /// which of them was committed.
    private func trueRecords(
        _ records: [OffsetRecords.Record], _ identity: QueryIdentity, newest: Int64
    ) async throws -> [OffsetRecords.Record] {
        var result: [OffsetRecords.Record] = []
        for record in records where record.batch <= newest {
            guard let last = result.last, last.batch == record.batch else {
                result.append(record)
                continue
            }
            if last.offsets == record.offsets, last.sources == record.sources { continue }
            let run = try await definition.sink.committingRun(
                of: identity.id, batch: record.batch)
            if run == record.runID {
                result[result.count - 1] = record
            } else if run != last.runID {
                throw StreamingError(
                    .tableDisagrees,
                    "two runs have left different offsets of batch \(record.batch), and the "
                        + "table's history no longer says which one it has; restore the "
                        + "checkpoint directory, or give the query another name",
                    path: definition.sink.description)
            }
        }
        return result
    }
}
