import Streaming
import Testing

@Suite struct MicroBatchLoopTests {
    private let one = SourceOffset(json: "1")
    private let two = SourceOffset(json: "2")

    private func plan(
        _ id: Int64, at time: Int64, _ start: SourceOffset?, _ end: SourceOffset,
        replay: Bool = false
    ) -> BatchPlan {
        BatchPlan(
            id: id, timestampMilliseconds: time, starts: [start], ends: [end], isReplay: replay)
    }

    @Test("ST-BAT-01: offsets are logged before the batch, the batch before its commit entry")
    func order() {
        var loop = MicroBatchLoop(trigger: .asSoonAsPossible, sourceCount: 1, recovery: .fresh)
        #expect(loop.start(now: 100) == .askSources(withLimits: true))
        let first = plan(0, at: 101, nil, one)
        #expect(
            loop.sourcesAnswered([one], areFinished: false, now: 101) == .logOffsets(first))
        #expect(loop.offsetsLogged() == .run(first))
        #expect(loop.batchRan() == .logCommit(first))
        #expect(loop.commitLogged(now: 150) == .askSources(withLimits: true))
        let second = plan(1, at: 151, one, two)
        #expect(
            loop.sourcesAnswered([two], areFinished: false, now: 151) == .logOffsets(second))
        #expect(loop.offsetsLogged() == .release(batch: 0, ends: [one]))
        #expect(loop.released() == .run(second))
    }

    @Test("ST-TRG-01: boundaries are multiples of the interval; a missed one starts at once")
    func boundaries() {
        var loop = MicroBatchLoop(
            trigger: .interval(.milliseconds(500)), sourceCount: 1, recovery: .fresh)
        #expect(loop.start(now: 1234) == .askSources(withLimits: true))
        #expect(loop.sourcesAnswered([nil], areFinished: false, now: 1235) == .wait(until: 1500))
        #expect(loop.woke(now: 1501) == .askSources(withLimits: true))
        _ = loop.sourcesAnswered([one], areFinished: false, now: 1502)
        _ = loop.offsetsLogged()
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 1600) == .wait(until: 2000))
        #expect(loop.woke(now: 2000) == .askSources(withLimits: true))
        _ = loop.sourcesAnswered([two], areFinished: false, now: 2000)
        _ = loop.offsetsLogged()
        _ = loop.released()
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 3700) == .askSources(withLimits: true))
    }

    @Test("CP-CLK-03: a clock that is set back makes no pause longer than the interval")
    func clockSetBack() {
        var loop = MicroBatchLoop(
            trigger: .interval(.milliseconds(500)), sourceCount: 1, recovery: .fresh)
        _ = loop.start(now: 900_000)
        _ = loop.sourcesAnswered([one], areFinished: false, now: 900_000)
        _ = loop.offsetsLogged()
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 1100) == .wait(until: 1500))
    }

    @Test("ST-TRG-04: once runs an unfinished batch again, then one batch without limits")
    func once() {
        let unfinished = plan(3, at: 5, one, two, replay: true)
        var loop = MicroBatchLoop(trigger: .once, sourceCount: 1, recovery: .rerun(unfinished))
        #expect(loop.start(now: 9) == .run(unfinished))
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 10) == .pinSources)
        #expect(loop.sourcesPinned(now: 10) == .askSources(withLimits: false))
        let three = SourceOffset(json: "3")
        let next = plan(4, at: 11, two, three)
        #expect(loop.sourcesAnswered([three], areFinished: false, now: 11) == .logOffsets(next))
        #expect(loop.offsetsLogged() == .release(batch: 3, ends: [two]))
        _ = loop.released()
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 12) == .end)
    }

    @Test("ST-TRG-05: available-now pins the end first and stops where nothing is left")
    func availableNow() {
        var loop = MicroBatchLoop(trigger: .availableNow, sourceCount: 1, recovery: .fresh)
        #expect(loop.start(now: 1) == .pinSources)
        #expect(loop.sourcesPinned(now: 2) == .askSources(withLimits: true))
        _ = loop.sourcesAnswered([one], areFinished: false, now: 3)
        _ = loop.offsetsLogged()
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 4) == .askSources(withLimits: true))
        #expect(loop.sourcesAnswered([one], areFinished: false, now: 5) == .end)
    }

    @Test("ST-STP-01: a stream that is told to stop finishes the batch and starts no other")
    func stop() {
        var loop = MicroBatchLoop(trigger: .asSoonAsPossible, sourceCount: 1, recovery: .fresh)
        _ = loop.start(now: 1)
        _ = loop.sourcesAnswered([one], areFinished: false, now: 1)
        loop.stop()
        #expect(loop.offsetsLogged() == .run(plan(0, at: 1, nil, one)))
        _ = loop.batchRan()
        #expect(loop.commitLogged(now: 2) == .end)
    }

    @Test("a stream whose sources have ended ends when all is read")
    func finished() {
        var loop = MicroBatchLoop(trigger: .asSoonAsPossible, sourceCount: 1, recovery: .fresh)
        _ = loop.start(now: 1)
        _ = loop.sourcesAnswered([one], areFinished: true, now: 1)
        _ = loop.offsetsLogged()
        _ = loop.batchRan()
        _ = loop.commitLogged(now: 2)
        #expect(loop.sourcesAnswered([one], areFinished: true, now: 2) == .end)
    }

    @Test("an idle stream without a pause asks less and less often, up to a bound")
    func polling() {
        var loop = MicroBatchLoop(trigger: .asSoonAsPossible, sourceCount: 1, recovery: .fresh)
        _ = loop.start(now: 0)
        var waits: [Int64] = []
        for _ in 0..<6 {
            if case .wait(let until) = loop.sourcesAnswered([nil], areFinished: false, now: 0) {
                waits.append(until)
            }
            _ = loop.woke(now: 0)
        }
        #expect(waits == [10, 20, 40, 80, 100, 100])
    }

    @Test("ST-REC-02: the logs and the sink together say where a query goes on")
    func recovery() throws {
        let last = plan(7, at: 1, one, two, replay: true)
        func decide(_ committed: Int64?, _ inSink: Int64?) throws -> Recovery? {
            try Recovery.decide(
                Recovery.Logs(last: last, lastCommitted: committed), inSink: inSink,
                remembers: true, checkpoint: "c")
        }
        #expect(try decide(7, 7) == .next(after: last))
        #expect(try decide(6, 7) == .rerun(last))
        #expect(try decide(6, 6) == .rerun(last))
        #expect(try decide(7, 9) == nil)
        #expect(throws: StreamingError.self) { try decide(7, 6) }
        #expect(throws: StreamingError.self) { try decide(8, 7) }
        #expect(try decide(8, 8) == nil)
        #expect(throws: StreamingError.self) { try decide(7, nil) }
        let empty = Recovery.Logs(last: nil, lastCommitted: nil)
        #expect(
            try Recovery.decide(empty, inSink: nil, remembers: true, checkpoint: "c") == .fresh)
        #expect(
            try Recovery.decide(empty, inSink: 4, remembers: true, checkpoint: "c") == nil)
    }
}
