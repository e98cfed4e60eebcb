// Decompression of whole files, chunk by chunk, with memory that does not depend on their size:
// the caller gives chunks as it reads them and takes chunks until there are no more.

package import BinaryIO
import CZstd

/// Decompresses a stream of chunks.
///
/// ```
/// var decompressor = try StreamDecompressor(codec: .zstd)
/// for chunk in chunks {
///     decompressor.supply(chunk)
///     while let piece = try decompressor.next() { use(piece) }
/// }
/// try decompressor.finish()
/// ```
///
/// `@unchecked Sendable`: noncopyable, so whoever holds it is the only user of the context.
@safe
package struct StreamDecompressor: ~Copyable, @unchecked Sendable {
    /// What the stream is compressed with.
    package let codec: CompressionCodec
    private let zstdContext: OpaquePointer?
    private var inflater: Inflater?
    private var input = Bytes.empty
    private var position = 0
    /// Whether the stream may end here: nothing was read, or a frame or member just ended.
    private var isComplete = true
    /// Whether the library may still hold output although all input is consumed.
    private var mayHoldOutput = false

    /// Starts at the beginning of a stream. Only gzip and zstd have streams here.
    package init(codec: CompressionCodec) throws(CompressionError) {
        self.codec = codec
        unsafe zstdContext = codec == .zstd ? ZSTD_createDCtx() : nil
        inflater = nil
        switch codec {
        case .uncompressed:
            return
        case .gzip:
            inflater = try Inflater()
        case .zstd:
            guard let context = unsafe zstdContext else {
                throw CompressionError(.outOfMemory, "no decompression context", codec: codec)
            }
            unsafe ZSTD_DCtx_setParameter(
                context, ZSTD_d_windowLogMax, Int32(CompressionLimits.zstdWindowLogMax))
        case .snappy, .lz4, .lz4Hadoop, .brotli:
            throw CompressionError(
                .corrupt, "a \(codec) block cannot be read as a stream; use zstd or gzip",
                codec: codec)
        }
    }

    deinit {
        unsafe ZSTD_freeDCtx(zstdContext)
    }

    /// Gives the next chunk of the file.
    ///
    /// - Precondition: `next()` has returned nil since the last chunk.
    package mutating func supply(_ chunk: Bytes) {
        precondition(position == input.count, "the last chunk is not used up")
        input = chunk
        position = 0
    }

    /// The next piece of content, at most `CompressionLimits.streamChunkBytes` long, or nil where
    /// more input is needed.
    ///
    /// - Complexity: O(piece).
    package mutating func next() throws(CompressionError) -> Bytes? {
        if codec == .uncompressed {
            guard position < input.count else { return nil }
            defer { position = input.count }
            return input[position..<input.count]
        }
        while position < input.count || mayHoldOutput {
            let piece = try Bytes(capacity: CompressionLimits.streamChunkBytes) {
                (output) throws(CompressionError) in
                try step(&output)
            }
            mayHoldOutput = piece.count == CompressionLimits.streamChunkBytes
            if !piece.isEmpty { return piece }
        }
        return nil
    }

    private mutating func step(_ output: inout OutputRawSpan) throws(CompressionError) {
        if let context = unsafe zstdContext {
            let before = position
            let (produced, ended) = try unsafe DecompressionContexts.zstdStep(
                context, input, &position, &output)
            // A step without input or output says nothing about where the frame is.
            if produced > 0 || position > before { isComplete = ended }
        } else {
            _ = try inflater?.step(input, &position, &output)
            isComplete = inflater?.isAtMemberEnd ?? true
        }
    }

    /// Says that the file has ended.
    ///
    /// - Throws: `CompressionError` where the stream stops in the middle of a frame or member.
    package borrowing func finish() throws(CompressionError) {
        guard isComplete else {
            throw CompressionError(
                .corrupt, "the stream ends in the middle of a frame; the file is cut off",
                codec: codec)
        }
    }
}
