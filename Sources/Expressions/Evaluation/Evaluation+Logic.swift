// AND and OR in three-valued logic. An operand is evaluated only on the rows that it can still
// decide, so that `x != 0 AND y / x > 1` meets no division by zero.

import Columnar

/// True, false or null for each row.
struct Truth {
    /// Set where true.
    var isTrue: Bitmap
    /// Set where false.
    var isFalse: Bitmap

    init(isTrue: Bitmap, isFalse: Bitmap) {
        self.isTrue = isTrue
        self.isFalse = isFalse
    }

    init(_ vector: Vector, count: Int) {
        isTrue = vector.trueBits(count)
        let flat = vector.flat
        guard !flat.isConstant, case .boolean(let bits) = flat.array.storage else {
            isFalse = Bitmap(repeating: vector.constant == .boolean(false), count: count)
            return
        }
        isFalse = flat.array.validity.map { $0.andNot(bits) } ?? bits.not()
    }

    var vector: Vector {
        let known = isTrue.or(isFalse)
        let validity = known.setCount() == known.count ? nil : known
        return Vector(ColumnArray(boolean: isTrue, validity: validity))
    }
}

extension Vector {
    /// The rows that are true.
    func trueBits(_ count: Int) -> Bitmap {
        if isConstant { return Bitmap(repeating: constant == .boolean(true), count: count) }
        let flat = array.flattened()
        guard case .boolean(let bits) = flat.storage else {
            return Bitmap(repeating: false, count: count)
        }
        return flat.validity.map { $0.and(bits) } ?? bits
    }
}

extension Evaluation {
    func logic(
        _ operands: [BoundExpression], isAnd: Bool, _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        let count = scope.count
        var result = Truth(
            isTrue: Bitmap(repeating: isAnd, count: count),
            isFalse: Bitmap(repeating: !isAnd, count: count))
        for operand in operands {
            let decided = isAnd ? result.isFalse : result.isTrue
            let open = count - decided.setCount()
            if open == 0 { break }
            let next: Truth
            if open < count, operand.canFail || open * 4 < count {
                let places = decided.not().setIndices()
                let inner = scope.subset(places)
                let part = Truth(try evaluate(operand, inner), count: open)
                next = Truth(
                    isTrue: .scatter(part.isTrue, at: places, count: count),
                    isFalse: .scatter(part.isFalse, at: places, count: count))
            } else {
                next = Truth(try evaluate(operand, scope), count: count)
            }
            result =
                isAnd
                ? Truth(
                    isTrue: result.isTrue.and(next.isTrue),
                    isFalse: result.isFalse.or(next.isFalse))
                : Truth(
                    isTrue: result.isTrue.or(next.isTrue),
                    isFalse: result.isFalse.and(next.isFalse))
        }
        return result.vector
    }
}
