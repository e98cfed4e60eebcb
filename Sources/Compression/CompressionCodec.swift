// The codecs that this package links, by name. Which number a file format gives them is the
// format's business.

package import BinaryIO

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
    /// One LZ4 block, without any framing.
    case lz4
    /// LZ4 as Hadoop frames it, each block behind its two sizes; what other writers put under the
    /// same name, a bare block or an LZ4 frame, is read too.
    case lz4Hadoop
    /// One Brotli stream (RFC 7932).
    case brotli
}

extension CompressionCodec: CustomStringConvertible {
    public var description: String { rawValue }
}

extension CompressionCodec {
    /// The codec of a whole file, told by its first bytes; `uncompressed` where none is known.
    package static func ofFile(startingWith bytes: Bytes) -> CompressionCodec {
        var reader = ByteReader(bytes)
        if bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B { return .gzip }
        guard let magic = try? reader.readUInt32() else { return .uncompressed }
        // A Zstandard frame, or a skippable frame that may come before one.
        if magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50 { return .zstd }
        return .uncompressed
    }
}
