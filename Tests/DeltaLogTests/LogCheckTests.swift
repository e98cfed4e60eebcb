import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaLog

@Suite struct LogCheckTests {
    let fixture = LogFixture()

    /// Versions 0 to 3: the table, files `a`, `b` and `c`, of which `a` goes with the last commit.
    private func fill() async throws {
        try await fixture.write(0, LogFixture.creation())
        try await fixture.write(1, [.add(LogFixture.add("a")), .add(LogFixture.add("b"))])
        try await fixture.write(2, [.transaction(SetTransaction(appID: "app", version: 7))])
        try await fixture.write(3, [.add(LogFixture.add("c")), .remove(LogFixture.remove("a"))])
    }

    private func checkpoint(_ version: TableVersion) async throws {
        _ = try await fixture.log.checkpoint(fixture.log.snapshot(at: .version(version)))
    }

    private func delete(_ paths: [LogPath]) async throws {
        for path in paths { try await fixture.store.delete(try ObjectPath(path.path)) }
    }

    /// Kind, version and message of each finding.
    private func findings() async throws -> [String] {
        try await fixture.log.check().findings.map {
            "\($0.kind) \($0.version.map { "\($0)" } ?? "-"): \($0.message)"
        }
    }

    @Test("FS-RUN-01 a sound log has no finding")
    func sound() async throws {
        try await fill()
        try await checkpoint(1)
        try await checkpoint(3)
        let result = try await fixture.log.check()
        #expect(result.findings == [])
        #expect(result.newest?.version == 3)
        #expect(try await result.newest?.paths == ["b", "c"])
        #expect(result.commitCount == 4 && result.checkpointCount == 2)
    }

    @Test("FS-LOG-01 a missing commit is an error, also where a checkpoint bridges it")
    func gap() async throws {
        try await fill()
        try await checkpoint(3)
        try await delete([.commit(1), .commit(2)])
        #expect(
            try await findings() == [
                "versionGap 1: the commits of versions 1 to 2 are missing"
            ])
        #expect(try await fixture.log.check().newest?.paths == ["b", "c"])
        try await delete([.checkpoint(3), .lastCheckpoint])
        #expect(try await fixture.log.check().newest == nil)
    }

    @Test("FS-LOG-01 a checkpoint stands in for its own commit")
    func checkpointWithoutCommit() async throws {
        try await fill()
        try await checkpoint(2)
        try await delete([.commit(2)])
        #expect(
            try await findings() == [
                "versionGap 2: the commit of version 2 is missing; its checkpoint stands in for it"
            ])
    }

    @Test("FS-LOG-01 a log that starts late needs a checkpoint")
    func startsLate() async throws {
        try await fill()
        try await checkpoint(3)
        try await delete([.commit(0)])
        #expect(
            try await findings() == [
                "unreachableVersions 1: the log starts at version 1, and versions before 3 cannot "
                    + "be read: no checkpoint stands before them"
            ])
        try await delete([.checkpoint(3), .lastCheckpoint])
        #expect(
            try await findings() == [
                "versionGap 1: the log starts at version 1 and has no checkpoint, so no version "
                    + "can be read"
            ])
    }

    @Test("FS-RUN-01 a log that was cleaned up is sound")
    func cleanedUp() async throws {
        try await fill()
        try await checkpoint(2)
        try await delete([.commit(0), .commit(1)])
        #expect(try await findings() == [])
    }

    @Test(
        "FS-LOG-01 a commit that cannot be read or contradicts itself is an error",
        arguments: [
            ("{\"add\":", "unreadableCommit 2: corrupt action: "),
            ("", "unreadableCommit 2: the commit is empty: it holds 0 bytes and no action"),
            (
                "{\"txn\":{\"appId\":\"a\",\"version\":1}}\n"
                    + "{\"txn\":{\"appId\":\"a\",\"version\":2}}",
                "unreadableCommit 2: the commit holds two txn of a"
            ),
        ])
    func unreadable(text: String, start: String) async throws {
        try await fill()
        try await fixture.write(LogPath.commit(2).path, text)
        let found = try await findings()
        #expect(found.count == 1 && found[0].hasPrefix(start), "\(found)")
    }

    @Test("FS-LOG-02 removing what is not there is told")
    func uselessRemove() async throws {
        try await fill()
        try await fixture.write(4, [.remove(LogFixture.remove("a"))])
        #expect(
            try await findings() == [
                "uselessRemove 4: the commit removes a, which the version before does not have"
            ])
    }

    @Test("FS-LOG-03 in-commit timestamps rise")
    func commitTimes() async throws {
        func info(_ time: Int64?) -> Action {
            .commitInfo(CommitInfo(timestamp: 1, inCommitTimestamp: time, operation: "WRITE"))
        }
        let metadata = LogFixture.metadata(configuration: InCommitTimestampTests.enabled)
        try await fixture.write(
            0, [info(10), .protocol(InCommitTimestampTests.features), .metadata(metadata)])
        try await fixture.write(1, [info(11), .add(LogFixture.add("a"))])
        #expect(try await findings() == [])
        try await fixture.write(2, [info(11), .add(LogFixture.add("b"))])
        try await fixture.write(3, [.add(LogFixture.add("c")), info(12)])
        #expect(
            try await findings() == [
                "commitTime 2: the commit's inCommitTimestamp 11 is not after 11, that of the "
                    + "version before",
                "commitTime 3: the commit does not begin with a commitInfo that carries an "
                    + "inCommitTimestamp, which the table asks of its commits",
            ])
    }

    @Test("FS-CKP-01 a checkpoint that says something else than the commits is an error")
    func checkpointDiffers() async throws {
        try await fill()
        try await checkpoint(2)
        let large = LogFixture.add("a", size: 11)
        try await fixture.write(1, [.add(large), .add(LogFixture.add("x"))])
        try await fixture.write(2, [.transaction(SetTransaction(appID: "app", version: 8))])
        #expect(
            try await findings() == [
                "checkpointDiffers 2: it has the application 'app' at version 7, the commits at 8",
                "checkpointDiffers 2: it has the file a with another size or partition than the "
                    + "commits",
                "checkpointDiffers 2: it has the file b that the commits do not have",
                "checkpointDiffers 2: it lacks the file x that the commits have",
            ])
    }

    @Test("FS-CKP-01 a damaged or incomplete checkpoint, and a wrong hint, are told")
    func brokenCheckpoint() async throws {
        try await fill()
        try await checkpoint(2)
        try await fixture.write(LogPath.checkpoint(2).path, "PAR1 and no more")
        try await fixture.write(LogPath.checkpointPart(1, part: 2, parts: 3).path, "PAR1")
        let found = try await findings()
        #expect(found.count == 2)
        #expect(
            found[0]
                == "incompleteCheckpoint 1: the checkpoint of version 1 lacks some of its 3 parts; "
                + "it is not used")
        #expect(found[1].hasPrefix("unreadableCheckpoint 2: the checkpoint cannot be read: "))
        try await delete([.checkpoint(2), .checkpointPart(1, part: 2, parts: 3)])
        #expect(
            try await findings() == [
                "lastCheckpoint -: the hint names version 2, which has no whole checkpoint"
            ])
        try await fixture.write(LogPath.lastCheckpoint.path, "what?")
        #expect(try await findings() == ["lastCheckpoint -: the hint names no version"])
    }

    /// A version checksum of version 3 as PROTOCOL.md's schema has it.
    private static func checksum(files: Int, bytes: Int, app: Int, extra: String = "") -> String {
        let schema = SchemaCodec.encode(LogFixture.schema).replacing("\"", with: "\\\"")
        return """
            {"txnId":"t","tableSizeBytes":\(bytes),"numFiles":\(files),"numMetadata":1,
            "numProtocol":1,"setTransactions":[{"appId":"app","version":\(app)}],
            "domainMetadata":[],"metadata":{"id":"id","format":{"provider":"parquet","options":{}},
            "schemaString":"\(schema)","partitionColumns":[],"configuration":{}},
            "protocol":{"minReaderVersion":1,"minWriterVersion":2},"histogramOpt":null\(extra)}
            """
    }

    @Test("FS-CRC-01 a version checksum is held against the commits")
    func checksums() async throws {
        try await fill()
        let path = LogPath.checksum(3).path
        try await fixture.write(path, Self.checksum(files: 2, bytes: 20, app: 7))
        #expect(try await findings() == [])
        #expect(try await fixture.log.check().checksumCount == 1)
        try await fixture.write(
            path,
            Self.checksum(
                files: 3, bytes: 21, app: 6,
                extra: ",\"numDeletionVectorsOpt\":1,\"numDeletedRecordsOpt\":5,\"allFiles\":["
                    + "{\"path\":\"b\",\"partitionValues\":{},\"size\":10,\"modificationTime\":1,"
                    + "\"dataChange\":true},{\"path\":\"a\",\"partitionValues\":{},\"size\":10,"
                    + "\"modificationTime\":1,\"dataChange\":true}]"))
        #expect(
            try await findings() == [
                "checksumDiffers 3: it has the application 'app' at version 6, the commits at 7",
                "checksumDiffers 3: it says numDeletedRecordsOpt 5, the commits give 0",
                "checksumDiffers 3: it says numDeletionVectorsOpt 1, the commits give 0",
                "checksumDiffers 3: it says numFiles 3, the commits give 2",
                "checksumDiffers 3: it says tableSizeBytes 21, the commits give 20",
                "checksumDiffers 3: its allFiles has the file a that the commits do not have",
                "checksumDiffers 3: its allFiles lacks 1 of the commits' 2 files",
            ])
        try await fixture.write(path, "{\"numFiles\":3}")
        let found = try await findings()
        #expect(found.count == 1 && found[0].hasPrefix("unreadableChecksum 3: "), "\(found)")
    }
}
