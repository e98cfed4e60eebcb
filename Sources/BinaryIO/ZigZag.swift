// ZigZag maps signed integers to unsigned ones so that small magnitudes stay small:
// 0, -1, 1, -2, 2 ... become 0, 1, 2, 3, 4 ...

/// The ZigZag mapping and its inverse.
package enum ZigZag {
    package static func encode(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: (value << 1) ^ (value >> 63))
    }

    package static func decode(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

extension ByteReader {
    /// A ZigZag ULEB128 of at most 64 bits.
    package mutating func readZigZag() throws(BinaryError) -> Int64 {
        ZigZag.decode(try readVarint())
    }
}

extension ByteWriter {
    /// Appends `value` as ZigZag ULEB128.
    package mutating func appendZigZag(_ value: Int64) {
        appendVarint(ZigZag.encode(value))
    }
}
