// Whole-block compression, the other half of `Decompressor`. Costly contexts are lent by a pool.

package import BinaryIO
import CSnappy
import CZlib
import CZstd

/// Compresses blocks with one codec.
package struct Compressor: Sendable {
    /// What it compresses with.
    package let codec: CompressionCodec
    private let level: Int32

    /// - Parameter level: of zstd (1 fast ... 22 small), gzip (1...9) or brotli (0...11); ignored
    ///   otherwise.
    package init(codec: CompressionCodec, level: Int = 1) {
        self.codec = codec
        self.level = Int32(clamping: level)
    }

    /// Appends the compressed form of `input` to `output`; returns its size.
    ///
    /// - Complexity: O(input).
    @discardableResult
    package func compress(
        _ input: RawSpan, into output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        switch codec {
        case .uncompressed:
            output.append(input)
            return input.byteCount
        case .snappy:
            return try Self.snappy(input, &output)
        case .zstd:
            return try zstd(input, &output)
        case .gzip:
            return try gzip(input, &output)
        case .lz4:
            return try LZ4Blocks.compress(input, &output)
        case .lz4Hadoop:
            return try LZ4Blocks.compressFramed(input, &output)
        case .brotli:
            return try BrotliBlocks.compress(input, level: level, &output)
        }
    }

    private static func snappy(
        _ input: RawSpan, _ output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        let room = snappy_max_compressed_length(input.byteCount)
        return try output.append(capacity: room) { (target) throws(CompressionError) in
            try unsafe target.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                var length = room
                let status = unsafe input.withUnsafeBytes { source in
                    unsafe snappy_compress(
                        source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count,
                        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), &length)
                }
                guard status == SNAPPY_OK else {
                    throw CompressionError(.corrupt, "compression failed", codec: .snappy)
                }
                count = length
                return length
            }
        }
    }

    private func zstd(
        _ input: RawSpan, _ output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        let context = try unsafe ZstdContexts.compression.take()
        defer { unsafe ZstdContexts.compression.giveBack(context) }
        let room = ZSTD_compressBound(input.byteCount)
        return try output.append(capacity: room) { (target) throws(CompressionError) in
            try unsafe target.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                let result = unsafe input.withUnsafeBytes { source in
                    unsafe ZSTD_compressCCtx(
                        context, buffer.baseAddress, room, source.baseAddress, source.count,
                        level)
                }
                try DecompressionContexts.check(result)
                count = result
                return result
            }
        }
    }

    private func gzip(
        _ input: RawSpan, _ output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        var stream = unsafe z_stream()
        // 15 bits of window; adding 16 writes a gzip header and trailer.
        let made = unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
            Int32(MemoryLayout<z_stream>.size))
        guard made == Z_OK else {
            throw CompressionError(.outOfMemory, "no deflate context", codec: .gzip)
        }
        defer { unsafe _ = deflateEnd(&stream) }
        guard let size = UInt32(exactly: input.byteCount) else {
            throw CompressionError(.limitExceeded, "a block is over 4 GiB", codec: .gzip)
        }
        let room = unsafe Int(deflateBound(&stream, UInt(input.byteCount)))
        return try output.append(capacity: room) { (target) throws(CompressionError) in
            try unsafe target.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                let status = unsafe input.withUnsafeBytes { source in
                    unsafe stream.next_in = UnsafeMutablePointer(
                        mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                    unsafe stream.avail_in = size
                    unsafe stream.next_out = buffer.baseAddress?.assumingMemoryBound(
                        to: UInt8.self)
                    unsafe stream.avail_out = UInt32(clamping: buffer.count)
                    return unsafe deflate(&stream, Z_FINISH)
                }
                guard status == Z_STREAM_END else {
                    throw CompressionError(.corrupt, "deflate failed", codec: .gzip)
                }
                count = unsafe Int(stream.total_out)
                return count
            }
        }
    }
}
