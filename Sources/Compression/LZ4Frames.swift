// The LZ4 frame format, as the first C++ writers of Parquet used it under the name LZ4.

import BinaryIO
import CLZ4

/// Reads LZ4 frames.
enum LZ4Frames {
    /// All of `input` as exactly `declaredCount` bytes; memory follows what really comes out.
    static func decompress(
        _ input: Bytes, _ declaredCount: Int
    ) throws(CompressionError) -> Bytes {
        var context: OpaquePointer?
        let made = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(made) == 0, let context = unsafe context else {
            throw CompressionError(.outOfMemory, "no decompression context", codec: .lz4Hadoop)
        }
        defer { unsafe _ = LZ4F_freeDecompressionContext(context) }
        var writer = ByteWriter(capacity: Swift.min(declaredCount, 1 << 20) + 1)
        var position = 0
        var isComplete = true
        while position < input.count {
            let room = Swift.min(
                Swift.max(1 << 20, writer.count), declaredCount + 1 - writer.count)
            let before = position
            let (produced, ended) = try writer.append(capacity: room) {
                (output) throws(CompressionError) in
                try unsafe step(context, input, &position, &output)
            }
            isComplete = ended
            if writer.count > declaredCount {
                throw Decompressor.mismatch(declaredCount, writer.count, .lz4Hadoop)
            }
            if produced == 0 && position == before { break }
        }
        guard isComplete, position == input.count, writer.count == declaredCount else {
            throw Decompressor.mismatch(declaredCount, writer.count, .lz4Hadoop)
        }
        return writer.finish()
    }

    private static func step(
        _ context: OpaquePointer, _ input: Bytes, _ position: inout Int,
        _ output: inout OutputRawSpan
    ) throws(CompressionError) -> (produced: Int, ended: Bool) {
        try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
            try unsafe input.span.withUnsafeBytes { (source) throws(CompressionError) in
                var produced = buffer.count
                var consumed = source.count - position
                let hint = unsafe LZ4F_decompress(
                    context, buffer.baseAddress, &produced,
                    source.baseAddress.map { unsafe $0 + position }, &consumed, nil)
                guard LZ4F_isError(hint) == 0 else {
                    throw CompressionError(.corrupt, "the frame is damaged", codec: .lz4Hadoop)
                }
                position += consumed
                count = produced
                return (produced, hint == 0)
            }
        }
    }
}
