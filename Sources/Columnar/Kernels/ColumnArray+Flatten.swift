extension ColumnArray {
    /// The same values without a dictionary at the top level.
    ///
    /// - Complexity: O(count); nothing to do where there is no dictionary.
    public func flattened() -> ColumnArray {
        guard case .dictionary(let indices, let values) = storage else { return self }
        guard values.count > 0 else { return ColumnArray(nullsFlat: count, type: type) }
        let safe = validity == nil ? indices : Self.replacingNulls(indices, validity)
        let taken = values.flattened().take(safe)
        return ColumnArray(
            type: type, count: count, validity: Bitmap.and(validity, taken.validity),
            storage: taken.storage)
    }

    /// Indices in which every null row points at the first value.
    private static func replacingNulls(
        _ indices: TypedBuffer<Int32>, _ validity: Bitmap?
    ) -> TypedBuffer<Int32> {
        guard let validity else { return indices }
        let source = indices.span
        return TypedBuffer(capacity: source.count) { output in
            for index in source.indices { output.append(validity[index] ? source[index] : 0) }
        }
    }

    init(nullsFlat count: Int, type: DataType) {
        self.init(scalars: Array(repeating: .null, count: count), type: type)
    }
}

extension RecordBatch {
    /// The same rows with every top-level column flat.
    public func flattened() -> RecordBatch {
        RecordBatch(
            schema: schema, columns: columns.map { $0.flattened() }, count: count,
            rowKinds: rowKinds)
    }
}
