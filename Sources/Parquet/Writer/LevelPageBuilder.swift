// The levels of the page under construction, as runs.

import BinaryIO
import Columnar

/// Collects levels and writes them as a V1 page has them: each kind with its length in front.
struct LevelPageBuilder: ~Copyable {
    private var definition: HybridEncoder
    private var repetition: HybridEncoder
    private let hasDefinition: Bool
    private let hasRepetition: Bool

    init(column: ColumnDescriptor) {
        hasDefinition = column.maxDefinitionLevel > 0
        hasRepetition = column.maxRepetitionLevel > 0
        definition = HybridEncoder(
            width: BitPacking.width(of: UInt64(column.maxDefinitionLevel)))
        repetition = HybridEncoder(
            width: BitPacking.width(of: UInt64(column.maxRepetitionLevel)))
    }

    /// Appends the levels of `range`: rows of a flat column, entries of a nested one.
    mutating func append(_ levels: ShreddedLeaf.Levels, _ range: Range<Int>) {
        switch levels {
        case .none: return
        case .validity(let bits): append(bits, range)
        case .nested(let definitionLevels, let repetitionLevels):
            Self.append(definitionLevels, range, to: &definition)
            if let repetitionLevels { Self.append(repetitionLevels, range, to: &repetition) }
        }
    }

    private mutating func append(_ bits: Bitmap, _ range: Range<Int>) {
        let part = bits.slice(range)
        for index in 0..<part.wordCount {
            var left = min(64, part.count - index * 64)
            var word = part.word(index)
            while left > 0 {
                let bit = UInt32(word & 1)
                let run = min(
                    left, bit == 1 ? (~word).trailingZeroBitCount : word.trailingZeroBitCount)
                definition.append(repeating: bit, count: run)
                word = run == 64 ? 0 : word >> UInt64(run)
                left -= run
            }
        }
    }

    private static func append(
        _ levels: [UInt8], _ range: Range<Int>, to encoder: inout HybridEncoder
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let level = levels[index]
            var end = index + 1
            while end < range.upperBound && levels[end] == level { end += 1 }
            encoder.append(repeating: UInt32(level), count: end - index)
            index = end
        }
    }

    /// The levels of the page; the next page starts empty.
    mutating func finish() -> Bytes {
        var writer = ByteWriter(capacity: 256)
        if hasRepetition { Self.finish(&repetition, into: &writer) }
        if hasDefinition { Self.finish(&definition, into: &writer) }
        return writer.finish()
    }

    private static func finish(_ encoder: inout HybridEncoder, into writer: inout ByteWriter) {
        let start = writer.count
        writer.append(UInt32(0))
        encoder.finish(into: &writer)
        writer.overwrite(UInt32(clamping: writer.count - start - 4), at: start)
    }
}
