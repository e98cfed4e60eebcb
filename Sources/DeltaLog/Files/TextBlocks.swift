// Texts of many files in few allocations. New texts gather in an open block that is sealed when it
// is full or before anybody reads; blocks of others (pages of a checkpoint) join without a copy.

import BinaryIO

/// Append-only text memory.
struct TextBlocks: Sendable {
    private(set) var sealed: [Bytes] = []
    private var open: [UInt8] = []

    /// Bytes after which a block is sealed.
    private static let blockBytes = 256 << 10

    /// Appends a copy of `text`.
    mutating func append(_ text: RawSpan) -> TextRange {
        if open.count + text.byteCount > Self.blockBytes, !open.isEmpty { seal() }
        let range = TextRange(
            block: UInt32(sealed.count), offset: UInt32(open.count),
            length: UInt32(text.byteCount))
        open.append(bytes: text)
        return range
    }

    /// Appends a copy of `text`.
    mutating func append(_ text: String) -> TextRange {
        let count = text.utf8.count
        if open.count + count > Self.blockBytes, !open.isEmpty { seal() }
        let range = TextRange(
            block: UInt32(sealed.count), offset: UInt32(open.count), length: UInt32(count))
        open.append(contentsOf: text.utf8)
        return range
    }

    /// Takes `block` over without a copy.
    ///
    /// - Returns: its number, the `block` of ranges within it.
    mutating func adopt(_ block: Bytes) -> UInt32 {
        seal()
        sealed.append(block)
        return UInt32(sealed.count - 1)
    }

    /// Makes every text readable.
    mutating func seal() {
        guard !open.isEmpty else { return }
        sealed.append(Bytes(open))
        open.removeAll(keepingCapacity: true)
    }

    /// The bytes of a text; a copy where its block is not sealed yet.
    ///
    /// - Precondition: `range` is not `none`.
    func bytes(_ range: TextRange) -> Bytes {
        let start = Int(range.offset)
        guard Int(range.block) < sealed.count else {
            return Bytes(Array(open[start..<(start + Int(range.length))]))
        }
        return sealed[Int(range.block)][start..<(start + Int(range.length))]
    }

    /// - Precondition: as `bytes(_:)`.
    func string(_ range: TextRange) -> String { bytes(range).utf8String() ?? "" }
}
