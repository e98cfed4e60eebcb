/// One string or binary value as 16 bytes (Arrow columnar format, *Variable-size Binary View
/// Layout*).
///
/// ```
///  byte   0       4        8         12
///        +-------+--------+---------+---------+
///   <=12 | length|       the bytes, zero-padded  |
///        +-------+--------+---------+---------+
///   > 12 | length| prefix | block   | offset  |
///        +-------+--------+---------+---------+
/// ```
public struct BinaryView: BitwiseCopyable, Sendable {
    /// Bytes of the value.
    public var length: UInt32
    /// The first four bytes of the value.
    public var prefix: UInt32
    /// The block that holds the value, or bytes 4 to 7 of a value of at most 12 bytes.
    public var blockIndex: UInt32
    /// Where in the block the value starts, or bytes 8 to 11 of a value of at most 12 bytes.
    public var offset: UInt32

    /// A value of at most this many bytes stands in the view itself.
    public static let inlineBytesMax = 12

    @inlinable
    public init(length: UInt32, prefix: UInt32, blockIndex: UInt32, offset: UInt32) {
        self.length = length
        self.prefix = prefix
        self.blockIndex = blockIndex
        self.offset = offset
    }

    /// The empty value.
    @inlinable
    public static var empty: BinaryView {
        BinaryView(length: 0, prefix: 0, blockIndex: 0, offset: 0)
    }

    @inlinable
    public var isInline: Bool { length <= 12 }

    @inlinable
    public var count: Int { Int(length) }
}
