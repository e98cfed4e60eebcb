import Columnar
import Testing

@testable import Expressions

@Suite struct LikeTests {
    /// The plainest matcher: every way to split the text is tried.
    private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst())
        switch first {
        case "%": return (0...text.count).contains { matches(Array(text[$0...]), rest) }
        case "_": return !text.isEmpty && matches(Array(text.dropFirst()), rest)
        default: return text.first == first && matches(Array(text.dropFirst()), rest)
        }
    }

    @Test("patterns match as the plainest matcher says", arguments: 0..<20)
    func random(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let text = (0..<random.below(8)).map { _ in random.pick(["a", "b", "é", "漢"]) }
            let pattern = (0..<random.below(7)).map { _ in
                random.pick(["a", "b", "é", "漢", "%", "%", "_"])
            }
            let column = ColumnArray(scalars: [.string(text.joined())], type: .string)
            let views = try #require(column.storage.views)
            let compiled = try LikePattern(pattern.joined(), escape: "\\")
            let expected = Self.matches(
                text.map { Character($0) }, pattern.map { Character($0) })
            #expect(
                compiled.matches(views.bytes(at: 0)) == expected,
                "seed \(seed): \(text.joined()) LIKE \(pattern.joined())")
        }
    }

    @Test("a pattern of many wildcards does not take for ever")
    func many() throws {
        let text = String(repeating: "a", count: 5000)
        let pattern = String(repeating: "%a", count: 200) + "%b"
        let column = ColumnArray(scalars: [.string(text)], type: .string)
        let views = try #require(column.storage.views)
        #expect(try !LikePattern(pattern, escape: "\\").matches(views.bytes(at: 0)))
    }
}
