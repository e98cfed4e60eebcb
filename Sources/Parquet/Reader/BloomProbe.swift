// Asking Bloom filters: a value becomes the PLAIN bytes of its column's physical type, whatever the
// column is read as. Where that is not one value for certain, the answer is "it may be there".

import BinaryIO
public import Columnar

extension ParquetFooter {
    /// Where the Bloom filter of a leaf column stands; nil where the file has none.
    ///
    /// A filter whose length is not known is taken to reach to the footer or to the limit.
    public func bloomFilterRange(of path: [String], rowGroup: Int) -> Range<Int>? {
        guard let leaf = leaf(path),
            let chunk = metaData.rowGroups[rowGroup].columns[leaf].metaData,
            let offset = chunk.bloomFilterOffset, offset > 0, offset < Int64(dataBytes)
        else { return nil }
        let rest = Int64(dataBytes) - offset
        let count = chunk.bloomFilterBytes.map { Int64($0) } ?? rest
        return range(offset, min(count, rest, Int64(ParquetLimits.bloomFilterBytesMax)))
    }

    /// Whether the column may hold `value`; false is certain.
    public func mayContain(_ value: Scalar, in path: [String], filter: BloomFilter) -> Bool {
        guard let leaf = leaf(path),
            let bytes = BloomProbe(column: fileSchema.columns[leaf]).physicalBytes(of: value)
        else { return true }
        return filter.mayContain(hash: XXHash64.hash(bytes.span))
    }
}

/// Finds the stored form of a value.
struct BloomProbe {
    let column: ColumnDescriptor

    /// The PLAIN bytes of `value` without a length; nil where it has none, or several.
    func physicalBytes(of value: Scalar) -> Bytes? {
        switch (column.conversion.conversion, value) {
        case (.text, .string(let text)): return Bytes(utf8: text)
        case (.bytes, .binary(let bytes)): return Bytes(bytes)
        // Zeros have two forms, NaNs many.
        case (.float32, .float32(let value)):
            return value == 0 || value.isNaN ? nil : integer(Int128(value.bitPattern), 4)
        case (.float64, .float64(let value)):
            return value == 0 || value.isNaN ? nil : integer(Int128(value.bitPattern), 8)
        default: return number(value).flatMap { stored($0) }
        }
    }

    private func number(_ value: Scalar) -> Int128? {
        switch (value, column.conversion.type) {
        case (.int8(let value), .int8): Int128(value)
        case (.int16(let value), .int16): Int128(value)
        case (.int32(let value), .int32), (.date(let value), .date): Int128(value)
        case (.int64(let value), .int64), (.timestamp(let value), .timestamp),
            (.timestampNTZ(let value), .timestampNTZ):
            Int128(value)
        case (.decimal(let value, let type), .decimal(let own)) where type == own: value
        default: nil
        }
    }

    private func stored(_ number: Int128) -> Bytes? {
        switch column.conversion.conversion {
        case .int32ToInt8, .int32ToInt16, .uint8ToInt16, .int32, .uint16ToInt32, .uint32ToInt64,
            .int32ToInt64, .int32ToInt128:
            return integer(number, 4)
        case .int64, .int64ToInt128, .uint64ToInt128: return integer(number, 8)
        case .millisToMicros: return number % 1000 == 0 ? integer(number / 1000, 8) : nil
        case .decimalToInt64, .decimalToInt128:
            guard column.physicalType == .fixedLenByteArray, column.typeLength <= 16 else {
                return nil
            }
            return Bytes(BigEndian.bytes(number, column.typeLength))
        default: return nil
        }
    }

    /// The low `count` bytes, the least significant first.
    private func integer(_ number: Int128, _ count: Int) -> Bytes {
        Bytes((0..<count).map { UInt8(truncatingIfNeeded: number >> Int128($0 * 8)) })
    }
}
