// Reproducible randomness: SplitMix64 (Steele, Lea, Flood 2014), one word of state. It passes
// BigCrush, and every simulated draw and interleaving comes from it.

/// A random number generator whose sequence is a function of its seed.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A generator of its own for one actor, so that its draws do not shift those of others.
    public mutating func split() -> SeededRandom {
        SeededRandom(seed: next())
    }

    /// True with probability `numerator / denominator`.
    public mutating func chance(_ numerator: UInt64, in denominator: UInt64) -> Bool {
        denominator > 0 && next(upperBound: denominator) < numerator
    }
}
