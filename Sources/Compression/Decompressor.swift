// Whole-block decompression: the result has exactly the declared size or there is none. Library
// contexts are made once and used again; a lock keeps two blocks from sharing one.

package import BinaryIO
import CSnappy
import Synchronization

/// Decompresses blocks whose size is known beforehand.
///
/// Safe to share; two threads that share one take turns, so give each its own.
package final class Decompressor: Sendable {
    private let contexts = Mutex(DecompressionContexts())

    package init() {}

    /// Decompresses `input` into exactly `declaredCount` bytes.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that may be declared.
    ///   - regions: where the result may stand; it is not written again while anybody holds it.
    /// - Throws: `CompressionError`; nothing larger than what really came out (doubled) is
    ///   touched, whatever was declared.
    /// - Complexity: O(input + output).
    package func decompress(
        _ input: Bytes, codec: CompressionCodec, declaredCount: Int, limit: Int,
        regions: inout RecycledRegions
    ) throws(CompressionError) -> Bytes {
        guard declaredCount >= 0, declaredCount <= limit else {
            throw CompressionError(
                .limitExceeded, "\(declaredCount) bytes are declared, \(limit) are allowed",
                codec: codec)
        }
        switch codec {
        case .uncompressed:
            guard input.count == declaredCount else {
                throw Self.mismatch(declaredCount, input.count, codec)
            }
            return input
        case .snappy:
            return try Self.snappy(input, declaredCount, &regions)
        case .zstd:
            return try DecompressionContexts.zstd(input, declaredCount, &regions)
        case .gzip:
            return try contexts.withLock { (contexts) throws(CompressionError) in
                try contexts.gzip(input, declaredCount)
            }
        case .lz4:
            return try LZ4Blocks.decompress(input, declaredCount)
        case .lz4Hadoop:
            return try LZ4Blocks.decompressFramed(input, declaredCount)
        case .brotli:
            return try BrotliBlocks.decompress(input, declaredCount)
        }
    }

    package func decompress(
        _ input: Bytes, codec: CompressionCodec, declaredCount: Int, limit: Int
    ) throws(CompressionError) -> Bytes {
        var regions = RecycledRegions()
        return try decompress(
            input, codec: codec, declaredCount: declaredCount, limit: limit, regions: &regions)
    }

    static func mismatch(
        _ declared: Int, _ found: Int, _ codec: CompressionCodec
    ) -> CompressionError {
        CompressionError(
            .sizeMismatch, "\(declared) bytes are declared, \(found) came out", codec: codec)
    }

    private static func snappy(
        _ input: Bytes, _ declaredCount: Int, _ regions: inout RecycledRegions
    ) throws(CompressionError) -> Bytes {
        // Three input bytes make 64 output bytes at best, so a longer claim is a lie.
        guard declaredCount / 32 <= input.count + 1 else {
            throw mismatch(declaredCount, input.count * 32, .snappy)
        }
        return try regions.bytes(capacity: declaredCount) { (output) throws(CompressionError) in
            try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                try unsafe input.span.withUnsafeBytes { (source) throws(CompressionError) in
                    let start = unsafe source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var length = 0
                    guard
                        unsafe snappy_uncompressed_length(start, source.count, &length)
                            == SNAPPY_OK
                    else {
                        throw CompressionError(.corrupt, "no length in front", codec: .snappy)
                    }
                    guard length == declaredCount else {
                        throw mismatch(declaredCount, length, .snappy)
                    }
                    let target = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                    guard
                        unsafe snappy_uncompress(start, source.count, target, &length)
                            == SNAPPY_OK
                    else {
                        throw CompressionError(.corrupt, "the block is damaged", codec: .snappy)
                    }
                    count = length
                }
            }
        }
    }
}
