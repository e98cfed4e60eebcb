// FNV-1a, 64 bit: enough to tell two runs apart, and the same in every process (Swift's own Hasher
// is not).

/// A running hash over the events of a simulation.
public struct TraceHash: Sendable, Hashable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func mix(_ word: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            mix(byte: UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    public mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(byte: byte) }
        mix(byte: 0xFF)
    }

    private mutating func mix(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
