// The working memory of zstd and zlib, made at first use and freed with its owner.

import BinaryIO
import CZlib
import CZstd

/// Reusable contexts of the libraries that have some.
struct DecompressionContexts: ~Copyable {
    private var inflater: Inflater?

    static func zstd(
        _ input: Bytes, _ declaredCount: Int, _ regions: inout RecycledRegions
    ) throws(CompressionError) -> Bytes {
        let trusted =
            input.count * CompressionLimits.trustedRatio + CompressionLimits.trustedBytes
        let context = try unsafe ZstdContexts.decompression.take()
        defer { unsafe ZstdContexts.decompression.giveBack(context) }
        unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        if declaredCount <= trusted {
            return try unsafe zstdOnce(context, input, declaredCount, &regions)
        }
        return try unsafe zstdGrowing(context, input, declaredCount, trusted)
    }

    private static func zstdOnce(
        _ context: OpaquePointer, _ input: Bytes, _ declaredCount: Int,
        _ regions: inout RecycledRegions
    ) throws(CompressionError) -> Bytes {
        try regions.bytes(capacity: declaredCount) { (output) throws(CompressionError) in
            try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                let result = unsafe input.span.withUnsafeBytes { source in
                    unsafe ZSTD_decompressDCtx(
                        context, buffer.baseAddress, declaredCount, source.baseAddress,
                        source.count)
                }
                try check(result)
                guard result == declaredCount else {
                    throw Decompressor.mismatch(declaredCount, result, .zstd)
                }
                count = result
            }
        }
    }

    /// For sizes that are possible but not likely: memory follows what really comes out.
    private static func zstdGrowing(
        _ context: OpaquePointer, _ input: Bytes, _ declaredCount: Int, _ first: Int
    ) throws(CompressionError) -> Bytes {
        var writer = ByteWriter(capacity: first)
        var position = 0
        while true {
            let room = Swift.min(Swift.max(first, writer.count), declaredCount + 1 - writer.count)
            let before = position
            let (produced, ended) = try writer.append(capacity: room) {
                (output) throws(CompressionError) in
                try unsafe zstdStep(context, input, &position, &output)
            }
            if writer.count > declaredCount {
                throw Decompressor.mismatch(declaredCount, writer.count, .zstd)
            }
            if ended && position == input.count { break }
            if produced == 0 && position == before {
                throw CompressionError(.corrupt, "the frame ends too early", codec: .zstd)
            }
        }
        guard writer.count == declaredCount else {
            throw Decompressor.mismatch(declaredCount, writer.count, .zstd)
        }
        return writer.finish()
    }

    /// One call of the streaming decoder.
    ///
    /// - Returns: how many bytes came out, and whether a frame ended.
    static func zstdStep(
        _ context: OpaquePointer, _ input: Bytes, _ position: inout Int,
        _ output: inout OutputRawSpan
    ) throws(CompressionError) -> (produced: Int, ended: Bool) {
        try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
            try unsafe input.span.withUnsafeBytes { (source) throws(CompressionError) in
                var from = unsafe ZSTD_inBuffer(
                    src: source.baseAddress, size: source.count, pos: position)
                var to = unsafe ZSTD_outBuffer(
                    dst: buffer.baseAddress, size: buffer.count, pos: 0)
                let result = unsafe ZSTD_decompressStream(context, &to, &from)
                try check(result)
                position = unsafe from.pos
                count = unsafe to.pos
                return unsafe (to.pos, result == 0)
            }
        }
    }

    static func check(_ result: Int) throws(CompressionError) {
        guard ZSTD_isError(result) == 0 else {
            let name = unsafe String(cString: ZSTD_getErrorName(result))
            throw CompressionError(.corrupt, name, codec: .zstd)
        }
    }

    mutating func gzip(
        _ input: Bytes, _ declaredCount: Int
    ) throws(CompressionError) -> Bytes {
        // Deflate's best ratio is 1032 to 1.
        guard declaredCount / 1032 <= input.count + 1 else {
            throw Decompressor.mismatch(declaredCount, input.count * 1032, .gzip)
        }
        if inflater == nil {
            inflater = try Inflater()
        }
        guard inflater != nil else { return .empty }
        return try inflater!.block(input, declaredCount)
    }
}
