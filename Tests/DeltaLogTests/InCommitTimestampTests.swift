import DeltaProtocol
import HostEnvironment
import JSONCodec
import Testing

@testable import DeltaLog

@Suite struct InCommitTimestampTests {
    static let enabled = ["delta.enableInCommitTimestamps": "true"]
    static let features = TableProtocol(
        minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ["inCommitTimestamp"])

    private func simulate(
        _ body: @escaping @Sendable (LogFixture) async throws -> Void
    ) async throws {
        try await SimulatedEnvironment(seed: 1).run { environment in
            try await body(LogFixture(environment))
        }
    }

    private func create(_ fixture: LogFixture) async throws -> Snapshot {
        let transaction = fixture.log.beginCreation(
            protocol: Self.features, metadata: LogFixture.metadata(configuration: Self.enabled),
            operation: CommitOperation("CREATE TABLE"))
        guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
            throw DeltaLogError(.invalidCommit, "the table was not created")
        }
        return receipt.snapshot
    }

    private func append(
        _ path: String, on snapshot: Snapshot, _ fixture: LogFixture
    ) async throws -> Snapshot {
        var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("WRITE"))
        transaction.actions = [.add(LogFixture.add(path))]
        guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
            throw DeltaLogError(.invalidCommit, "nothing was appended")
        }
        return receipt.snapshot
    }

    /// A commit of somebody else that carries a time.
    private func write(
        _ version: TableVersion, _ time: Int64, _ fixture: LogFixture, _ actions: [Action] = []
    ) async throws {
        let info = CommitInfo(timestamp: 1, inCommitTimestamp: time, operation: "WRITE")
        try await fixture.write(version, [.commitInfo(info)] + actions)
    }

    private func version(_ fixture: LogFixture, _ milliseconds: Int64) async -> TableVersion? {
        let time = WallTime(milliseconds: milliseconds)
        return try? await fixture.log.snapshot(at: .timestamp(time)).version
    }

    private func times(_ fixture: LogFixture) async throws -> [Int64?] {
        try await fixture.log.history().reversed().map { $0.info?.inCommitTimestamp }
    }

    @Test("DL-ICT-01 commits carry times that rise, whatever the clock says")
    func rises() async throws {
        try await simulate { fixture in
            let start = fixture.environment.now.milliseconds
            var snapshot = try await create(fixture)
            #expect(snapshot.timestamp.milliseconds == start)
            snapshot = try await append("a", on: snapshot, fixture)
            #expect(try await times(fixture) == [start, start + 1])
            // A writer whose clock is a day ahead.
            try await write(2, start + 86_400_000, fixture, [.add(LogFixture.add("b"))])
            let newest = try await fixture.log.snapshot(refreshing: snapshot)
            #expect(newest.timestamp.milliseconds == start + 86_400_000)
            _ = try await append("c", on: newest, fixture)
            #expect(
                try await times(fixture)
                    == [start, start + 1, start + 86_400_000, start + 86_400_001])
            #expect(
                try await fixture.log.snapshot().timestamp.milliseconds == start + 86_400_001)
        }
    }

    @Test("DL-ICT-02 a commit that moves behind others takes a time behind theirs")
    func rebased() async throws {
        try await simulate { fixture in
            let snapshot = try await create(fixture)
            let start = snapshot.timestamp.milliseconds
            try await write(1, start + 5000, fixture, [.add(LogFixture.add("a"))])
            try await write(2, start + 9000, fixture, [.add(LogFixture.add("b"))])
            let after = try await append("c", on: snapshot, fixture)
            #expect(after.version == 3)
            #expect(try await times(fixture).last == start + 9001)
        }
    }

    @Test("DL-ICT-03 the commit that turns times on for a table says since when")
    func enabling() async throws {
        try await simulate { fixture in
            let snapshot = try await fixture.create()
            try await fixture.environment.sleep(for: .seconds(60))
            var transaction = fixture.log.begin(
                on: snapshot, operation: CommitOperation("SET TBLPROPERTIES"))
            transaction.actions = [
                .protocol(Self.features),
                .metadata(LogFixture.metadata(configuration: Self.enabled)),
            ]
            let now = fixture.environment.now.milliseconds
            guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
                Issue.record("not committed")
                return
            }
            let properties = receipt.snapshot.metadata.configuration
            #expect(properties["delta.inCommitTimestampEnablementVersion"] == "1")
            #expect(properties["delta.inCommitTimestampEnablementTimestamp"] == "\(now)")
            #expect(receipt.snapshot.timestamp.milliseconds == now)
            #expect(try await fixture.log.snapshot().metadata.configuration == properties)
            #expect(try await times(fixture) == [nil, now])
            let next = try await append("a", on: receipt.snapshot, fixture)
            #expect(next.metadata.configuration == properties)
        }
    }

    @Test("DL-ICT-04 travel by time goes by the times in commits, and by files before those")
    func travel() async throws {
        try await simulate { fixture in
            let files = fixture.environment.now.milliseconds
            try await fixture.write(0, LogFixture.creation())
            try await fixture.environment.sleep(for: .seconds(10))
            try await fixture.write(1, [.add(LogFixture.add("a"))])
            let configuration = Self.enabled.merging([
                "delta.inCommitTimestampEnablementVersion": "2",
                "delta.inCommitTimestampEnablementTimestamp": "\(files + 20_000)",
            ]) { $1 }
            try await write(
                2, files + 20_000, fixture,
                [
                    .protocol(Self.features),
                    .metadata(LogFixture.metadata(configuration: configuration)),
                ])
            for version in 3..<20 {
                try await write(
                    TableVersion(Int64(version)) ?? .zero, files + 10_000 * Int64(version),
                    fixture)
            }
            #expect(await version(fixture, files - 1) == nil)
            #expect(await version(fixture, files + 0) == 0)
            #expect(await version(fixture, files + 9_999) == 0)
            #expect(await version(fixture, files + 10_000) == 1)
            #expect(await version(fixture, files + 19_999) == 1)
            for number in Int64(2)..<20 {
                #expect(await version(fixture, files + 10_000 * number) == TableVersion(number))
                #expect(
                    await version(fixture, files + 10_000 * number - 1) == TableVersion(number - 1))
            }
            #expect(await version(fixture, files + 190_001) == nil)
        }
    }

    @Test("DL-ICT-01 the time of a version that a checkpoint gives comes from its commit")
    func checkpoint() async throws {
        try await simulate { fixture in
            let snapshot = try await create(fixture)
            let time = snapshot.timestamp.milliseconds + 777
            try await write(1, time, fixture, [.add(LogFixture.add("a"))])
            let newest = try await fixture.log.snapshot()
            _ = try await fixture.log.checkpoint(newest)
            let again = try await fixture.log.snapshot()
            #expect(again.checkpointVersion == 1)
            #expect(again.timestamp.milliseconds == time)
        }
    }
}
