import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import Testing

@testable import DeltaLog

@Suite struct LazyFilesTests {
    /// Every checkpoint counts as large.
    static let limits: DeltaLogLimits = {
        var limits = DeltaLogLimits()
        limits.keptCheckpointBytes = 0
        return limits
    }()

    let fixture = LogFixture(limits: Self.limits)
    private let vector = DeletionVectorDescriptor(
        storageType: "i", pathOrInlineDV: "0rJua", offset: nil, sizeInBytes: 4, cardinality: 1)

    /// A checkpoint of version 2 with files `a` to `d` and a tombstone, and two commits above it:
    /// `a` goes, `b` gets a deletion vector, `e` comes.
    private func fill() async throws {
        try await fixture.write(0, LogFixture.creation(partitionColumns: ["x"]))
        try await fixture.write(
            1,
            ["a", "b", "c", "d", "gone"].map {
                .add(LogFixture.add($0, x: "1", size: 10, stats: "{\"numRecords\":3}"))
            })
        var removed = LogFixture.remove("gone")
        removed.deletionTimestamp = fixture.environment.now.milliseconds
        try await fixture.write(2, [.remove(removed)])
        _ = try await fixture.log.checkpoint(fixture.log.snapshot())
        try await fixture.write(3, [.remove(LogFixture.remove("a"))])
        var marked = LogFixture.add("b", x: "1", size: 10)
        marked.deletionVector = vector
        try await fixture.write(
            4, [.remove(LogFixture.remove("b")), .add(marked), .add(LogFixture.add("e", size: 7))])
    }

    private func delete(commits: ClosedRange<Int64>) async throws {
        for number in commits {
            let path = LogPath.commit(try #require(TableVersion(number))).path
            try await fixture.store.delete(try ObjectPath(path))
        }
    }

    /// Damages the first page of the paths of the checkpoint's files.
    private func damage() async throws {
        let path = try ObjectPath(LogPath.checkpoint(2).path)
        let reader = try await ParquetObjectReader.open(
            path, in: fixture.store, environment: fixture.environment)
        let pages = try #require(try await reader.pages(of: ["add", "path"], rowGroup: 0))
        var bytes = try await fixture.store.get(path).bytes.array()
        let end = pages[pages.count - 1].offset + pages[pages.count - 1].byteCount
        bytes[end - 1] ^= 0xFF
        _ = try await fixture.store.put(path, Bytes(bytes), mode: .overwrite)
    }

    @Test("DL-FIL-01 files in passing are those that are looked up")
    func inPassing() async throws {
        try await fill()
        let snapshot = try await fixture.log.snapshot()
        #expect(!snapshot.hasFilesAtHand)
        let passing = try await snapshot.collectFiles(tombstones: true) { batch in
            batch.map { "\($0.path) \($0.size) \($0.deletionVector == nil)" }
                + batch.tombstones.map { "-\($0.path)" }
        }
        #expect(
            passing.sorted() == [
                "-a", "-b", "-gone", "b 10 false", "c 10 true", "d 10 true", "e 7 true",
            ])
        #expect(try await snapshot.fileTotals() == (4, 37))
        #expect(!snapshot.hasFilesAtHand)
        #expect(try await snapshot.paths == ["b", "c", "d", "e"])
        #expect(try await snapshot.tombstones().map(\.path).sorted() == ["a", "b", "gone"])
        #expect(snapshot.hasFilesAtHand)
        #expect(try await snapshot.fileTotals() == (4, 37))
        let files = try await snapshot.files()
        #expect(files.find(path: "b") == nil)
        #expect(files.find(path: "b", deletionVector: vector) != nil)
    }

    @Test("DL-FIL-01 only the fields that are wanted are read")
    func fields() async throws {
        try await fill()
        let snapshot = try await fixture.log.snapshot(at: .version(2))
        func told(_ fields: FileFields) async throws -> [String] {
            try await snapshot.collectFiles(fields) { batch in
                batch.filter { $0.path == "c" }.map { file in
                    let partition = file.partitionValues.entries.map { "\($0.column)" }
                    return "\(partition) \(file.stats?.utf8String() ?? "-")"
                }
            }
        }
        #expect(try await told(.all) == ["[\"x\"] {\"numRecords\":3}"])
        #expect(try await told(.keys) == ["[] -"])
        #expect(try await told(.statistics) == ["[] {\"numRecords\":3}"])
        #expect(try await told([.partitionValues, .others]) == ["[\"x\"] -"])
    }

    @Test("DL-FIL-02 a damaged file list is met by who asks for it, and commits stand in for it")
    func damagedList() async throws {
        try await fill()
        try await damage()
        let snapshot = try await fixture.log.snapshot()
        #expect(snapshot.checkpointVersion == 2 && snapshot.version == 4)
        let passing = try await snapshot.collectFiles { $0.map(\.path) }
        #expect(passing.sorted() == ["b", "c", "d", "e"])
        let other = try await fixture.log.snapshot()
        #expect(try await other.paths == ["b", "c", "d", "e"])
        try await delete(commits: 0...2)
        let alone = try await fixture.log.snapshot()
        let error = await #expect(throws: DeltaLogError.self) { try await alone.files() }
        #expect(error?.code == .corruptLog)
        await #expect(throws: DeltaLogError.self) {
            try await alone.collectFiles { $0.map(\.path) }
        }
    }

    @Test("DL-FIL-02 two checkpoints of a version that cannot be read give way to the commits")
    func severalDamaged() async throws {
        try await fill()
        try await damage()
        let bytes = try await fixture.store.get(try ObjectPath(LogPath.checkpoint(2).path)).bytes
        let unique = LogPath.uniqueCheckpoint(
            2, id: "80a083e8-7026-4e79-81be-64bd76c43a11", fileExtension: "parquet")
        try await fixture.write(unique.path, bytes)
        let snapshot = try await fixture.log.snapshot()
        #expect(try await snapshot.paths == ["b", "c", "d", "e"])
    }

    @Test("DL-FIL-03 a snapshot whose checkpoint was cleaned up finds its files in a newer one")
    func cleanedUp() async throws {
        try await fill()
        let held = try await fixture.log.snapshot()
        let passing = try await fixture.log.snapshot()
        let older = try await fixture.log.snapshot(at: .version(2))
        _ = try await fixture.log.checkpoint(fixture.log.snapshot(at: .version(3)))
        try await delete(commits: 0...2)
        try await fixture.store.delete(try ObjectPath(LogPath.checkpoint(2).path))
        #expect(try await held.paths == ["b", "c", "d", "e"])
        #expect(
            try await passing.collectFiles { $0.map(\.path) }.sorted() == ["b", "c", "d", "e"])
        let error = await #expect(throws: DeltaLogError.self) { try await older.files() }
        #expect(error?.code == .versionNotFound)
    }

    @Test("DL-SEG-05 what a clean-up that was broken off has left over makes no corrupt log")
    func brokenOff() async throws {
        try await fill()
        let held = try await fixture.log.snapshot(at: .version(3))
        _ = try await fixture.log.checkpoint(fixture.log.snapshot(at: .version(4)))
        try await delete(commits: 0...1)
        try await fixture.store.delete(try ObjectPath(LogPath.checkpoint(2).path))
        let error = await #expect(throws: DeltaLogError.self) { try await held.files() }
        #expect(error?.code == .versionNotFound)
        #expect(
            error?.message
                == "version 3 is gone: log cleanup has deleted what it stands on, the oldest "
                + "version that can be read is 4")
        #expect(try await fixture.log.snapshot().paths == ["b", "c", "d", "e"])
    }

    @Test("DL-FIL-04 a checkpoint is written from another one without holding its files")
    func checkpointFromCheckpoint() async throws {
        try await fill()
        let snapshot = try await fixture.log.snapshot()
        let report = try await fixture.log.checkpoint(snapshot)
        #expect(!snapshot.hasFilesAtHand)
        // Protocol, metadata, four files; the tombstones of `a` and `b` are long expired.
        #expect(report.actions == 2 + 4 + 1)
        #expect(await fixture.log.lastCheckpointHint()?.numOfAddFiles == 4)
        #expect(try await fixture.log.check().findings == [])
        try await delete(commits: 0...4)
        let restored = try await fixture.log.snapshot()
        #expect(try await restored.paths == ["b", "c", "d", "e"])
        #expect(try await restored.files().find(path: "b", deletionVector: vector) != nil)
    }

    @Test("DL-FIL-04 a writer lets go of what its own checkpoint holds")
    func rebased() async throws {
        try await fill()
        var snapshot = try await fixture.log.snapshot()
        for number in 5...10 {
            var transaction = fixture.log.begin(on: snapshot, operation: CommitOperation("WRITE"))
            transaction.actions = [.add(LogFixture.add("f\(number)", x: "1"))]
            guard case .committed(let receipt) = await fixture.log.commit(transaction) else {
                return #expect(Bool(false), "version \(number) was not committed")
            }
            snapshot = receipt.snapshot
            #expect(snapshot.state.files.recent.addCount == (number < 10 ? number - 2 : 0))
        }
        #expect(snapshot.checkpointVersion == 10 && !snapshot.hasFilesAtHand)
        let expected = ["b", "c", "d", "e", "f10", "f5", "f6", "f7", "f8", "f9"]
        #expect(try await snapshot.paths == expected)
    }
}
