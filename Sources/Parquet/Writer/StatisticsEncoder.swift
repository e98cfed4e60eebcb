// Bounds as the footer has them: PLAIN bytes, cut where they are long, with flags that say whether
// they are values of the column (parquet.thrift, Statistics).

import BinaryIO
import Columnar

/// Writes statistics of a chunk.
struct StatisticsEncoder {
    /// Bytes of a bound at most.
    let bytesMax: Int
    /// Whether bounds are text, which is cut between characters.
    let isText: Bool
    /// Bytes of a FIXED_LEN_BYTE_ARRAY.
    let fixedBytes: Int
    /// Whether there may be NaNs, so that their count is written.
    let isFloating: Bool

    init(column: ColumnDescriptor, bytesMax: Int) {
        self.bytesMax = bytesMax
        isText = column.conversion.type == .string
        fixedBytes = column.typeLength
        isFloating = column.isFloating
    }

    func statistics(_ bounds: ValueBounds?, nullCount: Int, nanCount: Int) -> Statistics {
        var statistics = Statistics()
        statistics.nullCount = Int64(nullCount)
        if isFloating { statistics.nanCount = Int64(nanCount) }
        guard let bounds else { return statistics }
        switch bounds {
        case .bytes(let least, let greatest):
            setBytes(least, greatest, &statistics)
            return statistics
        default:
            let (least, greatest) = plain(bounds)
            statistics.minValue = least
            statistics.maxValue = greatest
        }
        statistics.isMinValueExact = bounds.isExact.least
        statistics.isMaxValueExact = bounds.isExact.greatest
        return statistics
    }

    private func plain(_ bounds: ValueBounds) -> (Bytes, Bytes) {
        switch bounds {
        case .boolean(let least, let greatest):
            (Bytes([least ? 1 : 0]), Bytes([greatest ? 1 : 0]))
        case .int32(let least, let greatest): (littleEndian(least), littleEndian(greatest))
        case .int64(let least, let greatest): (littleEndian(least), littleEndian(greatest))
        case .uint32(let least, let greatest): (littleEndian(least), littleEndian(greatest))
        case .uint64(let least, let greatest): (littleEndian(least), littleEndian(greatest))
        case .float(let least, let greatest) where fixedBytes == 2:
            (
                littleEndian(Float16(least).bitPattern),
                littleEndian(Float16(greatest).bitPattern)
            )
        case .float(let least, let greatest):
            (littleEndian(least.bitPattern), littleEndian(greatest.bitPattern))
        case .double(let least, let greatest):
            (littleEndian(least.bitPattern), littleEndian(greatest.bitPattern))
        case .decimal(let least, let greatest):
            (
                Bytes(BigEndian.bytes(least, fixedBytes)),
                Bytes(BigEndian.bytes(greatest, fixedBytes))
            )
        case .bytes(let least, let greatest): (Bytes(least), Bytes(greatest))
        }
    }

    private func littleEndian(_ value: some FixedWidthInteger) -> Bytes {
        var bytes: [UInt8] = []
        var rest = value
        for _ in 0..<(rest.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        return Bytes(bytes)
    }

    private func setBytes(
        _ least: [UInt8], _ greatest: [UInt8], _ statistics: inout Statistics
    ) {
        if least.count <= bytesMax {
            statistics.minValue = Bytes(least)
            statistics.isMinValueExact = true
        } else {
            statistics.minValue = Bytes(Array(prefix(least)))
            statistics.isMinValueExact = false
        }
        if greatest.count <= bytesMax {
            statistics.maxValue = Bytes(greatest)
            statistics.isMaxValueExact = true
        } else if let above = above(prefix(greatest)) {
            statistics.maxValue = Bytes(above)
            statistics.isMaxValueExact = false
        }
    }

    /// At most `bytesMax` bytes; of text, whole characters.
    private func prefix(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var end = min(bytes.count, bytesMax)
        if isText {
            // A byte 10xxxxxx continues a character.
            while end > 0 && end < bytes.count && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return bytes[..<end]
    }

    /// The least value of the same length or shorter that is above everything with this prefix;
    /// nil where there is none.
    private func above(_ prefix: ArraySlice<UInt8>) -> [UInt8]? {
        if !isText {
            var bytes = Array(prefix)
            while let last = bytes.popLast() {
                if last < 0xFF { return bytes + [last + 1] }
            }
            return nil
        }
        var scalars = Array(String(decoding: prefix, as: UTF8.self).unicodeScalars)
        while let last = scalars.popLast() {
            // The next scalar value; surrogates are none.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            if let scalar = Unicode.Scalar(next) {
                var text = String.UnicodeScalarView(scalars)
                text.append(scalar)
                return Array(String(text).utf8)
            }
        }
        return nil
    }
}

/// Big-endian two's complement.
enum BigEndian {
    /// The low `count` bytes of `value`, the most significant first.
    static func bytes(_ value: Int128, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> Int128((count - 1 - $0) * 8)) }
    }
}
