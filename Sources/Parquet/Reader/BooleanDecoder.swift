// Booleans: one bit each, PLAIN or in hybrid runs.

import BinaryIO
import Columnar

/// Decodes booleans.
final class BooleanDecoder: ValueDecoder {
    private let column: ColumnDescriptor
    private var dense = BitmapBuilder()
    private var plain = Bytes.empty
    private var plainIndex = 0
    private var runs: HybridDecoder?

    init(column: ColumnDescriptor) {
        self.column = column
    }

    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        throw .unsupportedEncoding(.rleDictionary, of: column)
    }

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {
        runs = nil
        plain = .empty
        plainIndex = 0
        switch encoding {
        case .plain: plain = body
        case .rle:
            var reader = ByteReader(body)
            guard let count = try? reader.readUInt32(),
                let bytes = try? reader.readBytes(Int(count))
            else {
                // A page of nulls may have no value bytes at all.
                if body.isEmpty { return }
                throw .corrupt("the runs of a boolean page are cut off")
            }
            runs = try HybridDecoder(bytes, width: 1)
        default: throw .unsupportedEncoding(encoding, of: column)
        }
    }

    func prepare(slots: Int) {}

    func decode(_ count: Int) throws(ParquetError) {
        if runs != nil {
            try runs?.appendBits(count, to: &dense)
            return
        }
        guard plainIndex + count <= plain.count * 8 else {
            throw .corrupt("a page has too few values")
        }
        PackedBits.append(plain, start: 0, index: plainIndex, count: count, to: &dense)
        plainIndex += count
    }

    func skip(_ count: Int) throws(ParquetError) {
        if runs != nil {
            try runs?.skip(count)
            return
        }
        guard count <= plain.count * 8 - plainIndex else {
            throw .corrupt("a page has too few values")
        }
        plainIndex += count
    }

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        let values = dense.finish()
        guard let validity else { return .boolean(values) }
        var rows = BitmapBuilder(reserving: slots)
        var next = 0
        for wordIndex in 0..<validity.wordCount {
            let valid = validity.word(wordIndex)
            var word: UInt64 = 0
            var left = valid
            while left != 0 {
                let bit = left.trailingZeroBitCount
                if values[next] { word |= 1 << UInt64(bit) }
                next += 1
                left &= left - 1
            }
            rows.append(bits: word, count: min(64, slots - wordIndex * 64))
        }
        return .boolean(rows.finish())
    }
}

/// Columns whose every value is null: pages are counted, values left unread.
final class NullDecoder: ValueDecoder {
    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {}

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {}

    func prepare(slots: Int) {}

    func decode(_ count: Int) throws(ParquetError) {}

    func skip(_ count: Int) throws(ParquetError) {}

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        .null
    }
}
