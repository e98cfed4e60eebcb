// The codecs that this package links, by name. Which number a file format gives them is the
// format's business.

/// A way to make bytes shorter.
public enum CompressionCodec: String, Hashable, Sendable, CaseIterable {
    /// Bytes as they are.
    case uncompressed
    /// Snappy's block format: one preamble, no framing.
    case snappy
    /// Gzip members (RFC 1952), also several in a row; zlib streams (RFC 1950) are accepted.
    case gzip
    /// Zstandard frames (RFC 8878), also several in a row.
    case zstd
}

extension CompressionCodec: CustomStringConvertible {
    public var description: String { rawValue }
}

extension CompressionCodec {
    /// The codec of a whole file, told by its first bytes; `uncompressed` where none is known.
    package static func ofFile(startingWith bytes: RawSpan) -> CompressionCodec {
        func byte(_ index: Int) -> UInt8 { unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) }
        if bytes.byteCount >= 2 && byte(0) == 0x1F && byte(1) == 0x8B { return .gzip }
        guard bytes.byteCount >= 4 else { return .uncompressed }
        let magic = UInt32(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self))
        // A Zstandard frame, or a skippable frame that may come before one.
        if magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50 { return .zstd }
        return .uncompressed
    }
}
