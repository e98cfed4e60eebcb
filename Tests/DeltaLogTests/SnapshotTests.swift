import BinaryIO
import Columnar
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct SnapshotTests {
    @Test("DL-SEG-06 a log compaction that lacks a tombstone brings no file back")
    func compaction() async throws {
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation() + [.add(LogFixture.add("a"))])
        try await fixture.write(1, [.remove(LogFixture.remove("a"))])
        try await fixture.write(2, [.add(LogFixture.add("b"))])
        let path = LogPath.compacted(1, 2).path
        try await fixture.write(path, ActionWriter.commit([.add(LogFixture.add("b"))]))
        #expect(try await fixture.log.snapshot().paths == ["b"])
    }

    private func code(_ body: () async throws -> Void) async -> DeltaLogError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? DeltaLogError)?.code
        }
    }

    @Test("a later remove hides an earlier add, a later add an earlier remove")
    func reconciliation() async throws {
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation() + [.add(LogFixture.add("a"))])
        try await fixture.write(1, [.remove(LogFixture.remove("a")), .add(LogFixture.add("b"))])
        try await fixture.write(2, [.add(LogFixture.add("a", size: 7))])
        try await fixture.write(3, [.remove(LogFixture.remove("b"))])
        let latest = try await fixture.log.snapshot()
        #expect(latest.version == 3)
        #expect(try await latest.paths == ["a"])
        #expect(try await latest.files().sizeInBytes == 7)
        #expect(try await latest.tombstones().map(\.path) == ["b"])
        let first = try await fixture.log.snapshot(at: .version(1))
        #expect(try await first.paths == ["b"])
        #expect(try await first.tombstones().map(\.path) == ["a"])
        #expect(latest.schema == LogFixture.schema)
    }

    @Test("a file is one file in every spelling of its path")
    func spellings() async throws {
        let fixture = LogFixture()
        let names = ["p@h%20x", "/abs/p%23", "a/%E2%82%AC", "d=1%3A2/f", "a%252Fb"]
        let others = ["p%40h%20x", "file:///abs/p%23", "a/€", "d=1:2/f", "a%252Fb"]
        try await fixture.write(
            0, LogFixture.creation() + names.map { .add(LogFixture.add($0)) })
        try await fixture.write(1, others.map { .remove(LogFixture.remove($0)) })
        let snapshot = try await fixture.log.snapshot()
        #expect(try await snapshot.files().count == 0)
        #expect(try await snapshot.tombstones().count == 5)
    }

    @Test("actions keep their fields through a snapshot")
    func fields() async throws {
        let file = AddFile(
            path: "x=1/f%20.parquet", partitionValues: ["x": "1", "y": nil], size: 3,
            modificationTime: 4, dataChange: false, stats: "{\"numRecords\":2,\"a\":\"\\u00e9\"}",
            tags: ["k": "v"], baseRowID: 8, defaultRowCommitVersion: 9, clusteringProvider: "c")
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation() + [.add(file)])
        try await fixture.write(
            1,
            [
                .transaction(SetTransaction(appID: "q", version: 4, lastUpdated: 5)),
                .domainMetadata(DomainMetadata(domain: "d", configuration: "c")),
                .domainMetadata(DomainMetadata(domain: "e", configuration: "c")),
            ])
        try await fixture.write(
            2,
            [
                .transaction(SetTransaction(appID: "q", version: 3)),
                .domainMetadata(DomainMetadata(domain: "e", configuration: "c", removed: true)),
            ])
        let snapshot = try await fixture.log.snapshot()
        #expect(try await snapshot.files().map(\.addFile) == [file])
        #expect(snapshot.transactions == ["q": SetTransaction(appID: "q", version: 3)])
        #expect(snapshot.domains.keys.sorted() == ["d"])
        #expect(try await snapshot.files().find(path: "x=1/f%20.parquet")?.addFile == file)
        #expect(try await snapshot.files().find(path: "x%3D1/f%20.parquet")?.addFile == file)
        #expect(try await snapshot.files().find(path: "x=1/f") == nil)
    }

    @Test("DL-SEG-01 a gap in the log, and a log without its start, are errors")
    func gaps() async throws {
        let fixture = LogFixture()
        #expect(await code { _ = try await fixture.log.snapshot() } == .tableNotFound)
        #expect(try await fixture.log.exists() == false)
        try await fixture.write(0, LogFixture.creation())
        try await fixture.write(2, [.add(LogFixture.add("a"))])
        #expect(try await fixture.log.exists())
        #expect(await code { _ = try await fixture.log.snapshot() } == .corruptLog)
        #expect(try await fixture.log.snapshot(at: .version(0)).version == 0)
        #expect(
            await code { _ = try await fixture.log.snapshot(at: .version(9)) }
                == .versionNotFound)
        try await fixture.store.delete(try ObjectPath(LogPath.commit(0).path))
        #expect(await code { _ = try await fixture.log.snapshot() } == .corruptLog)
        #expect(
            await code { _ = try await fixture.log.snapshot(at: .version(1)) }
                == .versionNotFound)
    }

    @Test(
        "DL-SEG-02 an empty or unreadable commit is corrupt, never the end of the log",
        arguments: ["", "\n", "{\"add\":", "{\"add\":{\"path\":\"../a\",\"size\":1}}", "\u{0}"])
    func corrupt(text: String) async throws {
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation())
        try await fixture.write(LogPath.commit(1).path, text)
        do {
            _ = try await fixture.log.snapshot()
            Issue.record("accepted")
        } catch {
            #expect(error.code == .corruptLog)
            #expect(error.context.version == 1)
            #expect(error.context.path == LogPath.commit(1).path)
        }
    }

    @Test("an error about a path names it once, with its line")
    func pathMessage() async throws {
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation() + [.add(LogFixture.add("a/../b"))])
        do {
            _ = try await fixture.log.snapshot()
            Issue.record("accepted")
        } catch {
            #expect(error.message == "a path must not contain \"..\": \"a/../b\"")
            #expect(error.context.line == 3)
        }
    }

    @Test("DL-SEG-02 two actions on one file in one commit are corrupt")
    func contradiction() async throws {
        for second in [Action.remove(LogFixture.remove("%61")), .add(LogFixture.add("a"))] {
            let fixture = LogFixture()
            try await fixture.write(0, LogFixture.creation() + [.add(LogFixture.add("a")), second])
            #expect(await code { _ = try await fixture.log.snapshot() } == .corruptLog)
        }
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation() + LogFixture.creation())
        #expect(await code { _ = try await fixture.log.snapshot() } == .corruptLog)
    }

    @Test("a log without protocol or metaData is corrupt")
    func incomplete() async throws {
        for index in 0..<2 {
            let fixture = LogFixture()
            try await fixture.write(0, [LogFixture.creation()[index]])
            #expect(await code { _ = try await fixture.log.snapshot() } == .corruptLog)
        }
    }

    @Test("a table that needs an unsupported feature is refused by its name")
    func unsupported() async throws {
        let fixture = LogFixture()
        let value = TableProtocol(
            minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["futureFeature"],
            writerFeatures: ["futureFeature"])
        try await fixture.write(0, [.protocol(value), LogFixture.creation()[1]])
        do {
            _ = try await fixture.log.snapshot()
            Issue.record("accepted")
        } catch {
            #expect(error.code == .unsupportedTableFeature)
            #expect(error.context.feature == "futureFeature")
        }
    }

    @Test("DL-SEG-03 files with other names are ignored, garbage in _last_checkpoint too")
    func otherFiles() async throws {
        let fixture = LogFixture()
        try await fixture.write(0, LogFixture.creation())
        for name in [
            ".00000000000000000001.json.crc", "00000000000000000001.json.tmp",
            "00000000000000000003.crc", "_sidecars/00000000000000000007.json", "x",
        ] {
            try await fixture.write("_delta_log/" + name, "garbage")
        }
        for hint in ["garbage", "", "{\"version\":-1}", "{\"version\":40,\"size\":1}", "[]"] {
            try await fixture.write("_delta_log/_last_checkpoint", hint)
            #expect(try await fixture.log.snapshot().version == 0)
        }
    }

    @Test("a snapshot moves on by the new commits only, and equals a fresh one")
    func refresh() async throws {
        let fixture = LogFixture()
        try await fixture.write(
            0, LogFixture.creation() + (0..<40).map { .add(LogFixture.add("f\($0)")) })
        var snapshot = try await fixture.log.snapshot()
        var random = SeededRandom(seed: 7)
        var next = 40
        for number in 1..<120 {
            let live = try await snapshot.paths
            var actions: [Action] = []
            if let victim = live.randomElement(using: &random) {
                actions.append(.remove(LogFixture.remove(victim)))
            }
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                actions.append(.add(LogFixture.add("f\(next)", size: Int64(next))))
                next += 1
            }
            if let again = try await snapshot.tombstones().map(\.path).sorted().first,
                number % 7 == 0
            {
                actions.append(.add(LogFixture.add(again)))
            }
            actions.append(.transaction(SetTransaction(appID: "a\(number % 3)", version: 1)))
            try await fixture.write(TableVersion(Int64(number))!, actions)
            if number % 3 == 0 { continue }
            snapshot = try await fixture.log.snapshot(refreshing: snapshot)
            let fresh = try await fixture.log.snapshot()
            #expect(snapshot.version == fresh.version)
            #expect(try await snapshot.paths == fresh.paths)
            #expect(try await snapshot.files().count == fresh.paths.count)
            #expect(try await snapshot.files().sizeInBytes == fresh.files().sizeInBytes)
            let stones = try await snapshot.tombstones().map(\.path).sorted()
            #expect(try await fresh.tombstones().map(\.path).sorted() == stones)
            #expect(snapshot.transactions == fresh.transactions)
            #expect(snapshot.state.files.recent.layers.count < 12)
        }
    }

    @Test("commits are reconciled in order though many are read at once")
    func manyCommits() async throws {
        var limits = DeltaLogLimits()
        limits.commitsPerRead = 3
        limits.concurrentReadsMax = 5
        let fixture = LogFixture(limits: limits)
        try await fixture.write(0, LogFixture.creation())
        for number in 1...100 {
            try await fixture.write(
                TableVersion(Int64(number))!,
                [
                    .add(LogFixture.add("f\(number)")),
                    .transaction(SetTransaction(appID: "a", version: Int64(number))),
                ] + (number > 1 ? [.remove(LogFixture.remove("f\(number - 1)"))] : []))
        }
        let snapshot = try await fixture.log.snapshot()
        #expect(try await snapshot.paths == ["f100"])
        #expect(try await snapshot.tombstones().count == 99)
        #expect(snapshot.transactions["a"]?.version == 100)
    }
}
