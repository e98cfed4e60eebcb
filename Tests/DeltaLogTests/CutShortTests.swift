import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct CutShortTests {
    @Test("DL-SEG-04 a commit that is cut short at the end of a line is refused")
    func atEndOfLine() async throws {
        let fixture = LogFixture()
        _ = try await fixture.create()
        try await fixture.write(
            1, [.add(LogFixture.add("a")), .add(LogFixture.add("b")), .add(LogFixture.add("c"))])
        var wasCutAtLine = false
        for seed in UInt64(1)...400 {
            let faults = FaultInjectingStore(
                fixture.store, environment: fixture.environment, plan: FaultPlan(), seed: seed)
            faults.failNext(.get, with: .truncatedRead) { $0.hasSuffix("1.json") }
            do throws(DeltaLogError) {
                _ = try await fixture.log(through: faults).snapshot()
                Issue.record("a commit was read that was cut short, seed \(seed)")
            } catch {
                wasCutAtLine = wasCutAtLine || error.code == .storage
            }
        }
        #expect(wasCutAtLine)
    }

    @Test("DL-SEG-04 a checkpoint in JSON that is cut short at the end of a line is refused")
    func checkpoint() async throws {
        let fixture = LogFixture()
        try await fixture.write(
            0,
            [
                .protocol(V2CheckpointTests.features),
                .metadata(LogFixture.metadata(configuration: ["delta.checkpointPolicy": "v2"])),
                .add(LogFixture.add("a")),
                .transaction(SetTransaction(appID: "app", version: 1)),
            ])
        _ = try await fixture.log.checkpoint(fixture.log.snapshot())
        try await fixture.store.delete(try ObjectPath(LogPath.commit(.zero).path))
        var wasCutAtLine = false
        for seed in UInt64(1)...400 {
            let faults = FaultInjectingStore(
                fixture.store, environment: fixture.environment, plan: FaultPlan(), seed: seed)
            faults.failNext(.get, with: .truncatedRead) {
                $0.contains(".checkpoint.") && $0.hasSuffix(".json")
            }
            do throws(DeltaLogError) {
                _ = try await fixture.log(through: faults).snapshot()
                Issue.record("a checkpoint was read that was cut short, seed \(seed)")
            } catch {
                wasCutAtLine = wasCutAtLine || error.code == .storage
            }
        }
        #expect(wasCutAtLine)
    }
}
