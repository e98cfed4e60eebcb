import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct V2CheckpointWritingTests {
    private static let metadata = LogFixture.metadata(
        configuration: [
            "delta.checkpointPolicy": "v2", "delta.logRetentionDuration": "interval 1 days",
        ])

    /// A log of versions 0 to 2: 25 files, of which 4 are removed, an application and a domain.
    private func fill(
        _ fixture: LogFixture, _ tableProtocol: TableProtocol = V2CheckpointTests.features
    ) async throws {
        try await fixture.write(
            0,
            [
                .protocol(tableProtocol), .metadata(Self.metadata),
                .transaction(SetTransaction(appID: "app", version: 7, lastUpdated: 3)),
                .domainMetadata(DomainMetadata(domain: "d", configuration: "{}")),
            ])
        let files = (0..<25).map { LogFixture.add("f\($0)", stats: "{\"numRecords\":\($0)}") }
        try await fixture.write(1, files.map { .add($0) })
        let now = fixture.environment.now.milliseconds
        try await fixture.write(2, files.prefix(4).map { .remove($0.removed(at: now)) })
    }

    private func names(_ fixture: LogFixture, _ folder: String) async throws -> [String] {
        try await fixture.store.listAll(prefix: folder).map(\.path.name)
    }

    private func deleteCommits(_ fixture: LogFixture) async throws {
        for version in [TableVersion.zero, 1, 2] {
            try await fixture.store.delete(try ObjectPath(LogPath.commit(version).path))
        }
    }

    @Test("DL-CHK-06 a table that asks for V2 gets a head and sidecars that say what replay says")
    func roundTrip() async throws {
        var limits = DeltaLogLimits()
        limits.sidecarActionsMax = 10
        let fixture = LogFixture(limits: limits)
        try await fill(fixture)
        let replayed = try await fixture.log.snapshot()
        let report = try await fixture.log.checkpoint(replayed)
        #expect(report.sidecars == 3)
        // Mark, protocol, metadata, application, domain, three sidecars, 21 files, 4 tombstones.
        #expect(report.actions == 5 + 3 + 21 + 4)
        #expect(try await names(fixture, "_delta_log/_sidecars/").count == 3)
        let heads = try await names(fixture, "_delta_log/").filter { $0.contains(".checkpoint.") }
        #expect(heads.count == 1 && heads[0].hasSuffix(".json"))
        let hint = await fixture.log.lastCheckpointHint()
        #expect(hint?.version == 2 && hint?.numOfAddFiles == 21)
        #expect(hint?.sizeInBytes == report.bytes)
        try await deleteCommits(fixture)
        let restored = try await fixture.log.snapshot()
        #expect(restored.checkpointVersion == 2)
        #expect(try await SnapshotContent(restored) == SnapshotContent(replayed))
    }

    @Test("DL-CHK-06 two checkpoints of one version stand beside each other")
    func twice() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        let snapshot = try await fixture.log.snapshot()
        _ = try await fixture.log.checkpoint(snapshot)
        _ = try await fixture.log.checkpoint(snapshot)
        let heads = try await names(fixture, "_delta_log/").filter { $0.contains(".checkpoint.") }
        #expect(heads.count == 2)
        try await deleteCommits(fixture)
        #expect(try await fixture.log.snapshot().paths == snapshot.paths)
    }

    @Test("DL-CHK-06 a table without files has a head alone")
    func noFiles() async throws {
        let fixture = LogFixture()
        try await fixture.write(
            0, [.protocol(V2CheckpointTests.features), .metadata(Self.metadata)])
        let report = try await fixture.log.checkpoint(fixture.log.snapshot())
        #expect(report.sidecars == 0 && report.actions == 3)
        try await fixture.store.delete(try ObjectPath(LogPath.commit(.zero).path))
        #expect(try await fixture.log.snapshot().paths == [])
    }

    @Test("DL-CHK-06 without the feature, or with a head that is too long, the form is classic")
    func classic() async throws {
        var limits = DeltaLogLimits()
        limits.checkpointHeadBytesMax = 100
        for (tableProtocol, limits) in [
            (TableProtocol.widest, DeltaLogLimits()), (V2CheckpointTests.features, limits),
        ] {
            let fixture = LogFixture(limits: limits)
            try await fill(fixture, tableProtocol)
            let report = try await fixture.log.checkpoint(fixture.log.snapshot())
            #expect(report.sidecars == 0)
            #expect(
                try await names(fixture, "_delta_log/")
                    .contains("00000000000000000002.checkpoint.parquet"))
            #expect(try await names(fixture, "_delta_log/_sidecars/").isEmpty)
        }
    }

    @Test("DL-CHK-06 a commit writes the checkpoint that is due, and the next stands on it")
    func due() async throws {
        let fixture = LogFixture()
        try await fixture.write(
            0,
            [
                .protocol(V2CheckpointTests.features),
                .metadata(
                    LogFixture.metadata(configuration: [
                        "delta.checkpointPolicy": "v2", "delta.checkpointInterval": "2",
                    ])),
            ])
        var snapshot = try await fixture.log.snapshot()
        for number in 1...3 {
            var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("WRITE"))
            transaction.actions = [.add(LogFixture.add("f\(number)"))]
            guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
                Issue.record("commit \(number) was not made")
                return
            }
            #expect(receipt.warnings.isEmpty)
            #expect((receipt.checkpoint?.sidecars == 1) == (number == 2))
            snapshot = receipt.snapshot
        }
        #expect(try await snapshot.paths == ["f1", "f2", "f3"])
        #expect(snapshot.checkpointVersion == 2)
    }

    @Test("FS-CKP-01 a sidecar that no checkpoint names is a finding")
    func orphanSidecar() async throws {
        let fixture = LogFixture()
        try await fixture.write(
            0,
            [
                .protocol(V2CheckpointTests.features),
                .metadata(
                    LogFixture.metadata(configuration: ["delta.checkpointPolicy": "v2"])),
                .add(LogFixture.add("a")),
            ])
        let report = try await fixture.log.checkpoint(try await fixture.log.snapshot())
        #expect(report.sidecars == 1)
        #expect(try await fixture.log.check().findings == [])
        try await fixture.write("_delta_log/_sidecars/stray.parquet", "PAR1")
        let findings = try await fixture.log.check().findings
        #expect(findings.map(\.kind) == [.orphanSidecar])
        #expect(findings.map(\.path) == ["_delta_log/_sidecars/stray.parquet"])
    }

    // MARK: Clean-up

    /// The names of the sidecars that are left of a table of which the first of three checkpoints
    /// has expired, with an old sidecar and a young one that nobody names.
    private func afterCleanUp(
        _ spoil: @Sendable @escaping (LogFixture) async throws -> Void = { _ in }
    ) async throws -> (kept: Set<String>, named: [Set<String>], deleted: Int, paths: [String]) {
        try await SimulatedEnvironment(seed: 1).run { environment in
            let fixture = LogFixture(environment)
            var sidecars: [Set<String>] = []
            func checkpoint(_ version: TableVersion) async throws -> Int {
                let before = Set(try await names(fixture, "_delta_log/_sidecars/"))
                let snapshot = try await fixture.log.snapshot(at: .version(version))
                let report = try await fixture.log.checkpoint(snapshot)
                let after = Set(try await names(fixture, "_delta_log/_sidecars/"))
                sidecars.append(after.subtracting(before))
                return report.deletedLogFiles
            }
            try await fill(fixture)
            _ = try await checkpoint(1)
            try await fixture.write("_delta_log/_sidecars/old.parquet", "PAR1")
            try await environment.sleep(for: .seconds(24 * 3600))
            _ = try await checkpoint(2)
            try await environment.sleep(for: .seconds(3 * 24 * 3600))
            try await fixture.write("_delta_log/_sidecars/young.parquet", "PAR1")
            try await fixture.write(3, [.add(LogFixture.add("late"))])
            try await spoil(fixture)
            let deleted = try await checkpoint(3)
            return (
                Set(try await names(fixture, "_delta_log/_sidecars/")), sidecars, deleted,
                try await fixture.log.snapshot(at: .version(2)).paths
            )
        }
    }

    @Test("DL-CLN-03 a sidecar goes when it is a day old and no checkpoint names it")
    func cleanUp() async throws {
        let (kept, named, deleted, paths) = try await afterCleanUp()
        #expect(named.map(\.count) == [1, 1, 1])
        #expect(kept == named[1].union(named[2]).union(["young.parquet"]))
        // Two commits, a head, its sidecar and the old one that nobody named.
        #expect(deleted == 5)
        #expect(paths.count == 21)
    }

    @Test("DL-CLN-03 while a checkpoint cannot be read no sidecar goes")
    func unreadable() async throws {
        let (kept, named, deleted, _) = try await afterCleanUp { fixture in
            try await fixture.write(
                LogPath.uniqueCheckpoint(3, id: "zzz", fileExtension: "json").path, "{}\n")
        }
        #expect(kept.isSuperset(of: named[0].union(["old.parquet"])))
        #expect(deleted == 3)
    }

    @Test(
        "DL-CLN-03 a listing that lacks the newest checkpoint takes no sidecar of it",
        arguments: ["hint", "listing", "snapshot"])
    func staleListing(known: String) async throws {
        try await SimulatedEnvironment(seed: 2).run { environment in
            let fixture = LogFixture(environment)
            try await fill(fixture)
            let snapshot = try await fixture.log.snapshot(at: .version(2))
            _ = try await fixture.log.checkpoint(snapshot)
            let files = try await fixture.log.list(from: nil)
            if known != "hint" {
                try await fixture.store.delete(try ObjectPath(LogPath.lastCheckpoint.path))
            }
            try await environment.sleep(for: .seconds(2 * 24 * 3600))
            let before = try await names(fixture, "_delta_log/_sidecars/")
            #expect(before.count == 1)
            let stale = FaultInjectingStore(
                fixture.store, environment: environment, plan: FaultPlan(), seed: 1)
            stale.failNext(.list, with: .staleListing) { !$0.contains("_sidecars") }
            let deleted = try await fixture.log(through: stale).cleanUpSidecars(
                known: known == "listing" ? files : [],
                newestCheckpoint: known == "snapshot" ? 2 : nil)
            #expect(deleted == 0)
            #expect(try await names(fixture, "_delta_log/_sidecars/") == before)
        }
    }
}
