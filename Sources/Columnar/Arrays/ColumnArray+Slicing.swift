extension ColumnArray {
    /// The rows of `range`, sharing memory.
    ///
    /// - Complexity: O(1) for flat columns, O(fields) for structs.
    public func slice(_ range: Range<Int>) -> ColumnArray {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows outside the column")
        if range == 0..<count { return self }
        return ColumnArray(
            type: type, count: range.count, validity: validity?.slice(range),
            storage: storage.slice(range))
    }
}

extension ColumnArray.Storage {
    func slice(_ range: Range<Int>) -> ColumnArray.Storage {
        switch self {
        case .null: .null
        case .boolean(let bits): .boolean(bits.slice(range))
        case .int8(let values): .int8(values.slice(range))
        case .int16(let values): .int16(values.slice(range))
        case .int32(let values): .int32(values.slice(range))
        case .int64(let values): .int64(values.slice(range))
        case .int128(let values): .int128(values.slice(range))
        case .float32(let values): .float32(values.slice(range))
        case .float64(let values): .float64(values.slice(range))
        case .views(let views): .views(views.slice(range))
        case .list(let offsets, let child):
            .list(
                offsets: offsets.slice(range.lowerBound..<(range.upperBound + 1)), child: child)
        case .struct(let columns): .struct(columns.map { $0.slice(range) })
        case .dictionary(let indices, let values):
            .dictionary(indices: indices.slice(range), values: values)
        }
    }
}
