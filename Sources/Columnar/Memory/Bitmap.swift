// Bits in Arrow's order: bit i of the bitmap is bit i % 8 of byte i / 8, least significant first.
// Held as 64-bit words (the same bytes on a little-endian machine), so that kernels work on 64
// rows at a time; bits past the end are not defined and never looked at.

import BinaryIO

/// An immutable run of bits; in a validity bitmap a set bit means "not null".
public struct Bitmap: Sendable {
    /// The words that hold the bits from `bitOffset` on.
    @usableFromInline let words: TypedBuffer<UInt64>
    /// Where bit 0 stands in `words`, 0 through 63.
    @usableFromInline let bitOffset: Int
    /// The number of bits.
    public let count: Int

    /// Bits 0..<count of `words`.
    ///
    /// - Precondition: there are enough words.
    public init(words: TypedBuffer<UInt64>, count: Int) {
        precondition(count >= 0 && words.count * 64 >= count, "fewer words than bits")
        self.words = words
        self.bitOffset = 0
        self.count = count
    }

    private init(words: TypedBuffer<UInt64>, bitOffset: Int, count: Int) {
        self.words = words
        self.bitOffset = bitOffset
        self.count = count
    }

    public init(repeating bit: Bool, count: Int) {
        self.init(
            words: TypedBuffer(repeating: bit ? UInt64.max : 0, count: (count + 63) / 64),
            count: count)
    }

    public init(_ bits: [Bool]) {
        var builder = BitmapBuilder()
        for bit in bits { builder.append(bit) }
        self = builder.finish()
    }

    public subscript(index: Int) -> Bool {
        @inlinable get {
            precondition(index >= 0 && index < count, "bit outside the bitmap")
            let position = index &+ bitOffset
            return words.span[position &>> 6] &>> UInt64(position & 63) & 1 == 1
        }
    }

    /// The number of 64-bit groups, the last one perhaps partial.
    public var wordCount: Int { (count + 63) / 64 }

    /// Bits `index * 64` and following as one word; bits past the end are zero.
    @inlinable
    public func word(_ index: Int) -> UInt64 {
        let span = words.span
        let start = index &* 64
        precondition(index >= 0 && start < count, "word outside the bitmap")
        var word = span[index] &>> UInt64(bitOffset)
        if bitOffset > 0 && index &+ 1 < span.count {
            word |= span[index &+ 1] &<< UInt64(64 &- bitOffset)
        }
        let left = count &- start
        return left >= 64 ? word : word & (1 &<< UInt64(left) &- 1)
    }

    /// How many bits are set.
    ///
    /// - Complexity: O(count / 64).
    public func setCount() -> Int {
        var total = 0
        for index in 0..<wordCount { total += word(index).nonzeroBitCount }
        return total
    }

    /// The bits of `range`, sharing memory.
    public func slice(_ range: Range<Int>) -> Bitmap {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let start = range.lowerBound + bitOffset
        let end = range.upperBound + bitOffset
        let firstWord = start / 64
        let endWord = range.isEmpty ? firstWord : (end + 63) / 64
        return Bitmap(
            words: words.slice(firstWord..<endWord), bitOffset: start % 64, count: range.count)
    }

    /// The bits as words that start at bit 0, for hand-over to Arrow. Shares memory where it can.
    public func alignedWords() -> TypedBuffer<UInt64> {
        if bitOffset == 0 { return words }
        return TypedBuffer(capacity: wordCount) { output in
            for index in 0..<wordCount { output.append(word(index)) }
        }
    }

    /// The indices of the set bits, ascending.
    public func setIndices() -> TypedBuffer<Int32> {
        TypedBuffer(capacity: setCount()) { output in
            for index in 0..<wordCount {
                var word = self.word(index)
                while word != 0 {
                    output.append(
                        Int32(truncatingIfNeeded: index &* 64 &+ word.trailingZeroBitCount))
                    word &= word &- 1
                }
            }
        }
    }
}
