// Where in its file each batch of a scan stands: rows that are left out still count, because
// deletion vectors number the rows of the whole file.

import Parquet
import ParquetIO

/// Numbers the rows of a file.
struct RowPositions: Sendable {
    /// The rows that are left, the next ones last.
    private var ranges: [Range<Int64>] = []
    /// The first row of each row group in the file.
    private var starts: [Int64] = []

    init(_ footer: ParquetFooter, kept: [RowGroupRows]) {
        self.init(
            rowCounts: (0..<footer.rowGroupCount).map { footer.rowCount(ofRowGroup: $0) },
            kept: kept)
    }

    /// - Parameters:
    ///   - rowCounts: the rows of each row group.
    ///   - kept: the rows that are read, row groups ascending.
    init(rowCounts: [Int], kept: [RowGroupRows]) {
        var start: Int64 = 0
        var left = kept[...]
        for (group, count) in rowCounts.enumerated() {
            starts.append(start)
            if let next = left.first, next.rowGroup == group {
                for rows in next.rows.ranges {
                    ranges.append(start + Int64(rows.lowerBound)..<start + Int64(rows.upperBound))
                }
                left = left.dropFirst()
            }
            start += Int64(count)
        }
        ranges.reverse()
    }

    /// The numbers in the file of rows of a row group.
    func inFile(_ rows: Range<Int>, ofRowGroup group: Int) -> Range<Int64> {
        (starts[group] + Int64(rows.lowerBound))..<(starts[group] + Int64(rows.upperBound))
    }

    /// The next rows, at most `count` that follow each other; nil at the end.
    mutating func take(_ count: Int) -> Range<Int64>? {
        guard let rows = ranges.popLast() else { return nil }
        let end = min(rows.upperBound, rows.lowerBound + Int64(count))
        if end < rows.upperBound { ranges.append(end..<rows.upperBound) }
        return rows.lowerBound..<end
    }
}
