import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct CheckpointTests {
    /// A file that has now this and now that.
    private static func variedFile(_ number: Int) -> AddFile {
        let part: String? = number % 5 == 0 ? nil : "\(number % 5)"
        let path = number % 3 == 0 ? "s\(number)" : "x=\(number % 5)/a%20long-name-\(number)"
        var file = AddFile(
            path: path, partitionValues: ["x": part], size: Int64(number),
            modificationTime: Int64(number) * 7)
        if number % 4 != 0 { file.stats = "{\"numRecords\":\(number),\"é\":\"\\\"\"}" }
        if number % 10 == 0 { file.tags = ["t": "v", "a": ""] }
        if number == 3 { file.baseRowID = 9 }
        return file
    }

    /// A log with every kind of action, of which `now` is later than all tombstones.
    private func fill(_ fixture: LogFixture, files: Int = 40) async throws {
        let now = fixture.environment.now.milliseconds
        try await fixture.write(
            0,
            LogFixture.creation(
                partitionColumns: ["x"], configuration: ["delta.appendOnly": "false", "k": "é"]))
        let adds = (0..<files).map(Self.variedFile)
        try await fixture.write(1, adds.map { .add($0) })
        try await fixture.write(
            2, adds.prefix(5).map { .remove($0.removed(at: now - 1000)) })
        try await fixture.write(
            3,
            [
                .remove(RemoveFile(path: adds[6].path, deletionTimestamp: now)),
                .transaction(SetTransaction(appID: "q", version: 4, lastUpdated: 8)),
                .transaction(SetTransaction(appID: "p", version: 5)),
                .domainMetadata(DomainMetadata(domain: "d", configuration: "{}")),
                .domainMetadata(DomainMetadata(domain: "gone", configuration: "", removed: true)),
            ])
    }

    private func delete(_ fixture: LogFixture, commits: ClosedRange<Int64>) async throws {
        for number in commits {
            let version = try #require(TableVersion(number))
            try await fixture.store.delete(try ObjectPath(LogPath.commit(version).path))
        }
    }

    @Test(
        "DL-CHK-07 statistics that stand in a checkpoint as structs alone are texts again",
        arguments: ["classic", "v2"])
    func parsedStatistics(policy: String) async throws {
        let texts = [
            #"{"numRecords":3,"minValues":{"y":"a"},"maxValues":{"y":"c"},"nullCount":{"y":1}}"#,
            #"{"numRecords":0,"minValues":{},"maxValues":{},"nullCount":{"y":0}}"#,
            #"{"numRecords":5,"minValues":{"y":"é"},"maxValues":{},"nullCount":{},"#
                + #""tightBounds":false}"#, nil,
        ]
        let fixture = LogFixture()
        try await fixture.write(
            0,
            LogFixture.creation(
                partitionColumns: ["x"],
                configuration: [
                    "delta.checkpoint.writeStatsAsStruct": "true",
                    "delta.checkpoint.writeStatsAsJson": "false",
                    "delta.checkpointPolicy": policy,
                ]))
        try await fixture.write(
            1,
            texts.enumerated().map { .add(LogFixture.add("f\($0)", x: "\($0)", stats: $1)) })
        for version in Int64(1)...3 {
            let snapshot = try await fixture.log.snapshot()
            #expect(snapshot.version.number == version)
            _ = try await fixture.log.checkpoint(snapshot)
            try await delete(fixture, commits: 0...version)
            let files = try await fixture.log.snapshot().files().sorted { $0.path < $1.path }
            #expect(files.prefix(4).map { $0.stats?.utf8String() } == texts, "\(version)")
            #expect(files.prefix(4).map { $0.partitionValues["x"] } == ["0", "1", "2", "3"])
            let next = try #require(TableVersion(version + 1))
            try await fixture.write(next, [.add(LogFixture.add("g\(version)", x: nil))])
        }
    }

    @Test("DL-CHK-01 I6 a checkpoint holds what replay of the commits gives")
    func roundTrip() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        let replayed = try await fixture.log.snapshot()
        let report = try await fixture.log.checkpoint(replayed)
        #expect(report.version == 3)
        #expect(report.actions == 2 + 2 + 1 + 34 + 6)
        try await delete(fixture, commits: 0...3)
        let restored = try await fixture.log.snapshot()
        #expect(restored.checkpointVersion == 3)
        #expect(try await SnapshotContent(restored) == SnapshotContent(replayed))
        #expect(try await restored.files().sizeInBytes == replayed.files().sizeInBytes)
        let hint = await fixture.log.lastCheckpointHint()
        #expect(
            hint
                == LastCheckpointHint(
                    version: 3, size: Int64(report.actions), sizeInBytes: report.bytes,
                    numOfAddFiles: 34))
    }

    @Test("a table goes on from a checkpoint as from its commits")
    func onwards() async throws {
        let fixture = LogFixture()
        try await fill(fixture, files: 300)
        _ = try await fixture.log.checkpoint(try await fixture.log.snapshot(at: .version(2)))
        try await fixture.write(4, [.add(LogFixture.add("s0", x: "1"))])
        try await fixture.write(5, [.remove(LogFixture.remove("x=2/a%20long-name-7"))])
        let latest = try await fixture.log.snapshot()
        #expect(latest.checkpointVersion == 2)
        #expect(try await latest.files().count == 300 - 6 + 1 - 1)
        #expect(try await latest.files().find(path: "s0") != nil)
        #expect(try await latest.files().find(path: "x=2/a long-name-7") == nil)
        #expect(try await fixture.log.snapshot(at: .version(1)).checkpointVersion == nil)
        try await delete(fixture, commits: 0...1)
        #expect(try await SnapshotContent(fixture.log.snapshot()) == SnapshotContent(latest))
        #expect(
            try await fixture.log.snapshot(refreshing: fixture.log.snapshot(at: .version(3))).paths
                == latest.paths)
    }

    @Test(
        "DL-CHK-02 expired tombstones are left out, and silent applications where the table says so"
    )
    func expired() async throws {
        let fixture = LogFixture()
        let now = fixture.environment.now.milliseconds
        let day: Int64 = 86_400_000
        try await fixture.write(
            0,
            LogFixture.creation(
                configuration: ["delta.setTransactionRetentionDuration": "interval 1 days"]))
        try await fixture.write(
            1,
            [
                .remove(RemoveFile(path: "old", deletionTimestamp: now - 8 * day)),
                .remove(RemoveFile(path: "young", deletionTimestamp: now - 6 * day)),
                .remove(RemoveFile(path: "unknown", deletionTimestamp: nil)),
                .transaction(SetTransaction(appID: "old", version: 1, lastUpdated: now - 2 * day)),
                .transaction(SetTransaction(appID: "young", version: 1, lastUpdated: now)),
                .transaction(SetTransaction(appID: "unknown", version: 1)),
            ])
        _ = try await fixture.log.checkpoint(try await fixture.log.snapshot())
        let restored = try await fixture.log.snapshot()
        #expect(try await restored.tombstones().map(\.path) == ["young"])
        #expect(restored.transactions.keys.sorted() == ["unknown", "young"])
    }

    @Test("DL-CHK-04 a checkpoint with a size that no commit may have gives way to the commits")
    func negativeSize() async throws {
        for size in [-5, Int64.min] {
            let fixture = LogFixture()
            _ = try await fixture.create()
            try await fixture.write(1, [.add(LogFixture.add("a"))])
            var batch = ActionBatch()
            try batch.append([.add(LogFixture.add("a", size: size))], version: 1)
            batch.seal()
            let wrong = try await fixture.log.snapshot(at: .version(0)).advanced(
                by: batch, timestamp: fixture.environment.now,
                observed: fixture.environment.monotonicNow)
            _ = try await fixture.log.checkpoint(wrong)
            let snapshot = try await fixture.log.snapshot()
            #expect(try await snapshot.files().map(\.size) == [10])
            try await delete(fixture, commits: 0...1)
            await #expect(throws: DeltaLogError.self) {
                try await fixture.log.snapshot().files()
            }
        }
    }

    @Test("DL-CHK-03 every tenth commit is followed by a checkpoint, or as the table says")
    func interval() async throws {
        for (configuration, expected) in [
            ([:], [TableVersion(10), 20]), (["delta.checkpointInterval": "7"], [7, 14, 21]),
        ] {
            let fixture = LogFixture()
            var snapshot = try await fixture.create(configuration: configuration)
            var written: [TableVersion] = []
            for number in 1...22 {
                var transaction = fixture.log.begin(
                    on: snapshot, operation: CommitOperation("WRITE"))
                transaction.actions = [.add(LogFixture.add("f\(number)"))]
                guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
                    Issue.record("not committed")
                    return
                }
                if let checkpoint = receipt.checkpoint { written.append(checkpoint.version) }
                #expect(receipt.warnings.isEmpty)
                snapshot = receipt.snapshot
            }
            #expect(written == expected)
            #expect(try await fixture.log.snapshot().checkpointVersion == expected.last)
            #expect(try await fixture.log.snapshot().paths.count == 22)
        }
    }

    @Test("DL-CHK-03 a failed checkpoint never fails the commit")
    func failure() async throws {
        let fixture = LogFixture()
        let snapshot = try await fixture.create(configuration: ["delta.checkpointInterval": "1"])
        let store = FaultInjectingStore(fixture.store, environment: fixture.environment)
        store.failNext(.upload, with: .noSpace, pathContains: "checkpoint.parquet")
        let log = fixture.log(through: store)
        var transaction = log.begin(on: snapshot, operation: CommitOperation("WRITE"))
        transaction.actions = [.add(LogFixture.add("a"))]
        guard case .committed(let receipt) = await log.commit(transaction) else {
            Issue.record("not committed")
            return
        }
        #expect(receipt.version == 1)
        #expect(receipt.checkpoint == nil)
        #expect(receipt.warnings.count == 1)
        #expect(try await fixture.log.snapshot().paths == ["a"])
    }

    @Test("DL-CHK-04 an unreadable checkpoint gives way to an older one, or to the commits")
    func corrupt() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        let good = try await fixture.log.snapshot()
        _ = try await fixture.log.checkpoint(try await fixture.log.snapshot(at: .version(1)))
        _ = try await fixture.log.checkpoint(good)
        for garbage in ["", "PAR1", "garbage that is long enough to look at PAR1"] {
            try await fixture.write(LogPath.checkpoint(3).path, garbage)
            let snapshot = try await fixture.log.snapshot()
            #expect(snapshot.checkpointVersion == 1, "\(garbage)")
            #expect(try await SnapshotContent(snapshot) == SnapshotContent(good))
        }
        try await delete(fixture, commits: 0...3)
        await #expect(throws: DeltaLogError.self) { _ = try await fixture.log.snapshot() }
    }

    @Test("DL-CHK-04 a multi-part checkpoint counts only when all parts are there")
    func parts() throws {
        func file(_ path: LogPath, size: Int = 1) -> LogFile {
            LogFile(path: path, size: size, lastModified: WallTime(milliseconds: 0))
        }
        let commits = (0..<5).map { file(.commit(TableVersion($0)!)) }
        let first = file(.checkpointPart(3, part: 1, parts: 2))
        let second = file(.checkpointPart(3, part: 2, parts: 2))
        let empty = file(.checkpointPart(3, part: 2, parts: 2), size: 0)
        let other = file(.checkpointPart(3, part: 2, parts: 3))
        #expect(try LogSegment(files: commits + [first], version: nil).checkpoint == nil)
        #expect(try LogSegment(files: commits + [first, empty], version: nil).checkpoint == nil)
        #expect(try LogSegment(files: commits + [first, other], version: nil).checkpoint == nil)
        let segment = try LogSegment(files: commits + [second, first], version: nil)
        #expect(segment.checkpoint?.files == [first, second])
        #expect(segment.commits.map(\.path) == [.commit(4)])
        let single = file(.checkpoint(3))
        #expect(
            try LogSegment(files: commits + [second, first, single], version: nil).checkpoint?
                .files == [single])
        #expect(try LogSegment(files: commits + [single], version: 2).checkpoint == nil)
        #expect(try LogSegment(files: [single], version: nil).version == 3)
    }

    // MARK: Clean-up

    private static let day: Int64 = 86_400_000

    private func file(_ path: LogPath, day: Int64) -> LogFile {
        LogFile(path: path, size: 1, lastModified: WallTime(milliseconds: day * Self.day))
    }

    @Test("DL-CLN-01 clean-up keeps the checkpoint at the cutoff, its commit, and all that follows")
    func plan() throws {
        var files = (0..<30).map { file(.commit(TableVersion($0)!), day: $0) }
        files += [3, 10, 20].map { file(.checkpoint($0), day: 1) }
        files += [file(.checksum(9), day: 9), file(.checksum(10), day: 10)]
        files += [
            file(.compacted(8, 12), day: 12), file(.compacted(10, 19), day: 19),
            file(.compacted(11, 19), day: 19),
        ]
        let cutoff = WallTime(milliseconds: 15 * Self.day)
        let plan = try #require(LogCleanup(files: files, cutoff: cutoff))
        #expect(plan.base.version == 10)
        let kept = Set(files.map(\.path)).subtracting(plan.expired.map(\.path))
        #expect(kept.contains(.commit(10)))
        #expect(kept.contains(.checkpoint(10)))
        #expect(kept.contains(.checksum(10)))
        #expect(kept.contains(.compacted(11, 19)))
        #expect(plan.expired.count == 10 + 1 + 1 + 2)
        let left = files.filter { kept.contains($0.path) }
        for version in 10..<30 {
            #expect(
                (try? LogSegment(files: left, version: TableVersion(Int64(version)))) != nil)
        }
    }

    @Test("DL-CLN-01 without a checkpoint at or before the cutoff nothing is deleted")
    func noPlan() {
        let files = (0..<30).map { file(.commit(TableVersion($0)!), day: $0) }
        let cutoff = WallTime(milliseconds: 15 * Self.day)
        #expect(LogCleanup(files: files, cutoff: cutoff) == nil)
        #expect(LogCleanup(files: files + [file(.checkpoint(20), day: 1)], cutoff: cutoff) == nil)
        #expect(
            LogCleanup(
                files: files + [file(.checkpoint(3), day: 1)],
                cutoff: WallTime(milliseconds: -Self.day)) == nil)
    }

    @Test("the cutoff is midnight in UTC")
    func midnight() {
        let now = WallTime(milliseconds: 20 * Self.day + 12345)
        #expect(
            LogCleanup.cutoff(now: now, retention: .seconds(86_400))
                == WallTime(milliseconds: 19 * Self.day))
    }

    @Test("DL-CLN-01 what a writer may still count on stays, however short the retention")
    func leastRetention() {
        let limits = DeltaLogLimits()
        #expect(LogCleanup.retentionMin > limits.freshSnapshotAge + limits.commitDuration)
        // Ten seconds into a day, the last hour of the day before is not old.
        let now = WallTime(milliseconds: 20 * Self.day + 10_000)
        #expect(
            LogCleanup.cutoff(now: now, retention: .zero)
                == WallTime(milliseconds: 19 * Self.day))
    }

    @Test("DL-CLN-02 a log is cleaned up by the checkpoint that comes when it is old enough")
    func cleanUp() async throws {
        try await SimulatedEnvironment(seed: 3).run { environment in
            let fixture = LogFixture(environment)
            var snapshot = try await fixture.create(
                configuration: [
                    "delta.logRetentionDuration": "interval 2 days",
                    "delta.checkpointInterval": "5",
                ])
            for number in 1...20 {
                try await environment.sleep(for: .seconds(43_200))
                var transaction = fixture.log.begin(
                    on: snapshot, operation: CommitOperation("WRITE"))
                transaction.actions = [.add(LogFixture.add("f\(number)"))]
                guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
                    Issue.record("not committed")
                    return
                }
                snapshot = receipt.snapshot
                #expect(receipt.warnings.isEmpty)
                let recent = try #require(TableVersion(Int64(max(0, number - 4))))
                #expect(
                    try await fixture.log.snapshot(at: .version(recent)).paths.count
                        == Int(recent.number))
            }
            #expect(try await fixture.commitCount() == 6)
            #expect(try await fixture.log.snapshot().paths.count == 20)
            #expect(throws: DeltaLogError.self) {
                try LogSegment(files: [], version: nil)
            }
            await #expect(throws: DeltaLogError.self) {
                _ = try await fixture.log.snapshot(at: .version(3))
            }
        }
    }
}
