// The life of a query as a state machine without input or output: methods say what has happened,
// their results say what to do next. `MicroBatchRunner` does it. The order of the actions is the
// protocol of Spark's MicroBatchExecution (spec/streaming.md ST-BAT-01): sources, write-ahead
// offsets, release of what came before, the batch, the commit log.

/// Decides what a query does next.
package struct MicroBatchLoop: Sendable {
    /// What the runner must do, and which method it calls when it has.
    package enum Action: Sendable, Hashable {
        /// Fix the end of every source at what it has now; then `sourcesPinned`.
        case pinSources
        /// Ask every source for its newest offset; then `sourcesAnswered`.
        case askSources(withLimits: Bool)
        /// Write the batch ahead to the offset log; then `offsetsLogged`.
        case logOffsets(BatchPlan)
        /// Tell the sources that the batch is done for good, and purge; then `released`.
        case release(batch: Int64, ends: [SourceOffset?])
        /// Run the batch into the sink; then `batchRan`.
        case run(BatchPlan)
        /// Write the batch to the commit log; then `commitLogged`.
        case logCommit(BatchPlan)
        /// Do nothing until the time, in ms since 1970; then `woke`.
        case wait(until: Int64)
        /// The query is over.
        case end
    }

    private enum State: Sendable, Hashable {
        case new, pinning, asking, waiting, ended
        case loggingOffsets(BatchPlan)
        case releasing(BatchPlan)
        case running(BatchPlan)
        case loggingCommit(BatchPlan)
    }

    private let trigger: Trigger
    private var state = State.new
    /// A batch that an earlier run logged but did not finish.
    private var unfinished: BatchPlan?
    private var nextID: Int64
    private var ends: [SourceOffset?]
    /// The batch whose data the sources may forget as soon as the next one is logged.
    private var unreleased: BatchPlan?
    private var isStopping = false
    /// Whether the one batch of `once` has run.
    private var ranOnce = false
    private var triggeredAt: Int64 = 0
    private var pollDelayMilliseconds: Int64
    private let pollDelayMinMilliseconds: Int64

    /// - Parameters:
    ///   - sourceCount: the sources of the query.
    ///   - recovery: where an earlier run stopped.
    package init(trigger: Trigger, sourceCount: Int, recovery: Recovery) {
        self.trigger = trigger
        switch recovery {
        case .fresh:
            nextID = 0
            ends = Array(repeating: nil, count: sourceCount)
        case .next(let last):
            nextID = last.id + 1
            ends = last.ends
            unreleased = last
        case .rerun(let plan):
            nextID = plan.id
            ends = plan.starts
            unfinished = plan
        }
        pollDelayMinMilliseconds = StreamingLimits.pollDelayMin.wholeMilliseconds
        pollDelayMilliseconds = pollDelayMinMilliseconds
    }

    /// When the batch was triggered, in ms since 1970.
    package var triggerTime: Int64 { triggeredAt }

    /// The batch that is done and that the sources were not told about yet.
    package var doneBatch: BatchPlan? { unreleased }

    /// How far each source was read.
    package var sourceEnds: [SourceOffset?] { ends }

    /// Ends the query as soon as no batch is open.
    package mutating func stop() { isStopping = true }

    // MARK: What has happened

    /// The query begins.
    package mutating func start(now: Int64) -> Action {
        precondition(state == .new, "a query starts once")
        triggeredAt = now
        if let unfinished {
            self.unfinished = nil
            return begin(unfinished)
        }
        return trigger.ends ? pin() : ask(now: now)
    }

    package mutating func sourcesPinned(now: Int64) -> Action {
        precondition(state == .pinning, "sources were not to be pinned")
        return ask(now: now)
    }

    /// - Parameters:
    ///   - offsets: the newest offset of each source; nil or the same as before without news.
    ///   - areFinished: whether no source will ever have more than that.
    package mutating func sourcesAnswered(
        _ offsets: [SourceOffset?], areFinished: Bool, now: Int64
    ) -> Action {
        precondition(state == .asking, "sources were not asked")
        let newEnds = zip(offsets, ends).map { $0 ?? $1 }
        if isStopping { return end() }
        guard newEnds != ends else {
            return trigger.ends || areFinished ? end() : idle(now: now)
        }
        pollDelayMilliseconds = pollDelayMinMilliseconds
        let plan = BatchPlan(
            id: nextID, timestampMilliseconds: now, starts: ends, ends: newEnds, isReplay: false)
        state = .loggingOffsets(plan)
        return .logOffsets(plan)
    }

    package mutating func offsetsLogged() -> Action {
        guard case .loggingOffsets(let plan) = state else { preconditionFailure("not logging") }
        guard let done = unreleased else { return begin(plan) }
        unreleased = nil
        state = .releasing(plan)
        return .release(batch: done.id, ends: done.ends)
    }

    package mutating func released() -> Action {
        guard case .releasing(let plan) = state else { preconditionFailure("not releasing") }
        return begin(plan)
    }

    package mutating func batchRan() -> Action {
        guard case .running(let plan) = state else { preconditionFailure("no batch runs") }
        state = .loggingCommit(plan)
        return .logCommit(plan)
    }

    package mutating func commitLogged(now: Int64) -> Action {
        guard case .loggingCommit(let plan) = state else { preconditionFailure("not committing") }
        nextID = plan.id + 1
        ends = plan.ends
        unreleased = plan
        if isStopping { return end() }
        switch trigger {
        case .once:
            if !plan.isReplay { ranOnce = true }
            return ranOnce ? end() : pin()
        case .availableNow:
            return plan.isReplay ? pin() : ask(now: now)
        case .asSoonAsPossible:
            return ask(now: now)
        case .interval:
            // Never longer than one interval, also where the clock was set back meanwhile.
            let boundary = min(boundary(after: triggeredAt), boundary(after: now))
            return boundary > now ? wait(until: boundary) : ask(now: now)
        }
    }

    package mutating func woke(now: Int64) -> Action {
        precondition(state == .waiting, "nobody waits")
        return isStopping ? end() : ask(now: now)
    }

    // MARK: What to do

    private mutating func pin() -> Action {
        state = .pinning
        return .pinSources
    }

    private mutating func ask(now: Int64) -> Action {
        if isStopping { return end() }
        triggeredAt = now
        state = .asking
        return .askSources(withLimits: trigger != .once)
    }

    private mutating func begin(_ plan: BatchPlan) -> Action {
        state = .running(plan)
        return .run(plan)
    }

    private mutating func idle(now: Int64) -> Action {
        if case .interval = trigger { return wait(until: boundary(after: now)) }
        let until = now + pollDelayMilliseconds
        pollDelayMilliseconds = min(
            pollDelayMilliseconds * 2, StreamingLimits.pollDelayMax.wholeMilliseconds)
        return wait(until: until)
    }

    private mutating func wait(until time: Int64) -> Action {
        state = .waiting
        return .wait(until: time)
    }

    private mutating func end() -> Action {
        state = .ended
        return .end
    }

    /// The first multiple of the interval after `time`.
    private func boundary(after time: Int64) -> Int64 {
        guard case .interval(let duration) = trigger else { return time }
        let length = max(1, duration.wholeMilliseconds)
        let remainder = time % length
        return time - (remainder < 0 ? remainder + length : remainder) + length
    }
}
