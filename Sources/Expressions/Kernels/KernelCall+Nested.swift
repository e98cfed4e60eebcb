import BinaryIO
import Columnar

extension KernelCall {
    func nestedFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .listElement: return try listElement(isOneBased: false)
        case .elementAt: return try listElement(isOneBased: true)
        case .mapElement: return mapElement()
        case .size: return sizes()
        case .listContains: return listContains()
        case .makeStruct: return madeStruct()
        case .makeList: return madeList()
        case .jsonPath: return try jsonValues()
        case .crc32: return checksums()
        case .requireValue: return try requiredValues()
        default: return nil
        }
    }

    /// `list[i]` from 0, or `element_at(list, i)` from 1 and from the end where below zero.
    private func listElement(isOneBased: Bool) throws(ExpressionError) -> Vector {
        guard case .list(let offsets, let child) = arguments[0].array.storage,
            let indices = arguments[1].array.storage.int32
        else { return Vector(constant: .null, type) }
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        let starts = offsets.span
        let nulls = validity
        var missing: [Int] = []
        var places: [Int32] = []
        for row in 0..<count {
            guard isValid(nulls, row) else {
                missing.append(row)
                places.append(0)
                continue
            }
            let start = Int(starts[row * first])
            let size = Int(starts[row * first + 1]) - start
            var index = Int(indices[row * second])
            if isOneBased {
                if index == 0 {
                    try context.fail(row, .invalidArgument, "element_at counts from 1, not from 0")
                }
                index = index > 0 ? index - 1 : index < 0 ? size + index : -1
            }
            if index >= 0, index < size {
                places.append(Int32(start + index))
                continue
            }
            if !isLenient {
                try context.fail(
                    row, .indexOutOfBounds,
                    "position \(indices[row * second]) lies outside of an array of \(size)")
            }
            missing.append(row)
            places.append(0)
        }
        if child.count == 0 { return Vector(ColumnArray(nulls: count, type: type)) }
        let result = child.flattened().take(TypedBuffer(places))
        if missing.isEmpty { return Vector(result) }
        return Vector(result.clearing(missing))
    }

    private func madeStruct() -> Vector {
        Vector(
            ColumnArray(
                type: type, count: count, validity: nil,
                storage: .struct(arguments.map { $0.expanded(count).flattened() })))
    }

    /// One list a row, of the arguments in order.
    private func madeList() -> Vector {
        let width = arguments.count
        guard width > 0, case .list(let element) = type else {
            return Vector(constant: .null, type)
        }
        let all = ColumnArray.concatenate(arguments.map(\.array))
        var starts: [Int] = [0]
        for argument in arguments { starts.append(starts[starts.count - 1] + argument.array.count) }
        let places = TypedBuffer<Int32>(capacity: count * width) { output in
            for row in 0..<count {
                for (index, argument) in arguments.enumerated() {
                    output.append(Int32(starts[index] + (argument.isConstant ? 0 : row)))
                }
            }
        }
        let offsets = TypedBuffer<Int32>(capacity: count + 1) { output in
            for row in 0...count { output.append(Int32(row * width)) }
        }
        let child = all.flattened().take(places).retyped(element.type)
        return Vector(
            ColumnArray(
                type: type, count: count, validity: nil,
                storage: .list(offsets: offsets, child: child)))
    }

    private func requiredValues() throws(ExpressionError) -> Vector {
        let valid = Bitmap.notNull(arguments[0], count)
        guard valid.setCount() < count else { return arguments[0] }
        let name = arguments[1].array.storage.views?.string(at: 0) ?? ""
        for row in 0..<count where !valid[row] {
            try context.fail(row, .nullViolation, "the column \(name) must not be null")
        }
        return arguments[0]
    }

    private func checksums() -> Vector {
        guard let views = arguments[0].array.storage.views else {
            return Vector(constant: .null, type)
        }
        let values = TypedBuffer<Int64>(capacity: count) { output in
            for row in 0..<count { output.append(Int64(CRC32.checksum(views.bytes(at: row)))) }
        }
        return finished(.int64(values), arguments[0].array.validity)
    }

    private func mapElement() -> Vector {
        guard case .list(let offsets, let child) = arguments[0].array.storage,
            case .struct(let columns) = child.flattened().storage, columns.count == 2
        else { return Vector(constant: .null, type) }
        let keys = Vector(columns[0].flattened())
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        let starts = offsets.span
        let nulls = validity
        // Each key beside the row's wanted key, compared in one go.
        var wanted: [Int32] = []
        var rows: [Int32] = []
        for row in 0..<count where isValid(nulls, row) {
            for place in starts[row * first]..<starts[row * first + 1] {
                wanted.append(place)
                rows.append(Int32(row * second))
            }
        }
        let left = Vector(keys.array.take(TypedBuffer(wanted)))
        let right = Vector(arguments[1].array.take(TypedBuffer(rows)))
        let inner = KernelCall(
            type: .boolean, arguments: [left, right], count: wanted.count, context: context,
            isLenient: true)
        let equal = inner.bits(.equal, left, right)
        var places = [Int32](repeating: -1, count: count)
        var pair = 0
        for row in 0..<count where isValid(nulls, row) {
            for place in starts[row * first]..<starts[row * first + 1] {
                if equal[pair] { places[row] = place }
                pair += 1
            }
        }
        let missing = places.indices.filter { places[$0] < 0 }
        if columns[1].count == 0 { return Vector(ColumnArray(nulls: count, type: type)) }
        let result = columns[1].flattened().take(TypedBuffer(places.map { max($0, 0) }))
        return Vector(missing.isEmpty ? result : result.clearing(missing))
    }

    private func sizes() -> Vector {
        guard case .list(let offsets, _) = arguments[0].array.storage else {
            return Vector(constant: .null, type)
        }
        let starts = offsets.span
        let values = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<(offsets.count - 1) { output.append(starts[row + 1] - starts[row]) }
        }
        return Vector(ColumnArray(int32: values, validity: arguments[0].array.validity))
    }

    /// True where a list holds the value, null where it does not but holds a null.
    private func listContains() -> Vector {
        guard case .list(let offsets, let child) = arguments[0].array.storage else {
            return Vector(constant: .null, type)
        }
        let elements = child.flattened()
        let (first, second) = (arguments[0].isConstant ? 0 : 1, arguments[1].isConstant ? 0 : 1)
        let starts = offsets.span
        let nulls = validity
        var found = BitmapBuilder(reserving: count)
        var known = BitmapBuilder(reserving: count)
        for row in 0..<count {
            guard isValid(nulls, row) else {
                found.append(false)
                known.append(false)
                continue
            }
            let value = arguments[1].array.scalar(at: row * second)
            let range = starts[row * first]..<starts[row * first + 1]
            let isFound = range.contains { elements.scalar(at: Int($0)) == value }
            found.append(isFound)
            known.append(isFound || !range.contains { elements.isNull(Int($0)) })
        }
        return Vector(
            ColumnArray(boolean: found.finish(), validity: known.finishValidity()))
    }
}
