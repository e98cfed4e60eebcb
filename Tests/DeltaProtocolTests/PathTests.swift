import DeltaProtocol
import Testing

@Suite struct PathTests {
    private func code(_ text: String) -> DeltaProtocolError.Code? {
        do {
            _ = try DataPath(parsing: text)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "DP-PATH-01 DP-PATH-03 paths are decoded once and told apart",
        arguments: [
            ("a/b.parquet", DataPath.relative("a/b.parquet")),
            ("special%20p@%23h", .relative("special p@#h")),
            ("a%252Fb/c", .relative("a%2Fb/c")), ("a//b/./c", .relative("a/b/c")),
            ("%2fx", .absolute("/x")), ("/x/y", .absolute("/x/y")),
            ("file:/x/y", .absolute("/x/y")),
            ("file:///x/y", .absolute("/x/y")), ("FILE://localhost/x", .absolute("/x")),
            ("file:/some/with%20space/p@%23h", .absolute("/some/with space/p@#h")),
            ("s3a://bucket/key", .uri(scheme: "s3a", rest: "//bucket/key")),
            (
                "abfss://container@account.dfs.core.windows.net/k",
                .uri(scheme: "abfss", rest: "//container@account.dfs.core.windows.net/k")
            ),
            ("a/b:c", .relative("a/b:c")), ("d=1%3A2/f", .relative("d=1:2/f")),
            ("%E2%82%AC", .relative("€")), ("..a/b..", .relative("..a/b..")),
        ])
    func classified(text: String, expected: DataPath) throws {
        #expect(try DataPath(parsing: text) == expected)
    }

    @Test(
        "DP-PATH-02 paths that no file of a table may have are refused",
        arguments: [
            "", ".", "/", "//", "..", "a/../b", "%2e%2e/b", "a/%2E%2E", "file:///a/../b", "a%00b",
            "a\u{0}b", "a%0Ab", "a\u{7F}", "a\\b", "a%5cb", "%", "%2", "%zz", "%C0%AF", "%ff",
            "file://host/x", "file:relative", "s3://user:pass@bucket/k",
        ])
    func refused(text: String) {
        #expect(code(text) == .invalidPath, "\(text)")
    }

    @Test("DP-PATH-03 a file outside the table is refused, one below its root is not")
    func root() throws {
        #expect(try DataPath(parsing: "/t/a/b").relativePath(root: "/t") == "a/b")
        #expect(try DataPath(parsing: "file:/t/a").relativePath(root: "/t/") == "a")
        for (text, root) in [("/t2/a", "/t"), ("/t", "/t"), ("s3://b/k", "/t")] {
            #expect(throws: DeltaProtocolError.self) {
                _ = try DataPath(parsing: text).relativePath(root: root)
            }
        }
        #expect(throws: DeltaProtocolError.self) {
            _ = try DataPath(parsing: "/t/a").relativePath(root: nil)
        }
    }

    @Test("an error about a path does not repeat control characters")
    func printable() {
        do {
            _ = try DataPath(parsing: "a\u{1B}[31m")
            Issue.record("accepted")
        } catch {
            #expect(!error.description.unicodeScalars.contains("\u{1B}"))
        }
    }

    @Test("DP-PATH-01 encoding a path is undone by decoding it")
    func roundTrip() throws {
        for text in ["a b", "100%", "d=x%2Fy/f", "grüß/日本", "a:b;c?d#e[f]", "\"'`^|<>"] {
            let encoded = PercentEncoding.encode(path: text)
            let kept = "-_.!~*'()@&=+$,/%"
            #expect(
                encoded.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                        || kept.utf8.contains(byte)
                }, "\(encoded)")
            #expect(try DataPath(parsing: encoded) == .relative(text))
        }
        #expect(PercentEncoding.encode(path: "a%2Fb c") == "a%252Fb%20c")
    }

    @Test("DP-PART-02 partition folders are escaped as Spark escapes them")
    func folders() {
        let values: PartitionValues = ["a": "x/y:z=1", "b": nil, "c": "", "d": "é {q}"]
        #expect(
            PartitionFolder.path(values, columns: ["a", "b", "c", "d"])
                == "a=x%2Fy%3Az%3D1/b=__HIVE_DEFAULT_PARTITION__/c=__HIVE_DEFAULT_PARTITION__"
                + "/d=é %7Bq}")
        #expect(
            PercentEncoding.encode(path: PartitionFolder.path(["a": "%"], columns: ["a"]))
                == "a=%2525")
    }

    static let names: [(String, LogPath)] = [
        ("00000000000000000042.json", .commit(42)),
        ("00000000000000000042.checkpoint.parquet", .checkpoint(42)),
        (
            "00000000000000000010.checkpoint.0000000001.0000000003.parquet",
            .checkpointPart(10, part: 1, parts: 3)
        ),
        (
            "00000000000000000010.checkpoint.80a083e8-7026.json",
            .uniqueCheckpoint(10, id: "80a083e8-7026", fileExtension: "json")
        ),
        ("00000000000000000004.00000000000000000006.compacted.json", .compacted(4, 6)),
        ("00000000000000000001.crc", .checksum(1)), ("_last_checkpoint", .lastCheckpoint),
    ]

    @Test("DP-PATH-04 names of log files are read and written", arguments: names.indices)
    func logNames(index: Int) {
        let (name, path) = Self.names[index]
        #expect(LogPath(fileName: name) == path)
        #expect(path.fileName == name)
        #expect(path.path == "_delta_log/" + name)
    }

    @Test(
        "DP-PATH-04 other names are ignored",
        arguments: [
            "0.json", ".00000000000000000042.json.crc", "00000000000000000042.json.tmp", "x.json",
            "99999999999999999999.json", "0000000000000000004a.json", "_sidecars",
            "00000000000000000010.checkpoint.0000000004.0000000003.parquet",
            "00000000000000000010.checkpoint.0000000000.0000000003.parquet",
            "00000000000000000010.checkpoint..json", "00000000000000000010.checkpoint.json",
            "00000000000000000006.00000000000000000004.compacted.json",
            "+0000000000000000001.json", "00000000000000000042", "",
        ])
    func otherNames(name: String) {
        #expect(LogPath(fileName: name) == nil)
    }

    @Test("a listing starts before every file of its version")
    func listingStart() {
        #expect(LogPath.listingStart(7) == "_delta_log/00000000000000000007")
        for (_, path) in Self.names {
            guard let version = path.version, case .compacted = path else { continue }
            #expect(LogPath.listingStart(version) > LogPath.commit(5).path)
        }
    }
}
