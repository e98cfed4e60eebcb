// 65,536 rows of a `RowBitmap` in whichever of Roaring's three forms they came or are smallest in
// (RoaringFormatSpec, *Container storage section*).

/// The set rows of one run of 65,536, as the low 16 bits of their numbers.
enum RowContainer: Hashable, Sendable {
    /// Rows, ascending.
    case array([UInt16])
    /// A bit a row, 1024 words.
    case bitmap([UInt64])
    /// Runs of rows, ascending, none touching the next.
    case runs([ClosedRange<UInt16>])

    /// Rows of a container.
    static let rowCount = 1 << 16
    /// Words of a bitmap.
    static let wordCount = rowCount / 64
    /// More rows than these are a bitmap where they are not runs.
    static let arrayRowsMax = 4096

    var cardinality: Int {
        switch self {
        case .array(let rows): rows.count
        case .bitmap(let words): words.reduce(0) { $0 + $1.nonzeroBitCount }
        case .runs(let runs): runs.reduce(0) { $0 + $1.count }
        }
    }

    /// The greatest row; nil where there is none.
    var last: UInt16? {
        switch self {
        case .array(let rows): return rows.last
        case .runs(let runs): return runs.last?.upperBound
        case .bitmap(let words):
            guard let word = words.lastIndex(where: { $0 != 0 }) else { return nil }
            return UInt16(word * 64 + 63 - words[word].leadingZeroBitCount)
        }
    }

    func contains(_ row: UInt16) -> Bool {
        switch self {
        case .array(let rows):
            var low = 0
            var high = rows.count
            while low < high {
                let middle = (low + high) / 2
                if rows[middle] < row { low = middle + 1 } else { high = middle }
            }
            return low < rows.count && rows[low] == row
        case .bitmap(let words): return words[Int(row) / 64] >> UInt64(row % 64) & 1 == 1
        case .runs(let runs): return runs.contains { $0.contains(row) }
        }
    }

    /// A bit a row, 1024 words.
    var words: [UInt64] {
        switch self {
        case .bitmap(let words): return words
        case .array(let rows):
            var words = [UInt64](repeating: 0, count: Self.wordCount)
            for row in rows { words[Int(row) / 64] |= 1 << UInt64(row % 64) }
            return words
        case .runs(let runs):
            var words = [UInt64](repeating: 0, count: Self.wordCount)
            for run in runs { Self.fill(&words, run) }
            return words
        }
    }

    private static func fill(_ words: inout [UInt64], _ run: ClosedRange<UInt16>) {
        let first = Int(run.lowerBound) / 64
        let last = Int(run.upperBound) / 64
        for word in first...last {
            var mask = UInt64.max
            if word == first { mask &= .max << UInt64(run.lowerBound % 64) }
            if word == last { mask &= .max >> UInt64(63 - run.upperBound % 64) }
            words[word] |= mask
        }
    }

    /// The rows, ascending.
    var rows: [UInt16] {
        if case .array(let rows) = self { return rows }
        var rows: [UInt16] = []
        for (index, word) in words.enumerated() {
            var word = word
            while word != 0 {
                rows.append(UInt16(index * 64 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
        return rows
    }

    /// The same rows in the smallest form.
    var smallest: RowContainer {
        let runs = self.runs
        let cardinality = self.cardinality
        let bytes = cardinality <= Self.arrayRowsMax ? 2 * cardinality : Self.wordCount * 8
        if 2 + 4 * runs.count < bytes { return .runs(runs) }
        return cardinality <= Self.arrayRowsMax ? .array(rows) : .bitmap(words)
    }

    private var runs: [ClosedRange<UInt16>] {
        if case .runs(let runs) = self { return runs }
        var runs: [ClosedRange<UInt16>] = []
        for row in rows {
            if let last = runs.last, last.upperBound < row, row - last.upperBound == 1 {
                runs[runs.count - 1] = last.lowerBound...row
            } else {
                runs.append(row...row)
            }
        }
        return runs
    }

    func subtracting(_ other: RowContainer) -> RowContainer {
        RowContainer.bitmap(zip(words, other.words).map { $0 & ~$1 }).smallest
    }

    func union(_ other: RowContainer) -> RowContainer {
        RowContainer.bitmap(zip(words, other.words).map { $0 | $1 }).smallest
    }
}
