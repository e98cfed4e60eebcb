// The levels of the page under construction, as runs, and how often each level stands in them.

import BinaryIO
import Columnar

/// The levels of a finished page.
struct PageLevels {
    /// Without a length in front; empty where the column has none.
    let repetition: Bytes
    let definition: Bytes
    /// By level; empty where they say nothing that the counts of values and nulls do not.
    let repetitionCounts: [Int64]
    let definitionCounts: [Int64]
}

/// Collects levels and counts them.
struct LevelPageBuilder: ~Copyable {
    private var definition: HybridEncoder
    private var repetition: HybridEncoder
    private var definitionCounts: [Int64]
    private var repetitionCounts: [Int64]
    private let maxDefinitionLevel: Int
    private let maxRepetitionLevel: Int

    init(column: ColumnDescriptor) {
        maxDefinitionLevel = column.maxDefinitionLevel
        maxRepetitionLevel = column.maxRepetitionLevel
        definition = HybridEncoder(width: BitPacking.width(of: UInt64(maxDefinitionLevel)))
        repetition = HybridEncoder(width: BitPacking.width(of: UInt64(maxRepetitionLevel)))
        definitionCounts = []
        repetitionCounts = []
        startCounts()
    }

    /// parquet.thrift, SizeStatistics: what may be left out without loss is left out.
    private mutating func startCounts() {
        definitionCounts = Array(
            repeating: 0, count: maxDefinitionLevel > 1 ? maxDefinitionLevel + 1 : 0)
        repetitionCounts = Array(
            repeating: 0, count: maxRepetitionLevel > 0 ? maxRepetitionLevel + 1 : 0)
    }

    /// Appends the levels of `range`: rows of a flat column, entries of a nested one.
    mutating func append(_ levels: ShreddedLeaf.Levels, _ range: Range<Int>) {
        switch levels {
        case .none: return
        case .validity(let bits): append(bits, range)
        case .nested(let definitionLevels, let repetitionLevels):
            Self.append(definitionLevels, range, to: &definition, &definitionCounts)
            if let repetitionLevels {
                Self.append(repetitionLevels, range, to: &repetition, &repetitionCounts)
            }
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
        _ levels: [UInt8], _ range: Range<Int>, to encoder: inout HybridEncoder,
        _ counts: inout [Int64]
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let level = levels[index]
            var end = index + 1
            while end < range.upperBound && levels[end] == level { end += 1 }
            encoder.append(repeating: UInt32(level), count: end - index)
            if !counts.isEmpty { counts[Int(level)] += Int64(end - index) }
            index = end
        }
    }

    /// The levels of the page; the next page starts empty.
    mutating func finish() -> PageLevels {
        defer { startCounts() }
        return PageLevels(
            repetition: maxRepetitionLevel > 0 ? Self.finish(&repetition) : .empty,
            definition: maxDefinitionLevel > 0 ? Self.finish(&definition) : .empty,
            repetitionCounts: repetitionCounts, definitionCounts: definitionCounts)
    }

    private static func finish(_ encoder: inout HybridEncoder) -> Bytes {
        var writer = ByteWriter(capacity: 0)
        encoder.finish(into: &writer)
        return writer.finish()
    }
}
