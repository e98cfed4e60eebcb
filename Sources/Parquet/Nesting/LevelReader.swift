// Levels of a page, whichever of the two encodings they have.

import BinaryIO
import Columnar

/// Reads levels and checks each against the highest one.
struct LevelReader {
    private(set) var decoder: HybridDecoder
    let maxLevel: UInt8

    /// - Parameter valueCount: how many levels the page has.
    init(
        _ bytes: Bytes?, encoding: Encoding, maxLevel: Int, valueCount: Int
    ) throws(ParquetError) {
        guard let bytes, let level = UInt8(exactly: maxLevel) else {
            throw .corrupt("a page without levels")
        }
        self.maxLevel = level
        let width = BitPacking.width(of: UInt64(maxLevel))
        switch encoding {
        case .bitPacked:
            decoder = try HybridDecoder(
                Self.hybrid(ofBitPacked: bytes, width: width, count: valueCount), width: width)
        // Old writers name PLAIN where the levels are runs all the same.
        default: decoder = try HybridDecoder(bytes, width: width)
        }
    }

    /// Turns levels packed from the most significant bit into one packed run.
    private static func hybrid(ofBitPacked bytes: Bytes, width: Int, count: Int) -> Bytes {
        let groups = (count + 7) / 8
        var writer = ByteWriter(capacity: groups * width + 10)
        writer.appendVarint(UInt64(groups) << 1 | 1)
        var values: [UInt32] = []
        values.reserveCapacity(groups * 8)
        for index in 0..<(groups * 8) {
            var value: UInt32 = 0
            for bit in (index * width)..<((index + 1) * width) {
                let byte = bit / 8 < bytes.count ? bytes[bit / 8] : 0
                value = value << 1 | UInt32(byte >> UInt8(7 - bit % 8) & 1)
            }
            values.append(value)
        }
        writer.appendPacked(values.span, width: width)
        return writer.finish()
    }

    /// Appends the next `count` levels.
    mutating func read(_ count: Int, into levels: inout LevelBuffer) throws(ParquetError) {
        let start = levels.count
        try levels.append(count, from: &decoder)
        guard levels.highest(from: start) <= maxLevel else {
            throw .corrupt("a level exceeds the highest one, \(maxLevel)")
        }
    }

    /// Appends the next `count` levels as bits: whether each is 1. Only where 1 is the highest.
    mutating func readBits(_ count: Int, into bits: inout BitmapBuilder) throws(ParquetError) {
        try decoder.appendBits(count, to: &bits)
    }
}
