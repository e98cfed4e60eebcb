// Brotli streams. There is no bound on how far one grows, so memory follows what really comes out.

import BinaryIO
import CBrotli

/// Whole Brotli streams.
enum BrotliBlocks {
    /// Window of the encoder, as a power of two: 4 MiB, more than any page of ours.
    private static let windowLog: Int32 = 22

    /// All of `input` as exactly `declaredCount` bytes.
    static func decompress(
        _ input: Bytes, _ declaredCount: Int
    ) throws(CompressionError) -> Bytes {
        guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw CompressionError(.outOfMemory, "no decompression context", codec: .brotli)
        }
        defer { unsafe BrotliDecoderDestroyInstance(state) }
        var writer = ByteWriter(capacity: Swift.min(declaredCount, 1 << 20) + 1)
        var position = 0
        while true {
            // One spare byte shows output that is longer than declared.
            let room = Swift.min(
                Swift.max(1 << 20, writer.count), declaredCount + 1 - writer.count)
            let before = position
            let (produced, ended) = try writer.append(capacity: room) {
                (output) throws(CompressionError) in
                try unsafe step(state, input, &position, &output)
            }
            if writer.count > declaredCount {
                throw Decompressor.mismatch(declaredCount, writer.count, .brotli)
            }
            if ended { break }
            if produced == 0 && position == before {
                throw CompressionError(.corrupt, "the stream ends too early", codec: .brotli)
            }
        }
        guard position == input.count, writer.count == declaredCount else {
            throw Decompressor.mismatch(declaredCount, writer.count, .brotli)
        }
        return writer.finish()
    }

    private static func step(
        _ state: OpaquePointer, _ input: Bytes, _ position: inout Int,
        _ output: inout OutputRawSpan
    ) throws(CompressionError) -> (produced: Int, ended: Bool) {
        try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
            try unsafe input.span.withUnsafeBytes { (source) throws(CompressionError) in
                var available = source.count - position
                var next = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    .advanced(by: position)
                var room = buffer.count
                var target = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
                let result = unsafe BrotliDecoderDecompressStream(
                    state, &available, &next, &room, &target, nil)
                guard result != BROTLI_DECODER_RESULT_ERROR else {
                    throw CompressionError(.corrupt, "the stream is damaged", codec: .brotli)
                }
                position = source.count - available
                count = buffer.count - room
                return (count, result == BROTLI_DECODER_RESULT_SUCCESS)
            }
        }
    }

    static func compress(
        _ input: RawSpan, level: Int32, _ output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        let room = BrotliEncoderMaxCompressedSize(input.byteCount)
        guard room > 0 else {
            throw CompressionError(.limitExceeded, "a block is too large", codec: .brotli)
        }
        let quality = Swift.min(Swift.max(level, 0), 11)
        return try output.append(capacity: room) { (target) throws(CompressionError) in
            try unsafe target.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                var length = room
                let succeeded = unsafe input.withUnsafeBytes { source in
                    unsafe BrotliEncoderCompress(
                        quality, windowLog, BROTLI_MODE_GENERIC, source.count,
                        source.baseAddress?.assumingMemoryBound(to: UInt8.self), &length,
                        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
                }
                guard succeeded != 0 else {
                    throw CompressionError(.corrupt, "compression failed", codec: .brotli)
                }
                count = length
                return length
            }
        }
    }
}
