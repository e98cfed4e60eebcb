// Integers of a fixed bit width laid end to end, least significant bit first: Parquet's
// Encodings.md, section RLE, and the mini-blocks of section DELTA_BINARY_PACKED.

/// Packing and unpacking of fixed-width integers.
package enum BitPacking {
    /// The smallest width that holds `value`: 0 for 0.
    package static func width(of value: UInt64) -> Int {
        UInt64.bitWidth - value.leadingZeroBitCount
    }

    /// How many bytes `count` integers of `width` bits take.
    ///
    /// - Precondition: `count * width` fits an Int; callers bound both before.
    package static func byteCount(count: Int, width: Int) -> Int {
        (count * width + 7) / 8
    }

    /// Unpacks `count` integers of `width` bits (0...32) that start at `offset`.
    ///
    /// - Returns: false, having appended nothing, where `source` is too short or `output` has
    ///   too little room.
    package static func unpack(
        _ source: RawSpan, offset: Int, width: Int, count: Int,
        into output: inout OutputSpan<UInt32>
    ) -> Bool {
        guard width >= 0, width <= 32, count >= 0, offset >= 0, count <= output.freeCapacity,
            offset <= source.byteCount,
            byteCount(count: count, width: width) <= source.byteCount - offset
        else { return false }
        unsafe source.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                guard let target = buffer.baseAddress, count > 0 else { return }
                unsafe unpack32Kernel(
                    bytes, offset: offset, width: width, count: count,
                    into: target + initialized)
                initialized += count
            }
        }
        return true
    }

    /// Unpacks `count` integers of `width` bits (0...64) that start at `offset`.
    ///
    /// - Returns: false, having appended nothing, where `source` is too short or `output` has
    ///   too little room.
    package static func unpack(
        _ source: RawSpan, offset: Int, width: Int, count: Int,
        into output: inout OutputSpan<UInt64>
    ) -> Bool {
        guard width >= 0, width <= 64, count >= 0, offset >= 0, count <= output.freeCapacity,
            offset <= source.byteCount,
            byteCount(count: count, width: width) <= source.byteCount - offset
        else { return false }
        unsafe source.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                guard let target = buffer.baseAddress, count > 0 else { return }
                unsafe unpack64Kernel(
                    bytes, offset: offset, width: width, count: count,
                    into: target + initialized)
                initialized += count
            }
        }
        return true
    }
}

extension ByteWriter {
    /// Appends `values` packed to `width` bits (0...32), padded with zeros to a whole byte.
    ///
    /// - Precondition: every value fits `width` bits.
    package mutating func appendPacked(_ values: Span<UInt32>, width: Int) {
        precondition(width >= 0 && width <= 32, "a 32-bit integer has 0 to 32 bits")
        let bytes = BitPacking.byteCount(count: values.count, width: width)
        // The kernel stores whole words: eight spare bytes keep it inside the room.
        append(capacity: bytes + 8) { output in
            unsafe output.withUnsafeMutableBytes { buffer, initialized in
                unsafe values.withUnsafeBufferPointer { source in
                    guard let target = buffer.baseAddress else { return }
                    unsafe BitPacking.pack32Kernel(
                        source, width: width, into: target + initialized)
                }
                initialized += bytes
            }
        }
    }
}
