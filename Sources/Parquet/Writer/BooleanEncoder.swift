// Writes the physical types that never have a dictionary here: booleans as bits, decimals of more
// than 18 digits as big-endian bytes, half floats as two bytes, nulls as nothing.

import BinaryIO
import Columnar

/// Encodes booleans.
final class BooleanEncoder: ValueEncoder {
    private var bits = BitmapBuilder()
    private var hasFalse = false
    private var hasTrue = false

    var pageBytes: Int { bits.count / 8 }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        guard case .boolean(let all) = values else { return }
        let part = all.slice(range)
        let set = part.setCount()
        hasTrue = hasTrue || set > 0
        hasFalse = hasFalse || set < part.count
        bits.append(contentsOf: part)
    }

    func takePage() -> FinishedValues {
        let bitmap = bits.finish()
        var writer = ByteWriter(capacity: bitmap.count / 8 + 8)
        for word in 0..<bitmap.wordCount {
            let value = bitmap.word(word)
            let bytes = (min(64, bitmap.count - word * 64) + 7) / 8
            for byte in 0..<bytes {
                writer.append(UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)))
            }
        }
        defer {
            hasFalse = false
            hasTrue = false
        }
        return FinishedValues(
            values: .plain(writer.finish()),
            bounds: hasFalse || hasTrue ? .boolean(!hasFalse, hasTrue) : nil, nanCount: 0)
    }
}

/// Encodes decimals of more than 18 digits.
final class WideDecimalEncoder: ValueEncoder {
    private let valueBytes: Int
    private var plain = ByteWriter(capacity: 0)
    private var bounds: (least: Int128, greatest: Int128)?

    init(valueBytes: Int) {
        self.valueBytes = valueBytes
    }

    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        switch values {
        case .wideDecimal(let all): append(all, range)
        case .int64(let all): append(all, range)
        default: return
        }
    }

    private func append<Integer: FixedWidthInteger>(
        _ values: TypedBuffer<Integer>, _ range: Range<Int>
    ) {
        let span = values.span
        for row in range {
            let value = Int128(truncatingIfNeeded: span[row])
            var shift = Int128((valueBytes - 1) * 8)
            while shift >= 0 {
                plain.append(UInt8(truncatingIfNeeded: value >> shift))
                shift -= 8
            }
            let known = bounds ?? (value, value)
            bounds = (min(known.least, value), max(known.greatest, value))
        }
    }

    func takePage() -> FinishedValues {
        var finished = ByteWriter(capacity: plain.count)
        swap(&finished, &plain)
        defer { bounds = nil }
        return FinishedValues(
            values: .plain(finished.finish()),
            bounds: bounds.map { .decimal($0.least, $0.greatest) }, nanCount: 0)
    }
}

/// Encodes half-precision floats, which columns hold as floats.
final class HalfEncoder: ValueEncoder {
    private var plain = ByteWriter(capacity: 0)
    private var bounds: ValueBounds?
    private var nanCount = 0

    var pageBytes: Int { plain.count }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {
        guard case .float(let all) = values else { return }
        let span = all.span
        for row in range {
            let half = Float16(span[row])
            plain.append(UInt8(truncatingIfNeeded: half.bitPattern))
            plain.append(UInt8(truncatingIfNeeded: half.bitPattern >> 8))
            guard !half.isNaN else {
                nanCount += 1
                continue
            }
            let found = Float.bounds(Float(half), Float(half))
            bounds = bounds.map { $0.union(found) } ?? found
        }
    }

    func takePage() -> FinishedValues {
        var finished = ByteWriter(capacity: plain.count)
        swap(&finished, &plain)
        defer {
            bounds = nil
            nanCount = 0
        }
        return FinishedValues(
            values: .plain(finished.finish()), bounds: bounds, nanCount: nanCount)
    }
}

/// Columns whose every value is null.
final class NullEncoder: ValueEncoder {
    var pageBytes: Int { 0 }

    func append(_ values: PhysicalValues, _ range: Range<Int>) {}

    func takePage() -> FinishedValues {
        FinishedValues(values: .plain(.empty), bounds: nil, nanCount: 0)
    }
}
