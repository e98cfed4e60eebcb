import BinaryIO
import DeltaProtocol
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Synchronization
import Testing

@testable import DeltaLog

/// Readers and writers that are held up in the middle of a step while others go on; found by seeds
/// 25, 42, 63 and 82291 of the simulation.
@Suite struct HeldUpTests {
    /// True the first time.
    private final class Once: Sendable {
        private let isFirst = Mutex(true)

        func take() -> Bool {
            isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
        }
    }

    private static func append(
        _ path: String, on snapshot: Snapshot, _ log: TableLog
    ) -> Transaction {
        var transaction = log.begin(on: snapshot, operation: CommitOperation("WRITE"))
        transaction.actions = [.add(LogFixture.add(path))]
        return transaction
    }

    /// Commits until `version` is there.
    private static func goOn(_ log: TableLog, to version: Int64) async throws {
        while true {
            let snapshot = try await log.snapshot()
            if snapshot.version.number >= version { return }
            let path = "f\(snapshot.version.number + 1)"
            guard case .committed = await log.commit(append(path, on: snapshot, log)) else {
                Issue.record("\(path) was not committed")
                return
            }
        }
    }

    private static func clean(_ fixture: LogFixture, before version: Int64) async throws {
        for number in 0..<version {
            let version = try #require(TableVersion(number))
            try await fixture.store.delete(try ObjectPath(LogPath.commit(version).path))
            try await fixture.store.delete(try ObjectPath(LogPath.checkpoint(version).path))
        }
    }

    @Test("DL-COM-08 a writer that is held up between two puts looks at the log again")
    func betweenPuts() async throws {
        try await SimulatedEnvironment(seed: 6).run { environment in
            let fixture = LogFixture(environment)
            let snapshot = try await fixture.create()
            // Long in all, but neither so long that the snapshot is old when the commit begins nor
            // that the commit has run out of time.
            try await environment.sleep(for: .seconds(300))
            let once = Once()
            let held = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .before, operation == .put, once.take() else { return }
                do {
                    try await Self.goOn(fixture.log, to: 12)
                    try await Self.clean(fixture, before: 10)
                    try await environment.sleep(for: .seconds(400))
                } catch {
                    Issue.record("\(error)")
                }
                throw ObjectStorageError(.throttled, .put, "come back later")
            }
            let log = fixture.log(through: held)
            let outcome = await log.commit(Self.append("late", on: snapshot, log))
            #expect(outcome.error == .versionNotFound)
            #expect(try await fixture.log.actions(of: 1) == nil)
            #expect(try await fixture.log.snapshot().version == 12)
        }
    }

    @Test("DL-COM-08 what a look has seen is not put, wherever its writer is held up behind it")
    func betweenLookAndPut() async throws {
        try await SimulatedEnvironment(seed: 14).run { environment in
            let fixture = LogFixture(environment)
            let snapshot = try await fixture.create()
            try await Self.goOn(fixture.log, to: 12)
            // So long that the commit looks before its first put.
            try await environment.sleep(for: .seconds(3600))
            let once = Once()
            let held = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .after, operation == .list, once.take() else { return }
                do {
                    try await environment.sleep(for: .seconds(3600))
                    try await Self.clean(fixture, before: 10)
                } catch {
                    Issue.record("\(error)")
                }
            }
            let log = fixture.log(through: held)
            let outcome = await log.commit(Self.append("late", on: snapshot, log))
            #expect(outcome.error == .versionNotFound)
            #expect(try await fixture.log.actions(of: 1) == nil)
            #expect(try await fixture.log.snapshot().version == 12)
        }
    }

    @Test("DL-COM-08 commits that go while they are read have been cleaned up, not torn out")
    func whileCheckingWinners() async throws {
        try await SimulatedEnvironment(seed: 7).run { environment in
            let fixture = LogFixture(environment)
            let snapshot = try await fixture.create()
            try await Self.goOn(fixture.log, to: 12)
            let once = Once()
            let held = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .after, operation == .list, once.take() else { return }
                try? await Self.clean(fixture, before: 10)
            }
            let log = fixture.log(through: held)
            let outcome = await log.commit(Self.append("late", on: snapshot, log))
            #expect(outcome.error == .versionNotFound)
        }
    }

    @Test("DL-COM-02 a creation that learns late that it has lost is no failure")
    func lateCreation() async throws {
        try await SimulatedEnvironment(seed: 11).run { environment in
            let fixture = LogFixture(environment)
            let once = Once()
            let held = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .before, operation == .put, once.take() else { return }
                do {
                    _ = try await fixture.create()
                    try await environment.sleep(for: .seconds(3600))
                } catch {
                    Issue.record("\(error)")
                }
            }
            let log = fixture.log(through: held)
            let outcome = await log.commit(
                log.beginCreation(
                    protocol: .widest, metadata: LogFixture.metadata(),
                    operation: CommitOperation("CREATE TABLE")))
            #expect(outcome.conflict == .tableExists)
        }
    }

    @Test("DL-CHK-04 a checkpoint is written where the one before goes meanwhile")
    func writtenWhileTheOneBeforeGoes() async throws {
        try await SimulatedEnvironment(seed: 12).run { environment in
            var limits = DeltaLogLimits()
            limits.keptCheckpointBytes = 0
            let fixture = LogFixture(environment, limits: limits)
            _ = try await fixture.create()
            try await Self.goOn(fixture.log, to: 11)
            let snapshot = try await fixture.log.snapshot()
            #expect(snapshot.checkpointVersion == 10)
            _ = try await fixture.log.checkpoint(fixture.log.snapshot(at: .version(9)))
            try await fixture.store.delete(try ObjectPath(LogPath.checkpoint(10).path))
            let report = try await fixture.log.checkpoint(snapshot)
            #expect(report.version == 11)
            try await Self.clean(fixture, before: 11)
            #expect(try await fixture.log.snapshot().paths.count == 11)
        }
    }

    @Test("DL-SEG-05 a listing that lacks the checkpoint of its commits is made again")
    func listingWithoutCheckpoint() async throws {
        try await SimulatedEnvironment(seed: 13).run { environment in
            let fixture = LogFixture(environment)
            _ = try await fixture.create()
            for version in Int64(1)...9 {
                try await environment.sleep(for: .seconds(1))
                try await Self.goOn(fixture.log, to: version)
            }
            let snapshot = try await fixture.log.snapshot()
            try await Self.clean(fixture, before: 5)
            try await environment.sleep(for: .seconds(60))
            _ = try await CheckpointWriter(log: fixture.log, snapshot: snapshot).write()
            try await fixture.store.delete(try ObjectPath(LogPath.lastCheckpoint.path))
            let stale = FaultInjectingStore(
                fixture.store, environment: environment, plan: FaultPlan(), seed: 1)
            stale.failNext(.list, with: .staleListing)
            #expect(try await fixture.log(through: stale).snapshot().version == 9)
        }
    }

    @Test("DL-CHK-04 a checkpoint that goes while it is read gives way to what is there now")
    func checkpointGoes() async throws {
        try await SimulatedEnvironment(seed: 8).run { environment in
            let fixture = LogFixture(environment)
            _ = try await fixture.create()
            try await Self.goOn(fixture.log, to: 11)
            let old = try ObjectPath(LogPath.checkpoint(10).path)
            let once = Once()
            let held = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .before, operation == .get, key == old.key, once.take()
                else { return }
                do {
                    try await Self.goOn(fixture.log, to: 23)
                    try await Self.clean(fixture, before: 20)
                } catch {
                    Issue.record("\(error)")
                }
            }
            #expect(try await fixture.log(through: held).snapshot().version == 23)
            let error = await #expect(throws: DeltaLogError.self) {
                _ = try await fixture.log(through: held).snapshot(at: .version(11))
            }
            #expect(error?.code == .versionNotFound)
        }
    }
}
