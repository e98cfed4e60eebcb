// Decimals in BYTE_ARRAY values, each of its own length: read as bytes first, then each converted.
// Rare, because nobody should write them.

import BinaryIO
import Columnar

/// Decodes decimals of variable length.
final class VariableDecimalDecoder: ValueDecoder {
    private let bytes: BinaryDecoder
    private let column: ColumnDescriptor

    init(column: ColumnDescriptor, type: DataType, options: ReadOptions) {
        self.column = column
        bytes = BinaryDecoder(column: column, type: type, options: options)
    }

    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        try bytes.setDictionary(body, valueCount: valueCount, encoding: encoding)
    }

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {
        try bytes.startPage(body, encoding: encoding, valueCountMax: valueCountMax)
    }

    func prepare(slots: Int) {
        bytes.prepare(slots: slots)
    }

    func decode(_ count: Int) throws(ParquetError) {
        try bytes.decode(count)
    }

    func skip(_ count: Int) throws(ParquetError) {
        try bytes.skip(count)
    }

    func decode(_ runs: [ValueRun]) throws(ParquetError) {
        try bytes.decode(runs)
    }

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        let storage = try bytes.finish(slots: slots, validity: validity)
        guard case .views(let views) = storage else { throw .corrupt("decimals are not bytes") }
        return column.conversion.conversion == .decimalToInt64
            ? .int64(try integers(views)) : .int128(try integers(views))
    }

    private func integers<Output: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
        _ views: BinaryViews
    ) throws(ParquetError) -> TypedBuffer<Output> {
        var failed = false
        // A null row is an empty view, which reads as zero.
        let values = TypedBuffer<Output>(capacity: views.count) { output in
            for row in 0..<views.count {
                unsafe views.bytes(at: row).withUnsafeBytes { buffer in
                    guard let base = buffer.baseAddress else {
                        output.append(0)
                        return
                    }
                    output.append(
                        unsafe BigEndianDecimal<Output>.value(
                            at: base, count: buffer.count, failed: &failed))
                }
            }
        }
        if failed { throw .corrupt("a value cannot be held as \(column.conversion.type)") }
        return values
    }
}
