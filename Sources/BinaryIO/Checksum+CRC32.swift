// CRC-32 as in gzip, PNG and Parquet pages: polynomial 0x04C11DB7, reflected, initial value and
// final XOR all ones. Sixteen bytes a step over sixteen tables ("slicing"), which is what memory
// bandwidth of a page in cache can feed without carry-less multiplication.

/// CRC-32 (ISO 3309).
package enum CRC32 {
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 16 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
            }
            tables[byte] = value
        }
        for slice in 1..<16 {
            for byte in 0..<256 {
                let previous = tables[(slice - 1) * 256 + byte]
                tables[slice * 256 + byte] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
            }
        }
        return tables
    }()

    /// The checksum of `bytes`, continuing from that of the bytes before them.
    ///
    /// - Complexity: O(n).
    package static func checksum(_ bytes: RawSpan, continuing previous: UInt32 = 0) -> UInt32 {
        unsafe tables.withUnsafeBufferPointer { tables in
            unsafe bytes.withUnsafeBytes { buffer in
                guard let base = tables.baseAddress else { return previous }
                return unsafe ~update(buffer, ~previous, base)
            }
        }
    }

    /// The checksum of `bytes`.
    package static func checksum(_ bytes: Bytes) -> UInt32 { checksum(bytes.span) }

    private static func update(
        _ buffer: UnsafeRawBufferPointer, _ initial: UInt32, _ table: UnsafePointer<UInt32>
    ) -> UInt32 {
        var crc = initial
        var index = 0
        while buffer.count - index >= 16 {
            let low = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let high = unsafe buffer.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
            let first = low ^ UInt64(crc)
            crc = unsafe eight(first, table + 8 * 256) ^ eight(high, table)
            index += 16
        }
        while index < buffer.count {
            crc = unsafe (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ buffer[index])]
            index += 1
        }
        return crc
    }

    /// Eight bytes through eight tables, the first byte through the last table.
    @inline(__always)
    private static func eight(_ word: UInt64, _ table: UnsafePointer<UInt32>) -> UInt32 {
        var crc: UInt32 = 0
        crc ^= unsafe table[7 * 256 + Int(word & 0xFF)]
        crc ^= unsafe table[6 * 256 + Int((word >> 8) & 0xFF)]
        crc ^= unsafe table[5 * 256 + Int((word >> 16) & 0xFF)]
        crc ^= unsafe table[4 * 256 + Int((word >> 24) & 0xFF)]
        crc ^= unsafe table[3 * 256 + Int((word >> 32) & 0xFF)]
        crc ^= unsafe table[2 * 256 + Int((word >> 40) & 0xFF)]
        crc ^= unsafe table[1 * 256 + Int((word >> 48) & 0xFF)]
        crc ^= unsafe table[Int(word >> 56)]
        return crc
    }
}
