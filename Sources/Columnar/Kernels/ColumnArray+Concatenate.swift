import BinaryIO

extension ColumnArray {
    /// The rows of all `parts`, one after the other; flat, unless all have the same dictionary.
    ///
    /// - Precondition: at least one part, all of one type.
    /// - Complexity: O(rows).
    public static func concatenate(_ parts: [ColumnArray]) -> ColumnArray {
        precondition(!parts.isEmpty, "nothing to concatenate")
        if parts.count == 1 { return parts[0] }
        if let whole = concatenateIndices(parts) { return whole }
        let flat = parts.map { $0.flattened() }
        let type = flat[0].type
        precondition(flat.allSatisfy { $0.type == type }, "columns of different types")
        let count = flat.reduce(0) { $0 + $1.count }
        return ColumnArray(
            type: type, count: count, validity: concatenateValidity(flat, count),
            storage: concatenateStorage(flat, type))
    }

    /// Nil where the parts do not share a dictionary.
    private static func concatenateIndices(_ parts: [ColumnArray]) -> ColumnArray? {
        guard case .dictionary(_, let values) = parts[0].storage,
            case .views(let views) = values.storage
        else { return nil }
        var all: [TypedBuffer<Int32>] = []
        for part in parts {
            guard case .dictionary(let indices, let others) = part.storage,
                part.type == parts[0].type, case .views(let other) = others.storage,
                other.views.bytes.isSameMemory(as: views.views.bytes)
            else { return nil }
            all.append(indices)
        }
        let count = parts.reduce(0) { $0 + $1.count }
        let indices = TypedBuffer<Int32>(capacity: count) { output in
            for part in all {
                let span = part.span
                for index in span.indices { output.append(span[index]) }
            }
        }
        return ColumnArray(
            type: parts[0].type, count: count, validity: concatenateValidity(parts, count),
            storage: .dictionary(indices: indices, values: values))
    }

    private static func concatenateValidity(_ parts: [ColumnArray], _ count: Int) -> Bitmap? {
        guard parts.contains(where: { $0.validity != nil }) else { return nil }
        var builder = BitmapBuilder(reserving: count)
        for part in parts {
            if let validity = part.validity {
                builder.append(contentsOf: validity)
            } else {
                builder.append(repeating: true, count: part.count)
            }
        }
        return builder.finishValidity()
    }

    private static func concatenateStorage(_ parts: [ColumnArray], _ type: DataType) -> Storage {
        switch parts[0].storage {
        case .null: return .null
        case .boolean:
            var builder = BitmapBuilder()
            for case .boolean(let bits) in parts.map(\.storage) { builder.append(contentsOf: bits) }
            return .boolean(builder.finish())
        case .int8: return .int8(join(parts) { if case .int8(let part) = $0 { part } else { nil } })
        case .int16:
            return .int16(join(parts) { if case .int16(let part) = $0 { part } else { nil } })
        case .int32:
            return .int32(join(parts) { if case .int32(let part) = $0 { part } else { nil } })
        case .int64:
            return .int64(join(parts) { if case .int64(let part) = $0 { part } else { nil } })
        case .int128:
            return .int128(join(parts) { if case .int128(let part) = $0 { part } else { nil } })
        case .float32:
            return .float32(join(parts) { if case .float32(let part) = $0 { part } else { nil } })
        case .float64:
            return .float64(join(parts) { if case .float64(let part) = $0 { part } else { nil } })
        case .views: return joinViews(parts)
        case .list: return joinLists(parts)
        case .struct(let first):
            return .struct(
                first.indices.map { position in
                    concatenate(
                        parts.compactMap { part in
                            if case .struct(let columns) = part.storage {
                                columns[position]
                            } else {
                                nil
                            }
                        })
                })
        case .dictionary: preconditionFailure("parts are flat here")
        }
    }

    private static func join<T>(
        _ parts: [ColumnArray], _ buffer: (Storage) -> TypedBuffer<T>?
    ) -> TypedBuffer<T> {
        let buffers = parts.compactMap { buffer($0.storage) }
        return TypedBuffer(capacity: buffers.reduce(0) { $0 + $1.count }) { output in
            for buffer in buffers {
                let span = buffer.span
                for index in span.indices { output.append(span[index]) }
            }
        }
    }

    private static func joinViews(_ parts: [ColumnArray]) -> Storage {
        let all = parts.compactMap { part -> BinaryViews? in
            if case .views(let views) = part.storage { views } else { nil }
        }
        let views = TypedBuffer<BinaryView>(capacity: all.reduce(0) { $0 + $1.count }) { output in
            var firstBlock: UInt32 = 0
            for part in all {
                let span = part.views.span
                for index in span.indices {
                    var view = span[index]
                    if !view.isInline { view.blockIndex += firstBlock }
                    output.append(view)
                }
                firstBlock += UInt32(part.blocks.count)
            }
        }
        return .views(BinaryViews(views: views, blocks: all.flatMap(\.blocks)))
    }

    private static func joinLists(_ parts: [ColumnArray]) -> Storage {
        var children: [ColumnArray] = []
        var offsets: [Int32] = [0]
        for part in parts {
            guard case .list(let partOffsets, let child) = part.storage else { continue }
            let span = partOffsets.span
            let first = span[0]
            let base = (offsets.last ?? 0) - first
            for index in 1..<span.count { offsets.append(span[index] + base) }
            children.append(child.slice(Int(first)..<Int(span[span.count - 1])))
        }
        return .list(offsets: TypedBuffer(offsets), child: concatenate(children))
    }
}

extension RecordBatch {
    /// The rows of all `batches`, one after the other.
    ///
    /// - Precondition: at least one batch, all of one schema, without row kinds.
    public static func concatenate(_ batches: [RecordBatch]) -> RecordBatch {
        precondition(!batches.isEmpty, "nothing to concatenate")
        if batches.count == 1 { return batches[0] }
        let schema = batches[0].schema
        return RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { position in
                ColumnArray.concatenate(batches.map { $0.columns[position] })
            },
            count: batches.reduce(0) { $0 + $1.count })
    }
}
