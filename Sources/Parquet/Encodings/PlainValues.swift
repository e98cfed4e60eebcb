// Values in PLAIN form, written in another encoding: the way back from `PlainBody`. What is here
// comes from our own encoders, so its lengths are right.

import BinaryIO
import Columnar

/// The values of a page in PLAIN form.
struct PlainValues {
    let bytes: Bytes
    let column: ColumnDescriptor
    let valueCount: Int

    /// The encodings that values of the column may have beside PLAIN and the dictionary.
    static func encodings(_ column: ColumnDescriptor) -> [Encoding] {
        if column.element.logicalType == .unknown { return [] }
        switch column.physicalType {
        case .boolean: return [.rle]
        case .int32, .int64: return [.deltaBinaryPacked, .byteStreamSplit]
        case .float, .double: return [.byteStreamSplit]
        case .byteArray: return [.deltaLengthByteArray, .deltaByteArray]
        case .fixedLenByteArray: return [.byteStreamSplit, .deltaByteArray]
        case .int96, .unknown: return []
        }
    }

    /// Those among which the smallest is looked for: what all readers in use can read.
    static func candidates(_ column: ColumnDescriptor) -> [Encoding] {
        if column.element.logicalType == .unknown { return [.plain] }
        switch column.physicalType {
        case .boolean: return [.plain, .rle]
        case .int32, .int64: return [.plain, .deltaBinaryPacked]
        case .float, .double: return [.plain, .byteStreamSplit]
        case .byteArray: return [.plain, .deltaLengthByteArray, .deltaByteArray]
        case .fixedLenByteArray, .int96, .unknown: return [.plain]
        }
    }

    /// The values in `encoding`, which must be one of `encodings`, or PLAIN.
    func encoded(_ encoding: Encoding) -> Bytes {
        var writer = ByteWriter(capacity: bytes.count / 2 + 64)
        switch encoding {
        case .rle: appendRuns(to: &writer)
        case .deltaBinaryPacked:
            DeltaBinaryPacked.encode(
                integers(), isWide: column.physicalType == .int64, into: &writer)
        case .byteStreamSplit: ByteStreamSplit.encode(bytes, valueBytes: valueBytes, into: &writer)
        case .deltaLengthByteArray:
            let places = self.places()
            DeltaBinaryPacked.encode(
                places.map { Int64($0.count) }, isWide: false, into: &writer)
            for place in places { writer.append(bytes[place]) }
        case .deltaByteArray: DeltaByteArray.encode(bytes, places(), into: &writer)
        default: return bytes
        }
        return writer.finish()
    }

    private var valueBytes: Int {
        switch column.physicalType {
        case .int32, .float: 4
        case .int64, .double: 8
        default: max(column.typeLength, 1)
        }
    }

    private func integers() -> [Int64] {
        if column.physicalType == .int64 {
            return TypedBuffer<Int64>(bytes: bytes, count: valueCount).array()
        }
        return TypedBuffer<Int32>(bytes: bytes, count: valueCount).array().map { Int64($0) }
    }

    /// Where the bytes of each value are, its length left out.
    func places() -> [Range<Int>] {
        var places: [Range<Int>] = []
        places.reserveCapacity(valueCount)
        let span = bytes.span
        var offset = 0
        let fixed = column.physicalType == .byteArray ? nil : valueBytes
        while offset < bytes.count {
            var count = fixed ?? 0
            if fixed == nil {
                count = Int(UInt32(truncatingIfNeeded: span.wordOrZeros(at: offset)))
                offset += 4
            }
            places.append(offset..<min(offset + count, bytes.count))
            offset += count
        }
        return places
    }

    private func appendRuns(to writer: inout ByteWriter) {
        var encoder = HybridEncoder(width: 1)
        let span = bytes.span
        for index in 0..<valueCount {
            let bit = span.byte(at: index / 8) >> UInt8(index % 8) & 1
            encoder.append(repeating: UInt32(bit), count: 1)
        }
        let start = writer.count
        writer.append(UInt32(0))
        encoder.finish(into: &writer)
        writer.overwrite(UInt32(clamping: writer.count - start - 4), at: start)
    }

    /// Appends the hash of each value, as Bloom filters take it.
    func appendHashes(to hashes: inout [UInt64]) {
        let span = bytes.span
        for place in places() { hashes.append(XXHash64.hash(span.extracting(place))) }
    }
}
