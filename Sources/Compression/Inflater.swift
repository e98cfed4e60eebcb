// zlib's inflate over gzip members and zlib streams. The z_stream stays at one address for its
// whole life, because zlib keeps a pointer back to it.

import BinaryIO
import CZlib

/// One inflate context.
///
/// `@unchecked Sendable`: noncopyable, so whoever holds it is the only user of the pointer.
@safe
struct Inflater: ~Copyable, @unchecked Sendable {
    /// 15 bits of window; adding 32 makes zlib tell gzip from zlib by the header.
    private static let windowBits: Int32 = 15 + 32

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last step ended a member, so that the next byte starts another.
    private(set) var isAtMemberEnd = true

    init() throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe inflateInit2_(
            stream, Self.windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            unsafe stream.deallocate()
            throw CompressionError(.outOfMemory, "no inflate context", codec: .gzip)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func reset() {
        unsafe inflateReset(stream)
        isAtMemberEnd = true
    }

    /// Inflates all of `input` into exactly `declaredCount` bytes.
    mutating func block(
        _ input: Bytes, _ declaredCount: Int
    ) throws(CompressionError) -> Bytes {
        reset()
        var position = 0
        // One spare byte shows output that is longer than declared.
        var writer = ByteWriter(capacity: Swift.min(declaredCount, 1 << 20) + 1)
        while position < input.count || !isAtMemberEnd {
            let room = Swift.min(
                Swift.max(1 << 20, writer.count), declaredCount + 1 - writer.count)
            let before = position
            let produced = try writer.append(capacity: room) { (output) throws(CompressionError) in
                try step(input, &position, &output)
            }
            if writer.count > declaredCount {
                throw Decompressor.mismatch(declaredCount, writer.count, .gzip)
            }
            if produced == 0 && position == before {
                throw CompressionError(.corrupt, "the member ends too early", codec: .gzip)
            }
        }
        guard writer.count == declaredCount else {
            throw Decompressor.mismatch(declaredCount, writer.count, .gzip)
        }
        return writer.finish()
    }

    /// One call of inflate from `position` on; returns how many bytes came out.
    ///
    /// At a member's end it stops; the next call starts the next member.
    mutating func step(
        _ input: Bytes, _ position: inout Int, _ output: inout OutputRawSpan
    ) throws(CompressionError) -> Int {
        if isAtMemberEnd {
            guard position < input.count else { return 0 }
            unsafe inflateReset(stream)
            isAtMemberEnd = false
        }
        let stream = unsafe self.stream
        let start = position
        var ended = false
        let produced = try unsafe output.withUnsafeMutableBytes {
            (buffer, count) throws(CompressionError) in
            try unsafe input.span.withUnsafeBytes { (source) throws(CompressionError) in
                let available = Swift.min(source.count - start, 1 << 30)
                let room = Swift.min(buffer.count, 1 << 30)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                        .advanced(by: start))
                unsafe stream.pointee.avail_in = UInt32(available)
                unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(
                    to: UInt8.self)
                unsafe stream.pointee.avail_out = UInt32(room)
                let result = unsafe inflate(stream, Z_NO_FLUSH)
                guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
                    throw CompressionError(
                        .corrupt, "inflate failed with code \(result)", codec: .gzip)
                }
                ended = result == Z_STREAM_END
                position = unsafe start + available - Int(stream.pointee.avail_in)
                count = unsafe room - Int(stream.pointee.avail_out)
                return count
            }
        }
        isAtMemberEnd = ended
        return produced
    }
}
