import HostEnvironment
import Testing

@testable import DeltaLog

/// Paths that are their own keys, told eight bytes at a time, against a reading byte by byte.
@Suite struct PlainPathTests {
    private func isPlain(_ bytes: [UInt8]) -> Bool { FileKeyHash.isPlain(bytes.span.bytes) }

    @Test("what needs a closer look, at every place of a word")
    func table() {
        let plain = ["a", "a.b", "date=2024-01-01/part-0.parquet", "a/b/c", "ä/ö", "a..b", "a b"]
        for path in plain { #expect(isPlain(Array(path.utf8)), "\(path)") }
        let others = [
            "", "/a", "a/", ".a", "a//b", "a/./b", "a/.b", "a%20b", "s3:x", "a\\b", "a\u{7F}",
            "a\n", "..", "a/../b",
        ]
        for path in others { #expect(!isPlain(Array(path.utf8)), "\(path)") }
        for length in 1...24 {
            for place in 0..<length {
                var bytes = Array(repeating: UInt8(ascii: "x"), count: length)
                #expect(isPlain(bytes))
                for byte in Array("%:\\\u{0}\u{1F}\u{7F}".utf8) {
                    bytes[place] = byte
                    #expect(!isPlain(bytes), "\(byte) at \(place) of \(length)")
                }
                bytes[place] = UInt8(ascii: "/")
                #expect(isPlain(bytes) == (place > 0 && place < length - 1))
            }
        }
        #expect(isPlain(Array(repeating: UInt8(ascii: "x"), count: 1024)))
        #expect(!isPlain(Array(repeating: UInt8(ascii: "x"), count: 1025)))
    }

    @Test("100,000 random paths of few characters")
    func random() {
        let seed: UInt64 = 20_261_121
        var source = SeededRandom(seed: seed)
        let letters = Array("aaaaa//..%:\\\u{1F} \u{7F}é".utf8)
        var wrong: [[UInt8]] = []
        for _ in 0..<100_000 {
            let length = Int(source.next() % 20)
            let path = (0..<length).map { _ in letters[Int(source.next() % UInt64(letters.count))] }
            if isPlain(path) != model(path) { wrong.append(path) }
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.prefix(3))")
    }

    private func model(_ path: [UInt8]) -> Bool {
        let text = "/" + path.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "é" }.joined()
        let refused = ["%", ":", "\\", "\u{7F}", "\u{1F}", "//", "/."]
        return !path.isEmpty && text.last != "/" && !refused.contains { text.contains($0) }
    }
}
