// Rows of one row group that are wanted, as ranges. Whatever chooses them, statistics of pages or
// values of a column, says so in this form, and every column is read for the same rows.

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
