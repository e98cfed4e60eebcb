// Gathering rows by position: what filters, partition routing and dictionary decoding stand on.

extension ColumnArray {
    /// The rows at `indices`, in that order; a row may be taken more than once.
    ///
    /// - Precondition: every index is a row of this column.
    /// - Complexity: O(indices).
    public func take(_ indices: TypedBuffer<Int32>) -> ColumnArray {
        ColumnArray(
            type: type, count: indices.count, validity: validity?.take(indices),
            storage: takeStorage(indices))
    }

    /// The rows whose bit is set.
    public func filter(_ mask: Bitmap) -> ColumnArray {
        take(mask.setIndices())
    }

    private func takeStorage(_ indices: TypedBuffer<Int32>) -> Storage {
        switch storage {
        case .null: .null
        case .boolean(let bits): .boolean(bits.take(indices))
        case .int8(let values): .int8(values.take(indices))
        case .int16(let values): .int16(values.take(indices))
        case .int32(let values): .int32(values.take(indices))
        case .int64(let values): .int64(values.take(indices))
        case .int128(let values): .int128(values.take(indices))
        case .float32(let values): .float32(values.take(indices))
        case .float64(let values): .float64(values.take(indices))
        case .views(let views):
            .views(BinaryViews(views: views.views.take(indices), blocks: views.blocks))
        case .list(let offsets, let child): Self.takeList(offsets, child, indices)
        case .struct(let columns): .struct(columns.map { $0.take(indices) })
        case .dictionary(let codes, let values):
            .dictionary(indices: codes.take(indices), values: values)
        }
    }

    private static func takeList(
        _ offsets: TypedBuffer<Int32>, _ child: ColumnArray, _ indices: TypedBuffer<Int32>
    ) -> Storage {
        let starts = offsets.span
        let rows = indices.span
        var children: [Int32] = []
        let taken = TypedBuffer<Int32>(capacity: indices.count + 1) { output in
            output.append(0)
            for position in rows.indices {
                let row = Int(rows[position])
                var element = starts[row]
                while element < starts[row + 1] {
                    children.append(element)
                    element += 1
                }
                output.append(Int32(children.count))
            }
        }
        return .list(offsets: taken, child: child.take(TypedBuffer(children)))
    }
}

extension TypedBuffer {
    /// The values at `indices`, in that order.
    public func take(_ indices: TypedBuffer<Int32>) -> TypedBuffer {
        let source = span
        let rows = indices.span
        return TypedBuffer(capacity: indices.count) { output in
            for position in rows.indices { output.append(source[Int(rows[position])]) }
        }
    }
}

extension Bitmap {
    /// The bits at `indices`, in that order.
    public func take(_ indices: TypedBuffer<Int32>) -> Bitmap {
        let rows = indices.span
        var builder = BitmapBuilder(reserving: indices.count)
        for position in rows.indices { builder.append(self[Int(rows[position])]) }
        return builder.finish()
    }
}

extension RecordBatch {
    /// The rows at `indices`, in that order.
    public func take(_ indices: TypedBuffer<Int32>) -> RecordBatch {
        RecordBatch(
            schema: schema, columns: columns.map { $0.take(indices) }, count: indices.count,
            rowKinds: rowKinds?.take(indices))
    }

    /// The rows whose bit is set.
    public func filter(_ mask: Bitmap) -> RecordBatch {
        let kept = mask.setCount()
        if kept == count { return self }
        return take(mask.setIndices())
    }
}
