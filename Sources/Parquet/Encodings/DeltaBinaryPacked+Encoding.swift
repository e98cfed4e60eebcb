// Encodings.md, section DELTA_BINARY_PACKED: the encoder. Blocks of 128 in four parts, as every
// other writer has them.

import BinaryIO

extension DeltaBinaryPacked {
    private static let blockCount = 128
    private static let partCount = 32

    /// Appends `values`.
    ///
    /// - Parameter isWide: whether they are INT64; differences of INT32 wrap around in 32 bits, so
    ///   that no part is wider than these.
    static func encode(_ values: [Int64], isWide: Bool, into writer: inout ByteWriter) {
        writer.appendVarint(UInt64(blockCount))
        writer.appendVarint(UInt64(blockCount / partCount))
        writer.appendVarint(UInt64(values.count))
        writer.appendVarint(ZigZag.encode(values.first ?? 0))
        var start = 1
        var deltas: [Int64] = []
        while start < values.count {
            let end = min(start + blockCount, values.count)
            deltas.removeAll(keepingCapacity: true)
            for index in start..<end {
                let delta = values[index] &- values[index - 1]
                deltas.append(isWide ? delta : Int64(Int32(truncatingIfNeeded: delta)))
            }
            appendBlock(deltas, isWide: isWide, to: &writer)
            start = end
        }
    }

    private static func appendBlock(
        _ deltas: [Int64], isWide: Bool, to writer: inout ByteWriter
    ) {
        let least = deltas.min() ?? 0
        writer.appendVarint(ZigZag.encode(least))
        let above = deltas.map { delta -> UInt64 in
            let difference = UInt64(bitPattern: delta &- least)
            return isWide ? difference : difference & 0xFFFF_FFFF
        }
        var widths: [Int] = []
        for start in stride(from: 0, to: blockCount, by: partCount) {
            let end = min(start + partCount, above.count)
            let bits = start < end ? above[start..<end].reduce(0) { $0 | $1 } : 0
            widths.append(64 - bits.leadingZeroBitCount)
        }
        for width in widths { writer.append(UInt8(width)) }
        for (part, width) in widths.enumerated() where part * partCount < above.count {
            let start = part * partCount
            pack(above[start..<min(start + partCount, above.count)], width, to: &writer)
        }
    }

    /// Packs a part, filled up with zeros.
    private static func pack(
        _ values: ArraySlice<UInt64>, _ width: Int, to writer: inout ByteWriter
    ) {
        guard width > 0 else { return }
        let end = writer.count + partCount * width / 8
        var word: UInt64 = 0
        var filled = 0
        for value in values {
            word |= value << UInt64(filled)
            filled += width
            if filled >= 64 {
                writer.append(word)
                filled -= 64
                word = filled == 0 ? 0 : value >> UInt64(width - filled)
            }
        }
        while filled > 0 {
            writer.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
            filled -= 8
        }
        while writer.count < end { writer.append(UInt8(0)) }
    }
}
