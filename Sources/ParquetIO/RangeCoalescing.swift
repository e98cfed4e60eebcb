// Ranges of a file that lie close together are fetched in one read: a request costs more than the
// bytes of a small gap.

/// Reads that cover some ranges.
struct RangeCoalescing {
    /// What is read, ascending.
    let reads: [Range<Int>]

    /// A gap of at most this many bytes is read along.
    static let gapBytesMax = 64 << 10
    /// A read of at least this many bytes is not made longer.
    static let readBytesTarget = 16 << 20

    /// - Complexity: O(n log n).
    init(_ ranges: [Range<Int>]) {
        var reads: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            guard let last = reads.last,
                range.lowerBound <= last.upperBound
                    || (range.lowerBound - last.upperBound <= Self.gapBytesMax
                        && last.count < Self.readBytesTarget)
            else {
                reads.append(range)
                continue
            }
            reads[reads.count - 1] =
                last.lowerBound..<max(last.upperBound, range.upperBound)
        }
        self.reads = reads
    }

    /// The bytes that are read in all.
    var byteCount: Int { reads.reduce(0) { $0 + $1.count } }

    /// The read that holds `range`, which is one of the ranges asked for.
    ///
    /// - Complexity: O(log reads).
    func read(holding range: Range<Int>) -> Int? {
        var low = 0
        var high = reads.count
        while low < high {
            let middle = (low + high) / 2
            if reads[middle].upperBound < range.upperBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < reads.count, reads[low].lowerBound <= range.lowerBound else { return nil }
        return low
    }
}
