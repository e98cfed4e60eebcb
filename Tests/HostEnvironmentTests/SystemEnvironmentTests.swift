import HostEnvironment
import Synchronization
import Testing

@Suite struct SystemEnvironmentTests {
    private struct Refusal: Error, Equatable { let number: Int }

    @Test("HE-04: blocking work runs off Swift's pool: more calls wait at once than it has threads")
    func blockingWorkRunsInParallel() async {
        let environment = HostEnvironment.system()
        let rendezvous = Rendezvous(parties: 8)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { await environment.runBlocking { rendezvous.meet() } }
            }
        }
        #expect(rendezvous.hasMet)
    }

    @Test("blocking work throws its own error type")
    func blockingWorkThrows() async {
        let environment = HostEnvironment.system()
        do throws(Refusal) {
            try await environment.runBlocking { () throws(Refusal) in throw Refusal(number: 7) }
            Issue.record("did not throw")
        } catch {
            #expect(error == Refusal(number: 7))
        }
    }

    @Test("HE-07: each part of parallel work runs once, as many at once as there are threads")
    func parallelWork() async {
        let environment = HostEnvironment.system(parallelism: 3)
        let rendezvous = Rendezvous(parties: 3)
        let runs = Mutex(Array(repeating: 0, count: 50))
        await environment.runParallel(count: 50) { part in
            if part < 3 { rendezvous.meet() }
            runs.withLock { $0[part] += 1 }
        }
        #expect(rendezvous.hasMet)
        #expect(runs.withLock { $0 } == Array(repeating: 1, count: 50))
        await environment.runParallel(count: 0) { _ in Issue.record("there is no part") }
    }

    @Test(
        "HE-07: of several failures the lowest is told, and no more parts are begun",
        arguments: [1, 4])
    func parallelFailure(threads: Int) async {
        let environment = HostEnvironment.system(parallelism: threads)
        let begun = Mutex(0)
        do throws(Refusal) {
            try await environment.runParallel(count: 1000) { (part) throws(Refusal) in
                begun.withLock { $0 = max($0, part) }
                if part % 10 == 7 { throw Refusal(number: part) }
            }
            Issue.record("did not throw")
        } catch {
            #expect(error == Refusal(number: 7))
        }
        #expect(begun.withLock { $0 } < 1000 - 1)
    }

    @Test("a UUID is version 4, variant 1, lower case, and never the same")
    func uuid() {
        let environment = HostEnvironment.system()
        let ids = (0..<1000).map { _ in environment.uuid() }
        #expect(Set(ids).count == 1000)
        for id in ids {
            #expect(
                id.wholeMatch(
                    of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                    != nil)
        }
    }

    @Test("a bounded draw stays below its bound")
    func boundedRandom() {
        let environment = HostEnvironment.simulated(seed: 5).environment
        var seen: Set<UInt64> = []
        for _ in 0..<200 { seen.insert(environment.random(below: 5)) }
        #expect(seen == [0, 1, 2, 3, 4])
        #expect(environment.random(below: 0) == 0)
        for _ in 0..<50 {
            #expect(environment.randomDuration(upTo: .microseconds(3)) <= .microseconds(3))
        }
        #expect(environment.randomDuration(upTo: .seconds(-1)) == .zero)
    }

    @Test("the system clock is after 2025 and the monotonic one does not go back")
    func clocks() {
        let environment = HostEnvironment.system()
        #expect(environment.now > WallTime(milliseconds: 1_735_689_600_000))
        let first = environment.monotonicNow
        #expect(first <= environment.monotonicNow)
        #expect(environment.parallelism >= 1)
    }

    @Test(
        "milliseconds are rounded towards the past",
        arguments: [(1999, 1), (2000, 2), (-1, -1), (-1000, -1), (-1001, -2), (0, 0)])
    func milliseconds(microseconds: Int64, milliseconds: Int64) {
        #expect(WallTime(microseconds: microseconds).milliseconds == milliseconds)
    }

    @Test("time arithmetic saturates and does not trap")
    func saturation() {
        let end = WallTime(microseconds: .max)
        #expect(end.advanced(by: .seconds(1)) == end)
        #expect(WallTime(milliseconds: .max) == end)
        #expect(WallTime(milliseconds: .min) == WallTime(microseconds: .min))
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect(WallTime(microseconds: .min).duration(to: end) == .microseconds(Int64.max))
    }

    @Test("the seeded generator gives SplitMix64's published sequence")
    func splitMix() {
        var random = SeededRandom(seed: 1_234_567)
        let draws = (0..<3).map { _ in random.next() }
        #expect(
            draws == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }
}
