// Writes booleans as bits, and decimals of more than 18 digits as big-endian bytes: the physical
// types that never have a dictionary here.

import BinaryIO
import Columnar

/// Encodes booleans.
final class BooleanEncoder: ValueEncoder {
    private var bits = BitmapBuilder()
    private var hasFalse = false
    private var hasTrue = false

    var isDictionary: Bool { false }
    var dictionaryCount: Int { 0 }
    var dictionaryBytes: Int { 0 }
    var pageBytes: Int { bits.count / 8 }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        guard case .boolean(let all) = values else { return }
        let part = all.slice(range)
        let set = part.setCount()
        hasTrue = hasTrue || set > 0
        hasFalse = hasFalse || set < part.count
        bits.append(contentsOf: part)
    }

    func takePage() -> PageValues {
        let bitmap = bits.finish()
        var writer = ByteWriter(capacity: bitmap.count / 8 + 8)
        for word in 0..<bitmap.wordCount {
            let value = bitmap.word(word)
            let bytes = (min(64, bitmap.count - word * 64) + 7) / 8
            for byte in 0..<bytes {
                writer.append(UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)))
            }
        }
        return .plain(writer.finish())
    }

    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {}
    func plainBytes(_ codes: [UInt32]) -> Int { 0 }
    func appendDictionary(to writer: inout ByteWriter) {}
    func leaveDictionary() {}

    func finishChunk() -> ValueBounds? {
        defer {
            hasFalse = false
            hasTrue = false
        }
        guard hasFalse || hasTrue else { return nil }
        return .boolean(!hasFalse, hasTrue)
    }
}

/// Encodes decimals of more than 18 digits.
final class WideDecimalEncoder: ValueEncoder {
    private let valueBytes: Int
    private var plain = ByteWriter(capacity: 16)
    private var bounds: (least: Int128, greatest: Int128)?

    init(valueBytes: Int) {
        self.valueBytes = valueBytes
    }

    var isDictionary: Bool { false }
    var dictionaryCount: Int { 0 }
    var dictionaryBytes: Int { 0 }
    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        guard case .wideDecimal(let all) = values else { return }
        let span = all.span
        for row in range {
            let value = span[row]
            var shift = Int128((valueBytes - 1) * 8)
            while shift >= 0 {
                plain.append(UInt8(truncatingIfNeeded: value >> shift))
                shift -= 8
            }
            let known = bounds ?? (value, value)
            bounds = (min(known.least, value), max(known.greatest, value))
        }
    }

    func takePage() -> PageValues {
        var finished = ByteWriter(capacity: plain.count)
        swap(&finished, &plain)
        return .plain(finished.finish())
    }

    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {}
    func plainBytes(_ codes: [UInt32]) -> Int { 0 }
    func appendDictionary(to writer: inout ByteWriter) {}
    func leaveDictionary() {}

    func finishChunk() -> ValueBounds? {
        defer { bounds = nil }
        return bounds.map { .decimal($0.least, $0.greatest) }
    }
}

/// Columns whose every value is null.
final class NullEncoder: ValueEncoder {
    var isDictionary: Bool { false }
    var dictionaryCount: Int { 0 }
    var dictionaryBytes: Int { 0 }
    var pageBytes: Int { 0 }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {}
    func takePage() -> PageValues { .plain(.empty) }
    func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {}
    func plainBytes(_ codes: [UInt32]) -> Int { 0 }
    func appendDictionary(to writer: inout ByteWriter) {}
    func leaveDictionary() {}
    func finishChunk() -> ValueBounds? { nil }
}
