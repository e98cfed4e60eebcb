// Comparisons. Text and bytes compare as unsigned bytes; NaN equals NaN and is larger than any
// other number, and zero equals minus zero, as in Spark (SQL reference, *NaN Semantics*).

import Columnar

extension KernelCall {
    func compare(_ operation: ComparisonOperator) -> Vector {
        let (left, right) = (arguments[0], arguments[1])
        if left.type == .null || right.type == .null {
            if operation == .nullSafeEqual { return nullSafe(left, right, equal: nil) }
            return Vector(constant: .null, .boolean)
        }
        if operation == .nullSafeEqual {
            if left.isConstantNull || right.isConstantNull {
                return nullSafe(left, right, equal: nil)
            }
            return nullSafe(left, right, equal: bits(.equal, left, right))
        }
        return Vector(ColumnArray(boolean: bits(operation, left, right), validity: validity))
    }

    private func nullSafe(_ left: Vector, _ right: Vector, equal: Bitmap?) -> Vector {
        let first = Bitmap.notNull(left, count)
        let second = Bitmap.notNull(right, count)
        let bothNull = first.or(second).not()
        guard let equal else { return Vector(ColumnArray(boolean: bothNull)) }
        return Vector(ColumnArray(boolean: equal.and(first).and(second).or(bothNull)))
    }

    /// The result of a comparison, as if no row were null.
    func bits(_ operation: ComparisonOperator, _ left: Vector, _ right: Vector) -> Bitmap {
        let constants = (left.isConstant, right.isConstant)
        switch (left.array.storage, right.array.storage) {
        case (.boolean(let a), .boolean(let b)):
            return compareBooleans(operation, a, b, constants)
        case (.int8(let a), .int8(let b)): return ordered(operation, a, b, constants)
        case (.int16(let a), .int16(let b)): return ordered(operation, a, b, constants)
        case (.int32(let a), .int32(let b)): return ordered(operation, a, b, constants)
        case (.int64(let a), .int64(let b)): return ordered(operation, a, b, constants)
        case (.int128(let a), .int128(let b)): return ordered(operation, a, b, constants)
        case (.float32(let a), .float32(let b)): return floating(operation, a, b, constants)
        case (.float64(let a), .float64(let b)): return floating(operation, a, b, constants)
        case (.views(let a), .views(let b)): return compareViews(operation, a, b, constants)
        default: return Bitmap(repeating: false, count: count)
        }
    }

    @inline(__always)
    private func ordered<T: Plain & Comparable>(
        _ operation: ComparisonOperator, _ a: TypedBuffer<T>, _ b: TypedBuffer<T>,
        _ constants: (Bool, Bool)
    ) -> Bitmap {
        let left = Operand(a, isConstant: constants.0)
        let right = Operand(b, isConstant: constants.1)
        return switch operation {
        case .equal, .nullSafeEqual: mapBits(left, right, count: count) { $0 == $1 }
        case .notEqual: mapBits(left, right, count: count) { $0 != $1 }
        case .less: mapBits(left, right, count: count) { $0 < $1 }
        case .lessOrEqual: mapBits(left, right, count: count) { $0 <= $1 }
        case .greater: mapBits(left, right, count: count) { $0 > $1 }
        case .greaterOrEqual: mapBits(left, right, count: count) { $0 >= $1 }
        }
    }

    @inline(__always)
    private func floating<T: Plain & BinaryFloatingPoint>(
        _ operation: ComparisonOperator, _ a: TypedBuffer<T>, _ b: TypedBuffer<T>,
        _ constants: (Bool, Bool)
    ) -> Bitmap {
        let left = Operand(a, isConstant: constants.0)
        let right = Operand(b, isConstant: constants.1)
        return switch operation {
        case .equal, .nullSafeEqual:
            mapBits(left, right, count: count) { $0 == $1 || $0.isNaN && $1.isNaN }
        case .notEqual:
            mapBits(left, right, count: count) { $0 != $1 && !($0.isNaN && $1.isNaN) }
        case .less:
            mapBits(left, right, count: count) { $0 < $1 || $1.isNaN && !$0.isNaN }
        case .lessOrEqual:
            mapBits(left, right, count: count) { $0 <= $1 || $1.isNaN }
        case .greater:
            mapBits(left, right, count: count) { $0 > $1 || $0.isNaN && !$1.isNaN }
        case .greaterOrEqual:
            mapBits(left, right, count: count) { $0 >= $1 || $0.isNaN }
        }
    }

    private func compareBooleans(
        _ operation: ComparisonOperator, _ a: Bitmap, _ b: Bitmap, _ constants: (Bool, Bool)
    ) -> Bitmap {
        let left = constants.0 ? Bitmap(repeating: a[0], count: count) : a
        let right = constants.1 ? Bitmap(repeating: b[0], count: count) : b
        return switch operation {
        case .equal, .nullSafeEqual: left.andNot(right).or(right.andNot(left)).not()
        case .notEqual: left.andNot(right).or(right.andNot(left))
        case .less: right.andNot(left)
        case .lessOrEqual: left.andNot(right).not()
        case .greater: left.andNot(right)
        case .greaterOrEqual: right.andNot(left).not()
        }
    }

    private func compareViews(
        _ operation: ComparisonOperator, _ a: BinaryViews, _ b: BinaryViews,
        _ constants: (Bool, Bool)
    ) -> Bitmap {
        let (leftStep, rightStep) = (constants.0 ? 0 : 1, constants.1 ? 0 : 1)
        switch operation {
        case .equal, .nullSafeEqual:
            return equalViews(a, b, leftStep, rightStep)
        case .notEqual:
            return equalViews(a, b, leftStep, rightStep).not()
        case .less:
            return makeBits(count: count) { compareAt(a, $0 * leftStep, b, $0 * rightStep) < 0 }
        case .lessOrEqual:
            return makeBits(count: count) { compareAt(a, $0 * leftStep, b, $0 * rightStep) <= 0 }
        case .greater:
            return makeBits(count: count) { compareAt(a, $0 * leftStep, b, $0 * rightStep) > 0 }
        case .greaterOrEqual:
            return makeBits(count: count) { compareAt(a, $0 * leftStep, b, $0 * rightStep) >= 0 }
        }
    }

    private func equalViews(
        _ a: BinaryViews, _ b: BinaryViews, _ leftStep: Int, _ rightStep: Int
    ) -> Bitmap {
        let left = Operand(a.views, isConstant: leftStep == 0)
        let right = Operand(b.views, isConstant: rightStep == 0)
        // Most values differ in length or in the first four bytes.
        let alike = mapBits(left, right, count: count) { first, second in
            first.length == second.length && first.prefix == second.prefix
                && (first.length > 12
                    || first.blockIndex == second.blockIndex && first.offset == second.offset)
        }
        let hasLong =
            leftStep == 0
            ? a.views[0].length > 12
            : rightStep == 0 ? b.views[0].length > 12 : true
        if count == 0 || !hasLong { return alike }
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        for index in 0..<alike.wordCount {
            var word = alike.word(index)
            while word != 0 {
                let row = index * 64 + word.trailingZeroBitCount
                if BinaryViews.equal(a, row * leftStep, b, row * rightStep) {
                    words[index] |= word & (~word &+ 1)
                }
                word &= word &- 1
            }
        }
        return Bitmap(words: TypedBuffer(words), count: count)
    }
}

@inline(__always)
private func compareAt(_ a: BinaryViews, _ i: Int, _ b: BinaryViews, _ j: Int) -> Int {
    BinaryViews.compare(a, i, b, j)
}
