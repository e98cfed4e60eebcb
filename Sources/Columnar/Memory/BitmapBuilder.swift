/// Collects bits one by one or in runs.
public struct BitmapBuilder: Sendable {
    @usableFromInline var words: [UInt64] = []
    /// The bits so far.
    public private(set) var count = 0
    /// How many of them are set.
    public private(set) var setCount = 0

    public init(reserving capacity: Int = 0) {
        words.reserveCapacity((capacity + 63) / 64)
    }

    /// How many bits are not set: the null count, in a validity bitmap.
    public var unsetCount: Int { count - setCount }

    @inlinable
    public mutating func append(_ bit: Bool) {
        append(bits: bit ? 1 : 0, count: 1)
    }

    /// Appends the low `count` bits of `bits`, 0 through 64 of them.
    public mutating func append(bits: UInt64, count added: Int) {
        precondition((0...64).contains(added), "a word has 64 bits")
        guard added > 0 else { return }
        let bits = added == 64 ? bits : bits & (1 &<< UInt64(added) &- 1)
        let position = count & 63
        if position == 0 {
            words.append(bits)
        } else {
            words[words.count &- 1] |= bits &<< UInt64(position)
            if position &+ added > 64 { words.append(bits &>> UInt64(64 &- position)) }
        }
        count &+= added
        setCount &+= bits.nonzeroBitCount
    }

    /// Appends `bit` `added` times.
    public mutating func append(repeating bit: Bool, count added: Int) {
        var left = added
        while left > 0 {
            let step = Swift.min(left, 64)
            append(bits: bit ? UInt64.max : 0, count: step)
            left -= step
        }
    }

    /// Appends all of another bitmap's bits.
    public mutating func append(contentsOf bitmap: Bitmap) {
        for index in 0..<bitmap.wordCount {
            append(bits: bitmap.word(index), count: Swift.min(64, bitmap.count - index * 64))
        }
    }

    /// The bits, and an empty builder again.
    public mutating func finish() -> Bitmap {
        let bitmap = Bitmap(words: TypedBuffer(words), count: count)
        words.removeAll(keepingCapacity: true)
        count = 0
        setCount = 0
        return bitmap
    }

    /// The bits as a validity bitmap: nil when every one is set.
    public mutating func finishValidity() -> Bitmap? {
        let allSet = setCount == count
        let bitmap = finish()
        return allSet ? nil : bitmap
    }
}
