// Rows here and there of a row group, a column at a time. A column that stands in no list decodes
// its values one run after the other. Lists are decoded with the rows between and then picked from;
// so is every column where the runs are so short and close that picking costs more than it saves.

import Columnar

extension RowGroupDecoder {
    /// Rows for each run below which decoding everything is cheaper.
    private static let rowsPerRunMin = 4

    /// The rows of `ranges`, ascending, `count` in all.
    func pick(_ ranges: [Range<Int>], count: Int) throws(ParquetError) -> RecordBatch {
        guard let first = ranges.first, let last = ranges.last else {
            return .empty(decoder.schema)
        }
        let span = last.upperBound - first.lowerBound
        let isDense = ranges.count > 1 && span / ranges.count < Self.rowsPerRunMin
        var columns: [ColumnArray] = []
        for node in decoder.columns {
            let isFlat = node.leaves.allSatisfy {
                decoder.descriptors[$0].maxRepetitionLevel == 0
            }
            columns.append(
                isFlat && !isDense
                    ? try pickFlat(node, ranges, count) : try readAndPick(node, ranges))
        }
        return RecordBatch(schema: decoder.schema, columns: columns, count: count)
    }

    private func pickFlat(
        _ node: ColumnNode, _ ranges: [Range<Int>], _ count: Int
    ) throws(ParquetError) -> ColumnArray {
        var leaves: [Int: LeafBatch] = [:]
        for leaf in node.leaves { leaves[leaf] = try readers[leaf]?.pick(ranges, count: count) }
        return try RecordAssembler(rows: count, leaves: leaves).column(node)
    }

    /// Decodes stretches of rows that are all here, and takes the wanted ones of each.
    private func readAndPick(
        _ node: ColumnNode, _ ranges: [Range<Int>]
    ) throws(ParquetError) -> ColumnArray {
        let below = node.leaves.compactMap { readers[$0] }
        var parts: [ColumnArray] = []
        var start = 0
        while start < ranges.count {
            var end = start + 1
            while end < ranges.count,
                ranges[end].upperBound - ranges[start].lowerBound <= batchRows,
                below.allSatisfy({
                    $0.holds(ranges[end - 1].upperBound..<ranges[end].lowerBound)
                })
            {
                end += 1
            }
            let rows = ranges[start].lowerBound..<ranges[end - 1].upperBound
            var leaves: [Int: LeafBatch] = [:]
            for leaf in node.leaves { leaves[leaf] = try readers[leaf]?.read(rows) }
            let column = try RecordAssembler(rows: rows.count, leaves: leaves).column(node)
            parts.append(
                end == start + 1
                    ? column
                    : column.take(Self.places(ranges[start..<end], from: rows.lowerBound)))
            start = end
        }
        return ColumnArray.concatenate(parts)
    }

    /// The rows of `ranges`, counted from `first` on.
    private static func places(
        _ ranges: ArraySlice<Range<Int>>, from first: Int
    ) -> TypedBuffer<Int32> {
        let count = ranges.reduce(0) { $0 + $1.count }
        return TypedBuffer(capacity: count) { output in
            for range in ranges {
                for row in range { output.append(Int32(truncatingIfNeeded: row - first)) }
            }
        }
    }
}
