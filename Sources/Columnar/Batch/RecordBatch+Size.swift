extension ColumnArray {
    /// About how many bytes the values take: what budgets and file sizes are reckoned with.
    ///
    /// - Complexity: O(count) for strings, O(1) for other flat columns.
    public var valueBytes: Int {
        switch storage {
        case .null: return 0
        case .boolean: return count / 8
        case .int8: return count
        case .int16: return 2 * count
        case .int32, .float32: return 4 * count
        case .int64, .float64: return 8 * count
        case .int128: return 16 * count
        case .views(let views):
            let span = views.views.span
            var total = 0
            for index in span.indices { total &+= 4 &+ span[index].count }
            return total
        case .list(let offsets, let child):
            let elements = Int(offsets[count] - offsets[0])
            let share = child.count > 0 ? child.valueBytes * elements / child.count : 0
            return 4 * count + share
        case .struct(let columns): return columns.reduce(0) { $0 + $1.valueBytes }
        case .dictionary(_, let values): return 4 * count + min(values.valueBytes, 1 << 20)
        }
    }
}

extension RecordBatch {
    /// About how many bytes the values of all columns take.
    public var valueBytes: Int { columns.reduce(0) { $0 + $1.valueBytes } }
}
