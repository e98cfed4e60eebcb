import ObjectStorage
import Testing

@Suite struct ObjectPathTests {
    // One test over all of them: as test arguments they would put control characters into logs.
    @Test("OS-PATH-01: what could climb, hide or name nothing is refused")
    func refused() {
        let keys = [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a\0b", "a\nb",
            "a\u{7F}", "a\u{9B}b", "a\\b", String(repeating: "x", count: 256),
            String(repeating: "x/", count: 600) + "x",
        ]
        for key in keys {
            let refusal = #expect(throws: ObjectStorageError.self) { try ObjectPath(key) }
            #expect(refusal?.code == .invalidPath)
            #expect(refusal?.message.unicodeScalars.contains { $0.value < 0x20 } == false)
        }
    }

    @Test(
        "OS-PATH-02: every other character is kept as it is",
        arguments: [
            "a", "a b", " ", "%2e%2e", "%252e", "day=2026-11-20/x.parquet", "grüß/日本", "🦆",
            "a+b#c?d&e", "...", "..a", "a..", "'\"`$(x)*[1]{2}~!|;<>^:,@", "-rf",
            String(repeating: "x", count: 255), String(repeating: "é", count: 127),
        ])
    func kept(key: String) throws {
        #expect(try ObjectPath(key).key == key)
    }

    @Test("OS-PATH-03: two spellings of one character are two paths, in byte order")
    func canonicalEquivalence() throws {
        let composed = try ObjectPath("caf\u{E9}")
        let decomposed = try ObjectPath("cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test("a path knows its name, parent and segments")
    func parts() throws {
        let path = try ObjectPath("_delta_log/00.json")
        #expect(path.name == "00.json")
        #expect(path.parent?.key == "_delta_log")
        #expect(path.parent?.parent == nil)
        #expect(path.segments == ["_delta_log", "00.json"])
        #expect(try path.appending("x").key == "_delta_log/00.json/x")
        #expect(path.hasPrefix("_delta_log/0"))
    }
}
