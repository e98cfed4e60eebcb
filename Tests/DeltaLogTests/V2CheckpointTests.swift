import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct V2CheckpointTests {
    static let features = TableProtocol(
        minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["v2Checkpoint"],
        writerFeatures: ["v2Checkpoint"])
    static let unique = LogPath.uniqueCheckpoint(2, id: "80a083e8-7026", fileExtension: "json")

    /// A log of versions 0 to 3 with files a, c and d in the newest, and b removed in version 2.
    private func fill(_ fixture: LogFixture) async throws {
        try await fixture.write(
            0,
            [
                .protocol(Self.features), .metadata(LogFixture.metadata()),
                .add(LogFixture.add("a")),
            ])
        try await fixture.write(1, [.add(LogFixture.add("b"))])
        try await fixture.write(
            2,
            [
                .remove(LogFixture.remove("b")), .add(LogFixture.add("c")),
                .transaction(SetTransaction(appID: "app", version: 7)),
            ])
        try await fixture.write(3, [.add(LogFixture.add("d"))])
    }

    /// What a checkpoint of version 2 holds besides files.
    private var head: [Action] {
        [
            .checkpointMetadata(CheckpointMetadata(version: 2)), .protocol(Self.features),
            .metadata(LogFixture.metadata()),
            .transaction(SetTransaction(appID: "app", version: 7)),
        ]
    }

    private func deleteCommits(_ fixture: LogFixture) async throws {
        for version in [TableVersion.zero, 1, 2] {
            try await fixture.store.delete(try ObjectPath(LogPath.commit(version).path))
        }
    }

    /// Makes a sidecar of the files of version 2.
    private func writeSidecar(_ fixture: LogFixture, _ name: String) async throws -> Sidecar {
        let snapshot = try await fixture.log.snapshot(at: .version(2))
        _ = try await fixture.log.checkpoint(snapshot)
        let classic = try ObjectPath(LogPath.checkpoint(2).path)
        let bytes = try await fixture.store.get(classic).bytes
        try await fixture.store.delete(classic)
        try await fixture.write("_delta_log/_sidecars/\(name)", bytes)
        return Sidecar(path: name, sizeInBytes: Int64(bytes.count), modificationTime: 1)
    }

    @Test("DL-CHK-05 a checkpoint in JSON without sidecars is read")
    func inline() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        let files: [Action] = [
            .add(LogFixture.add("a")), .add(LogFixture.add("c")), .remove(LogFixture.remove("b")),
        ]
        try await fixture.write(Self.unique.path, ActionWriter.commit(head + files))
        try await deleteCommits(fixture)
        let snapshot = try await fixture.log.snapshot()
        #expect(snapshot.version == 3 && snapshot.checkpointVersion == 2)
        #expect(try await snapshot.paths == ["a", "c", "d"])
        #expect(try await snapshot.tombstones().map(\.path) == ["b"])
        #expect(snapshot.transactions["app"]?.version == 7)
    }

    @Test(
        "DL-CHK-05 a checkpoint with sidecars is read, whatever folder their paths name",
        arguments: ["side.parquet", "_delta_log/_sidecars/side.parquet", "file:///t/side.parquet"])
    func sidecars(path: String) async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        var sidecar = try await writeSidecar(fixture, "side.parquet")
        sidecar.path = path
        try await fixture.write(
            Self.unique.path, ActionWriter.commit(head + [.sidecar(sidecar)]))
        try await deleteCommits(fixture)
        let snapshot = try await fixture.log.snapshot()
        #expect(snapshot.checkpointVersion == 2)
        #expect(try await snapshot.paths == ["a", "c", "d"])
    }

    @Test("DL-CHK-05 one that lacks its mark, its version or a sidecar gives way to the commits")
    func unusable() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        let sidecar = Sidecar(path: "gone.parquet", sizeInBytes: 100, modificationTime: 1)
        let wrong = [Action.checkpointMetadata(CheckpointMetadata(version: 1))]
        for actions in [Array(head.dropFirst()), wrong + head.dropFirst()] {
            try await fixture.write(Self.unique.path, ActionWriter.commit(actions))
            let snapshot = try await fixture.log.snapshot()
            #expect(snapshot.checkpointVersion == nil)
            #expect(try await snapshot.paths == ["a", "c", "d"])
        }
        // That a sidecar is not there is seen by whoever asks for the files.
        try await fixture.write(
            Self.unique.path, ActionWriter.commit(head + [.sidecar(sidecar)]))
        let snapshot = try await fixture.log.snapshot()
        #expect(try await snapshot.paths == ["a", "c", "d"])
        try await deleteCommits(fixture)
        #expect(try await snapshot.paths == ["a", "c", "d"])
        let alone = try await fixture.log.snapshot()
        await #expect(throws: DeltaLogError.self) { try await alone.files() }
    }

    @Test("DL-CHK-05 of several checkpoints of one version a readable one is taken")
    func several() async throws {
        let fixture = LogFixture()
        try await fill(fixture)
        _ = try await fixture.log.checkpoint(try await fixture.log.snapshot(at: .version(2)))
        try await fixture.write(Self.unique.path, "{}\n")
        try await fixture.write(
            LogPath.uniqueCheckpoint(2, id: "zzz", fileExtension: "parquet").path, "PAR1")
        try await deleteCommits(fixture)
        let snapshot = try await fixture.log.snapshot()
        #expect(snapshot.checkpointVersion == 2)
        #expect(try await snapshot.paths == ["a", "c", "d"])
    }
}
