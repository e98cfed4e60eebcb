import Columnar

extension KernelCall {
    /// `IN`: true where a value equals an entry, null where it does not and a null was met.
    func isIn() -> Vector {
        let value = arguments[0]
        let entries = arguments.dropFirst()
        if value.isConstantNull { return Vector(constant: .null, .boolean) }
        let constants = entries.filter { $0.isConstant && !$0.isConstantNull }
        let hasNull = entries.contains(where: \.isConstantNull)
        var found = Bitmap(repeating: false, count: count)
        var known: Bitmap? = value.isConstant ? nil : value.array.validity
        if constants.count > 8, let set = sortedMatch(value, constants) {
            found = set
        } else {
            for entry in constants { found = found.or(bits(.equal, value, entry)) }
        }
        for entry in entries where !entry.isConstant {
            let equal = bits(.equal, value, entry)
            if let valid = entry.array.validity {
                found = found.or(equal.and(valid))
                known = Bitmap.and(known, valid)
            } else {
                found = found.or(equal)
            }
        }
        if let valid = value.isConstant ? nil : value.array.validity { found = found.and(valid) }
        if hasNull { known = Bitmap(repeating: false, count: count) }
        return Vector(ColumnArray(boolean: found, validity: known.map { $0.or(found) }))
    }

    /// Looks values up in the sorted entries; nil for types that are compared one by one.
    private func sortedMatch(_ value: Vector, _ entries: [Vector]) -> Bitmap? {
        guard !value.isConstant else { return nil }
        switch value.array.storage {
        case .int8(let values): return lookUp(values, entries) { $0.int8 }
        case .int16(let values): return lookUp(values, entries) { $0.int16 }
        case .int32(let values): return lookUp(values, entries) { $0.int32 }
        case .int64(let values): return lookUp(values, entries) { $0.int64 }
        case .int128(let values): return lookUp(values, entries) { $0.int128 }
        case .views(let views): return lookUp(views, entries)
        default: return nil
        }
    }

    @inline(__always)
    private func lookUp<T: Plain & Comparable>(
        _ values: TypedBuffer<T>, _ entries: [Vector],
        _ buffer: (ColumnArray.Storage) -> TypedBuffer<T>?
    ) -> Bitmap? {
        let sorted = entries.compactMap { buffer($0.array.storage)?[0] }.sorted()
        guard sorted.count == entries.count else { return nil }
        return makeBits(count: count) { row in
            let value = values[row]
            var low = 0
            var high = sorted.count
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < value { low = middle + 1 } else { high = middle }
            }
            return low < sorted.count && sorted[low] == value
        }
    }

    private func lookUp(_ views: BinaryViews, _ entries: [Vector]) -> Bitmap? {
        guard
            case .views(let all) = ColumnArray.concatenate(entries.map(\.array)).flattened().storage
        else { return nil }
        let order = (0..<all.count).sorted { BinaryViews.compare(all, $0, all, $1) < 0 }
        return makeBits(count: count) { row in
            var low = 0
            var high = order.count
            while low < high {
                let middle = (low + high) / 2
                let comparison = BinaryViews.compare(all, order[middle], views, row)
                if comparison == 0 { return true }
                if comparison < 0 { low = middle + 1 } else { high = middle }
            }
            return false
        }
    }
}

extension ColumnArray.Storage {
    var int8: TypedBuffer<Int8>? { if case .int8(let values) = self { values } else { nil } }
    var int16: TypedBuffer<Int16>? { if case .int16(let values) = self { values } else { nil } }
    var int32: TypedBuffer<Int32>? { if case .int32(let values) = self { values } else { nil } }
    var int64: TypedBuffer<Int64>? { if case .int64(let values) = self { values } else { nil } }
    var int128: TypedBuffer<Int128>? { if case .int128(let values) = self { values } else { nil } }
    var float64: TypedBuffer<Double>? {
        if case .float64(let values) = self { values } else { nil }
    }
    var views: BinaryViews? { if case .views(let values) = self { values } else { nil } }
}
