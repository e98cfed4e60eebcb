import Testing

@testable import Backfill

@Suite struct BackfillLoopTests {
    static let none = Array(repeating: Int64(-1), count: 64)

    static func units(_ count: Int) -> [BackfillUnit] {
        UnitSize(filesMax: 1).cut(BackfillPlanTests.files(count))
    }

    @Test("BF-LAN-01 units of one lane are taken in order, one at a time")
    func laneOrder() {
        var loop = BackfillLoop(units: Self.units(130), committed: Self.none)
        var taken: [BackfillUnit] = []
        while let unit = loop.take() { taken.append(unit) }
        #expect(taken.map(\.index) == Array(0..<64))
        loop.finished(taken[5])
        #expect(loop.take()?.index == 69)
        #expect(loop.take() == nil)
        loop.returned(taken[3])
        #expect(loop.take()?.index == 3)
    }

    @Test("BF-RUN-01 a restart goes on behind what the table has")
    func restart() {
        var committed = Self.none
        for lane in 0..<64 { committed[lane] = lane < 10 ? 1 : 0 }
        var loop = BackfillLoop(units: Self.units(130), committed: committed)
        #expect(loop.finishedCount == 74)
        var left: [Int] = []
        while let unit = loop.take() {
            left.append(unit.index)
            loop.finished(unit)
        }
        #expect(left == Array(74..<130))
        #expect(loop.isFinished)
    }

    @Test("no units are finished at once")
    func empty() {
        var loop = BackfillLoop(units: [], committed: Self.none)
        #expect(loop.isFinished)
        #expect(loop.take() == nil)
    }

    @Test("a table that is ahead of the plan finishes it")
    func ahead() {
        let loop = BackfillLoop(
            units: Self.units(3), committed: Array(repeating: .max - 1, count: 64))
        #expect(loop.isFinished)
    }
}
