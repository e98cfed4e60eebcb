extension Bitmap {
    /// The bits that are set in both. The two have the same length.
    public func and(_ other: Bitmap) -> Bitmap {
        combine(other) { $0 & $1 }
    }

    /// The bits that are set in either.
    public func or(_ other: Bitmap) -> Bitmap {
        combine(other) { $0 | $1 }
    }

    /// The bits that are set here and not there.
    public func andNot(_ other: Bitmap) -> Bitmap {
        combine(other) { $0 & ~$1 }
    }

    /// Of the bits that are set, in their order, those whose bit is set in `mask`.
    ///
    /// - Precondition: `mask` has a bit for each bit that is set here.
    public func keeping(_ mask: Bitmap) -> Bitmap {
        var next = 0
        let words = TypedBuffer<UInt64>(capacity: wordCount) { output in
            for index in 0..<wordCount {
                var left = word(index)
                var kept: UInt64 = 0
                while left != 0 {
                    if mask[next] { kept |= left & ~(left &- 1) }
                    next += 1
                    left &= left &- 1
                }
                output.append(kept)
            }
        }
        return Bitmap(words: words, count: count)
    }

    /// Every bit turned over.
    public func not() -> Bitmap {
        let words = TypedBuffer<UInt64>(capacity: wordCount) { output in
            for index in 0..<wordCount { output.append(~word(index)) }
        }
        return Bitmap(words: words, count: count)
    }

    /// The validity of a row that needs both of its inputs; nil means "all valid".
    public static func and(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
        guard let left else { return right }
        guard let right else { return left }
        return left.and(right)
    }

    private func combine(_ other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) -> Bitmap {
        precondition(count == other.count, "bitmaps of different lengths")
        let words = TypedBuffer<UInt64>(capacity: wordCount) { output in
            for index in 0..<wordCount { output.append(operation(word(index), other.word(index))) }
        }
        return Bitmap(words: words, count: count)
    }
}

extension Bitmap: Equatable {
    public static func == (left: Bitmap, right: Bitmap) -> Bool {
        guard left.count == right.count else { return false }
        return (0..<left.wordCount).allSatisfy { left.word($0) == right.word($0) }
    }
}
