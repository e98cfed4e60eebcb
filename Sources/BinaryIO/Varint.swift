// ULEB128: seven bits a byte, least significant first, the top bit says that more follow.

extension ByteReader {
    /// A ULEB128 of at most 64 bits.
    package mutating func readVarint() throws(BinaryError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readUInt8()
            if shift == 63 && byte > 1 {
                throw BinaryError(.outOfRange, "a varint exceeds 64 bits", offset: start)
            }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// A ULEB128 of at most 32 bits.
    package mutating func readVarint32() throws(BinaryError) -> UInt32 {
        let start = offset
        guard let value = UInt32(exactly: try readVarint()) else {
            throw BinaryError(.outOfRange, "a varint exceeds 32 bits", offset: start)
        }
        return value
    }
}

extension ByteWriter {
    /// Appends `value` as ULEB128, 1 to 10 bytes.
    package mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
