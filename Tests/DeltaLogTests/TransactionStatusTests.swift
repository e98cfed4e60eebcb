import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct TransactionStatusTests {
    /// Versions 1 to 4: the loader at 10, somebody else, the loader at 12, the loader at 13.
    private func table() async throws -> LogFixture {
        let fixture = LogFixture()
        _ = try await fixture.create()
        let writers: [(String, Int64)] = [
            ("loader", 10), ("other", 99), ("loader", 12), ("loader", 13),
        ]
        for (number, writer) in writers.enumerated() {
            try await fixture.write(
                TableVersion(Int64(number + 1)) ?? .zero,
                [
                    .transaction(SetTransaction(appID: writer.0, version: writer.1)),
                    .add(LogFixture.add("\(number)")),
                ])
        }
        return fixture
    }

    private func status(
        _ fixture: LogFixture, _ version: Int64
    ) async throws -> TransactionStatus {
        try await fixture.log.status(
            ofApplication: ApplicationProgress(appID: "loader", version: version))
    }

    @Test("DL-APP-03 an application's version is found in the table")
    func found() async throws {
        let fixture = try await table()
        #expect(try await status(fixture, 13) == .committed(4))
        #expect(try await status(fixture, 12) == .committed(3))
        #expect(try await status(fixture, 10) == .committed(1))
    }

    @Test("DL-APP-03 a version that the application has passed by counts as done, as for an append")
    func passed() async throws {
        let fixture = try await table()
        #expect(try await status(fixture, 11) == .reached(13))
    }

    @Test("DL-APP-03 a version that the application has not reached is not in the table")
    func absent() async throws {
        let fixture = try await table()
        #expect(try await status(fixture, 14) == .notFound(searchedBackTo: 0))
        let stranger = ApplicationProgress(appID: "stranger", version: 1)
        #expect(
            try await fixture.log.status(ofApplication: stranger) == .notFound(searchedBackTo: 0))
    }

    @Test("DL-APP-03 the answer survives the clean-up of the commit")
    func cleanedUp() async throws {
        let fixture = try await table()
        _ = try await fixture.log.checkpoint(fixture.log.snapshot())
        for version in 0...3 as ClosedRange<Int64> {
            let path = LogPath.commit(TableVersion(version) ?? .zero).path
            try await fixture.store.delete(try ObjectPath(path))
        }
        #expect(try await status(fixture, 13) == .committed(4))
        #expect(try await status(fixture, 12) == .reached(13))
        #expect(try await status(fixture, 10) == .reached(13))
        #expect(try await status(fixture, 14) == .notFound(searchedBackTo: 4))
    }
}
