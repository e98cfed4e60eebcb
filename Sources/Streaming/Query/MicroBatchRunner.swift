// The shell around `MicroBatchLoop`: it does what the loop says and tells it what happened. What it
// does for a batch is shielded from cancellation, so a stream that is told to end always ends
// between two batches; while it waits, cancellation wakes it.

import HostEnvironment

/// Runs a query until it ends, fails, or its task is cancelled.
package actor MicroBatchRunner {
    let definition: QueryDefinition
    let checkpoint: CheckpointDirectory
    let environment: HostEnvironment
    /// This run; another one each time.
    let runID: String
    /// Set once the query is known.
    var identity: QueryIdentity?

    private var loop: MicroBatchLoop?
    private var measures = TriggerMeasures()
    private var lastTrigger: Int64?
    private var lastReport: MonotonicInstant?
    private var lastSaved: MonotonicInstant?
    private var newestProgress: QueryProgress?

    package init(_ definition: QueryDefinition, checkpoint: CheckpointDirectory) {
        self.definition = definition
        self.checkpoint = checkpoint
        environment = definition.environment
        runID = environment.uuid()
    }

    /// Runs the query. Cancellation ends it after the batch, without an error.
    ///
    /// - Throws: `StreamingError`, and the errors of the source, the sink and the checkpoint.
    package func run() async throws {
        do {
            try await runToEnd()
        } catch {
            for flow in definition.flows { await flow.source.close() }
            throw error
        }
        for flow in definition.flows { await flow.source.close() }
        await definition.onEvent(.ended)
    }

    private func runToEnd() async throws {
        let recovery = try await shielded { try await self.recover() }
        var action = start(recovery)
        await definition.onEvent(
            .started(id: identity?.id ?? "", runID: runID, name: definition.name))
        while action != .end {
            if Task.isCancelled { loop?.stop() }
            if case .wait(let time) = action {
                action = await wait(until: time)
            } else {
                let current = action
                action = try await shielded { try await self.perform(current) }
            }
        }
        try await shielded {
            if let done = await self.doneBatch { try await self.release(done.id, done.ends) }
            try await self.saveProgress(force: true)
        }
    }

    /// Runs `body` in a task of its own, which the caller's cancellation does not reach.
    private nonisolated func shielded<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await environment.spawn(body).value
    }

    private var now: Int64 { environment.now.milliseconds }

    private func start(_ recovery: Recovery) -> MicroBatchLoop.Action {
        var loop = MicroBatchLoop(
            trigger: definition.trigger, sourceCount: definition.flows.count, recovery: recovery)
        defer { self.loop = loop }
        measures = TriggerMeasures(start: environment.monotonicNow)
        lastReport = environment.monotonicNow
        return loop.start(now: now)
    }

    // MARK: Actions

    private func perform(_ action: MicroBatchLoop.Action) async throws -> MicroBatchLoop.Action {
        switch action {
        case .pinSources:
            for flow in definition.flows { try await flow.source.pinEnd() }
            return tell { $0.sourcesPinned(now: now) }
        case .askSources(let withLimits):
            return try await askSources(withLimits: withLimits)
        case .logOffsets(let plan):
            if !writesBehind { try await logOffsets(plan) }
            return tell { $0.offsetsLogged() }
        case .release(let batch, let ends):
            try await release(batch, ends)
            return tell { $0.released() }
        case .run(let plan):
            measures.outcome = try await measured("addBatch") { try await runBatch(plan) }
            return tell { $0.batchRan() }
        case .logCommit(let plan):
            if writesBehind, !plan.isReplay { try await logOffsets(plan) }
            try await measured("commitOffsets") { try await checkpoint.logCommit(plan.id) }
            try await report(plan)
            return tell { $0.commitLogged(now: now) }
        case .wait, .end:
            return action
        }
    }

    private func logOffsets(_ plan: BatchPlan) async throws {
        try await measured("walCommit") {
            try await checkpoint.logOffsets(plan, runID: runID)
        }
    }

    /// A planted bug: what a batch is gets written down behind its commit.
    var writesBehind: Bool { environment.weaknesses.contains(.logsOffsetsAfterCommit) }

    private func tell(
        _ event: (inout MicroBatchLoop) -> MicroBatchLoop.Action
    ) -> MicroBatchLoop.Action {
        guard var loop else { return .end }
        defer { self.loop = loop }
        return event(&loop)
    }

    private func askSources(withLimits: Bool) async throws -> MicroBatchLoop.Action {
        measures = TriggerMeasures(start: environment.monotonicNow)
        let known = loop?.sourceEnds ?? []
        var offsets: [SourceOffset?] = []
        var areFinished = true
        try await measured("latestOffset") {
            for (flow, end) in zip(definition.flows, known) {
                // Asked before the offset: what comes between the two is not overlooked.
                let isFinished = await flow.source.isFinished()
                areFinished = areFinished && isFinished
                let limit = withLimits ? flow.limit ?? definition.limit : .unlimited
                offsets.append(try await flow.source.latestOffset(after: end, limit: limit))
            }
        }
        return tell { $0.sourcesAnswered(offsets, areFinished: areFinished, now: now) }
    }

    private var doneBatch: BatchPlan? { loop?.doneBatch }

    private func release(_ batch: Int64, _ ends: [SourceOffset?]) async throws {
        for (flow, end) in zip(definition.flows, ends) {
            if let end { try await flow.source.commit(end) }
        }
        guard batch % StreamingLimits.compactionInterval == 0 else { return }
        try await checkpoint.purge(before: batch)
        if let store = definition.sink.recordStore, let identity {
            let oldest = batch - Int64(StreamingLimits.batchesRetained)
            try await OffsetRecords(store: store, queryID: identity.id).purge(below: oldest)
        }
    }

    private func wait(until time: Int64) async -> MicroBatchLoop.Action {
        await reportIdle()
        let duration = Duration.milliseconds(max(0, time - now))
        do {
            try await environment.sleep(for: duration)
        } catch {
            loop?.stop()
        }
        return tell { $0.woke(now: now) }
    }

    func measured<Value: Sendable>(
        _ name: String, _ body: () async throws -> Value
    ) async throws -> Value {
        let start = environment.monotonicNow
        let value = try await body()
        measures.add(name, start.duration(to: environment.monotonicNow))
        return value
    }

    // MARK: Reports

    private func report(_ plan: BatchPlan) async throws {
        let trigger = loop?.triggerTime ?? plan.timestampMilliseconds
        let progress = await progress(of: plan, trigger: trigger)
        lastTrigger = trigger
        lastReport = environment.monotonicNow
        newestProgress = progress
        await definition.onEvent(.progress(progress))
        try await saveProgress(force: false)
    }

    private func progress(of plan: BatchPlan, trigger: Int64) async -> QueryProgress {
        let elapsed = measures.elapsed(until: environment.monotonicNow)
        var durations = measures.durations
        durations["triggerExecution"] = elapsed
        let outcome = measures.outcome
        var sources: [QueryProgress.Source] = []
        for (index, flow) in definition.flows.enumerated() {
            let rows = index < outcome.inputRows.count ? outcome.inputRows[index] : 0
            let lag = await flow.source.lag(behind: plan.ends[index])
            var metrics: [String: String] = [:]
            if let files = lag.files { metrics["numFilesOutstanding"] = String(files) }
            if let bytes = lag.bytes { metrics["numBytesOutstanding"] = String(bytes) }
            sources.append(
                QueryProgress.Source(
                    description: flow.source.description,
                    startOffset: plan.starts[index]?.json, endOffset: plan.ends[index]?.json,
                    latestOffset: lag.latest?.json ?? plan.ends[index]?.json,
                    inputRowCount: rows,
                    inputRowsPerSecond: lastTrigger.flatMap {
                        QueryProgress.rate(rows, milliseconds: trigger - $0)
                    },
                    processedRowsPerSecond: QueryProgress.rate(rows, milliseconds: elapsed),
                    metrics: metrics))
        }
        return QueryProgress(
            id: identity?.id ?? "", runID: runID, name: definition.name,
            timestampMilliseconds: trigger, batchID: plan.id, batchDuration: elapsed,
            durations: durations, sources: sources, sinkDescription: definition.sink.description,
            outputRowCount: outcome.outputRows, tableVersion: outcome.version,
            badRowCount: outcome.badRows)
    }

    private func reportIdle() async {
        guard let last = lastReport,
            last.duration(to: environment.monotonicNow) >= StreamingLimits.idleProgressInterval,
            var progress = newestProgress
        else { return }
        lastReport = environment.monotonicNow
        progress.timestampMilliseconds = now
        progress.batchDuration = 0
        progress.durations = [:]
        progress.outputRowCount = 0
        progress.badRowCount = 0
        for index in progress.sources.indices {
            progress.sources[index].startOffset = progress.sources[index].endOffset
            progress.sources[index].inputRowCount = 0
            progress.sources[index].inputRowsPerSecond = 0
            progress.sources[index].processedRowsPerSecond = 0
        }
        await definition.onEvent(.idle(progress))
    }

    /// Keeps the newest report in the checkpoint, at most once a second.
    private func saveProgress(force: Bool) async throws {
        guard let newestProgress else { return }
        let time = environment.monotonicNow
        if !force, let lastSaved, lastSaved.duration(to: time) < .seconds(1) { return }
        lastSaved = time
        try await checkpoint.setProgress(newestProgress.json)
    }
}
