import DeltaProtocol
import HostEnvironment
import Testing

@testable import DeltaLog

@Suite struct TimeTravelTests {
    private func file(_ version: TableVersion, _ milliseconds: Int64) -> LogFile {
        LogFile(
            path: .commit(version), size: 1, lastModified: WallTime(milliseconds: milliseconds))
    }

    private func version(at milliseconds: Int64, _ files: [LogFile]) -> TableVersion? {
        try? TimeTravel.version(
            at: WallTime(milliseconds: milliseconds), in: TimeTravel.points(files))
    }

    @Test("DL-TT-01 the version at a time is the newest committed by then")
    func lookUp() {
        let files = [file(2, 300), file(0, 100), file(1, 200)]
        #expect(version(at: 100, files) == 0)
        #expect(version(at: 199, files) == 0)
        #expect(version(at: 200, files) == 1)
        #expect(version(at: 300, files) == 2)
    }

    @Test("DL-TT-01 times before the first and after the last commit have no version")
    func outside() {
        let files = [file(0, 100), file(1, 200)]
        #expect(version(at: 99, files) == nil)
        #expect(version(at: 201, files) == nil)
        #expect(version(at: 5, []) == nil)
    }

    @Test("DL-TT-02 times that do not rise are made to, by a millisecond")
    func monotone() {
        let points = TimeTravel.points([file(0, 500), file(1, 100), file(2, 100), file(3, 900)])
        #expect(points.map(\.milliseconds) == [500, 501, 502, 900])
    }

    @Test("travel by time reads the table of that time")
    func travel() async throws {
        let host = SimulatedEnvironment(seed: 1)
        try await host.run { environment in
            let fixture = LogFixture(environment)
            let start = environment.now
            try await fixture.write(0, LogFixture.creation())
            try await environment.sleep(for: .seconds(60))
            try await fixture.write(1, [.add(LogFixture.add("a"))])
            let old = try await fixture.log.snapshot(
                at: .timestamp(start.advanced(by: .seconds(59))))
            #expect(old.version == 0)
            let history = try await fixture.log.history()
            #expect(history.map(\.version) == [1, 0])
            #expect(history[0].timestamp == start.advanced(by: .seconds(60)))
        }
    }
}
