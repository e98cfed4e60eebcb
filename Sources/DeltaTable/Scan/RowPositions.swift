// Where in its file each batch of a scan stands: row groups that are left out still count, because
// deletion vectors number the rows of the whole file.

import Parquet

/// Numbers the rows of the row groups that are read, in file order.
struct RowPositions: Sendable {
    /// The rows of the row groups that are left, the next one last.
    private var groups: [Range<Int64>] = []

    /// - Parameter kept: the row groups that are read, ascending; nil for all.
    init(_ footer: ParquetFooter, kept: [Int]?) {
        self.init(
            rowCounts: (0..<footer.rowGroupCount).map { footer.rowCount(ofRowGroup: $0) },
            kept: kept)
    }

    init(rowCounts: [Int], kept: [Int]?) {
        let wanted = kept.map { Set($0) }
        var start: Int64 = 0
        for (group, count) in rowCounts.enumerated() {
            if wanted?.contains(group) ?? true, count > 0 {
                groups.append(start..<(start + Int64(count)))
            }
            start += Int64(count)
        }
        groups.reverse()
    }

    /// The next rows, at most `count` and of one row group; nil at the end.
    mutating func take(_ count: Int) -> Range<Int64>? {
        guard let group = groups.popLast() else { return nil }
        let end = min(group.upperBound, group.lowerBound + Int64(count))
        if end < group.upperBound { groups.append(end..<group.upperBound) }
        return group.lowerBound..<end
    }
}
