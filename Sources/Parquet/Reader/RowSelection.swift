// Rows of one row group that are wanted, as ranges. Whatever chooses them, statistics of pages or
// values of a column, says so in this form, and every column is read for the same rows.

public import Columnar

/// Rows by their number in a row group: ascending ranges that neither overlap nor touch.
public struct RowSelection: Hashable, Sendable {
    public private(set) var ranges: [Range<Int>] = []

    /// No row.
    public init() {}

    /// The first `rowCount` rows.
    public init(all rowCount: Int) {
        append(0..<max(0, rowCount))
    }

    /// How many rows there are.
    ///
    /// - Complexity: O(ranges).
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    public var isEmpty: Bool { ranges.isEmpty }

    /// Adds rows at the end; those that are there already are not added again.
    ///
    /// - Precondition: `range` does not start before the last range.
    public mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        guard let last = ranges.last, range.lowerBound <= last.upperBound else {
            ranges.append(range)
            return
        }
        precondition(range.lowerBound >= last.lowerBound, "ranges are appended in order")
        ranges[ranges.count - 1] =
            last.lowerBound..<max(last.upperBound, range.upperBound)
    }

    /// Adds the rows whose bit is set, the first of which is row `start`.
    ///
    /// - Complexity: O(bits / 64 + runs of bits).
    public mutating func append(_ mask: Bitmap, from start: Int) {
        // The run that reaches up to here, if any.
        var first: Int?
        for index in 0..<mask.wordCount {
            var word = mask.word(index)
            let base = start + index * 64
            if let begun = first {
                if word == .max { continue }
                let end = (~word).trailingZeroBitCount
                append(begun..<(base + end))
                first = nil
                word &= word &+ 1
            }
            while word != 0 {
                let bit = word.trailingZeroBitCount
                let ones = (~(word >> UInt64(bit))).trailingZeroBitCount
                if bit + ones == 64 {
                    first = base + bit
                    break
                }
                append((base + bit)..<(base + bit + ones))
                word &= .max << UInt64(bit + ones)
            }
        }
        if let first { append(first..<(start + mask.count)) }
    }

    /// Whether one of `rows` is among them.
    ///
    /// - Complexity: O(log ranges).
    public func overlaps(_ rows: Range<Int>) -> Bool {
        let place = firstRange(endingAfter: rows.lowerBound)
        return place < ranges.count && ranges[place].overlaps(rows)
    }

    /// How many of `rows` are among them.
    ///
    /// - Complexity: O(log ranges + ranges that `rows` overlap).
    func count(in rows: Range<Int>) -> Int {
        var total = 0
        var place = firstRange(endingAfter: rows.lowerBound)
        while place < ranges.count, ranges[place].lowerBound < rows.upperBound {
            total += ranges[place].clamped(to: rows).count
            place += 1
        }
        return total
    }

    /// The position of the first range that ends behind `row`.
    private func firstRange(endingAfter row: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
