// What a footer says about the values of a row group, as far as it can be believed: bounds in a
// known order, of the right length, not NaN, not contradicting each other. What cannot be believed
// is left out, and never an error (parquet.thrift, Statistics and ColumnOrder).

public import Columnar

/// Statistics of one leaf column of one row group.
public struct ColumnChunkStatistics: Hashable, Sendable {
    /// Places for values, nulls among them: rows, unless the column stands in a list.
    public let valueCount: Int
    /// Nulls; nil where it is not known, which is not the same as none.
    public let nullCount: Int?
    /// No value is less than this; nil where there is no bound.
    public let minimum: Scalar?
    /// No value except NaN is greater than this; nil where there is no bound.
    public let maximum: Scalar?
    /// Whether `minimum` is a value of the column.
    public let isMinimumExact: Bool
    /// Whether `maximum` is a value of the column.
    public let isMaximumExact: Bool

    /// Whether every place is known to be null.
    public var isAllNull: Bool { nullCount == valueCount }
}

/// Statistics of one row group.
public struct RowGroupStatistics: Sendable {
    public let rowGroup: Int
    public let rowCount: Int
    private let footer: ParquetFooter

    init(_ footer: ParquetFooter, rowGroup: Int) {
        self.footer = footer
        self.rowGroup = rowGroup
        rowCount = footer.rowCount(ofRowGroup: rowGroup)
    }

    /// Statistics of the leaf column with this path, of which names in structures are parts; nil
    /// where there is no such leaf or nothing is known.
    ///
    /// - Complexity: O(leaf columns).
    public func column(_ path: [String]) -> ColumnChunkStatistics? {
        guard let leaf = footer.fileSchema.columns.firstIndex(where: { $0.path == path }) else {
            return nil
        }
        return footer.statistics(of: leaf, rowGroup: rowGroup)
    }

    /// Statistics of a top-level column.
    public func column(_ name: String) -> ColumnChunkStatistics? { column([name]) }
}

extension ParquetFooter {
    public func statistics(ofRowGroup index: Int) -> RowGroupStatistics {
        RowGroupStatistics(self, rowGroup: index)
    }

    /// The row groups for which `mayMatch` says yes, ascending: those that are worth reading.
    public func rowGroups(where mayMatch: (RowGroupStatistics) -> Bool) -> [Int] {
        (0..<rowGroupCount).filter { mayMatch(statistics(ofRowGroup: $0)) }
    }

    fileprivate func statistics(of leaf: Int, rowGroup: Int) -> ColumnChunkStatistics? {
        guard let chunk = metaData.rowGroups[rowGroup].columns[leaf].metaData,
            let statistics = chunk.statistics, let valueCount = Int(exactly: chunk.valueCount)
        else { return nil }
        let column = fileSchema.columns[leaf]
        let order = metaData.columnOrders.indices.contains(leaf) ? metaData.columnOrders[leaf] : nil
        let bounds = StatisticsDecoder(column: column, order: order).bounds(statistics)
        let nullCount = statistics.nullCount.flatMap { Int(exactly: $0) }
        return ColumnChunkStatistics(
            valueCount: valueCount,
            nullCount: nullCount.flatMap { (0...max(valueCount, 0)).contains($0) ? $0 : nil },
            minimum: bounds.minimum, maximum: bounds.maximum,
            isMinimumExact: bounds.isMinimumExact, isMaximumExact: bounds.isMaximumExact)
    }
}
