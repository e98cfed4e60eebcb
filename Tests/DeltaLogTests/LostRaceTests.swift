import DeltaProtocol
import HostEnvironment
import LakeTestSupport
import ObjectStorage
import Synchronization
import Testing

@testable import DeltaLog

@Suite struct LostRaceTests {
    @Test("DL-COM-09 who has lost many races waits no longer than who has lost a few")
    func pauses() async throws {
        try await SimulatedEnvironment(seed: 9).run { environment in
            let fixture = LogFixture(environment)
            let snapshot = try await fixture.create()
            let races = Mutex(0)
            // Before every put of the one, another one commits.
            let raced = InterruptedStore(fixture.store) {
                (moment, operation, key) async throws(ObjectStorageError) in
                guard moment == .before, operation == .put, !key.contains("checkpoint"),
                    races.withLock({ $0 < 30 })
                else { return }
                let number = races.withLock { races in
                    races += 1
                    return races
                }
                let rival = [Action.add(LogFixture.add("rival\(number)"))]
                try? await fixture.write(TableVersion(Int64(number)) ?? .zero, rival)
            }
            let log = fixture.log(through: raced)
            var transaction = log.begin(on: snapshot, operation: CommitOperation("WRITE"))
            transaction.actions = [.add(LogFixture.add("late"))]
            let started = environment.monotonicNow
            #expect(await log.commit(transaction).version == 31)
            let paused = started.duration(to: environment.monotonicNow)
            #expect(paused <= DeltaLogLimits().raceBackoffCap * 30)
            #expect(try await fixture.log.snapshot().paths.count == 31)
        }
    }
}
