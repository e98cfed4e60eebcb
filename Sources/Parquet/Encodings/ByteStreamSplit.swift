// Encodings.md, section BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones...

import BinaryIO

/// BYTE_STREAM_SPLIT values.
enum ByteStreamSplit {
    /// The values one after the other.
    static func plain(_ body: Bytes, valueBytes: Int) throws(BinaryError) -> Bytes {
        guard valueBytes > 0, body.count % valueBytes == 0 else {
            throw BinaryError(
                .malformed, "\(body.count) bytes are no whole values of \(valueBytes)", offset: 0)
        }
        let count = body.count / valueBytes
        let source = body.span
        var writer = ByteWriter(capacity: body.count)
        for index in 0..<count {
            for stream in 0..<valueBytes {
                writer.append(source.byte(at: stream * count + index))
            }
        }
        return writer.finish()
    }

    /// Appends whole values of `valueBytes` bytes, stream by stream.
    static func encode(_ plain: Bytes, valueBytes: Int, into writer: inout ByteWriter) {
        let source = plain.span
        let count = plain.count / valueBytes
        for stream in 0..<valueBytes {
            for index in 0..<count {
                writer.append(source.byte(at: index * valueBytes + stream))
            }
        }
    }
}
