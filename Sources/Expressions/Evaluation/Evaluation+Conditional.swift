// CASE and COALESCE. A branch is evaluated only on the rows that take it, so that an error of
// another branch is never met.

import Columnar

extension Evaluation {
    func caseWhen(
        _ branches: [BoundBranch], _ otherwise: BoundExpression, _ type: DataType, _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        var merge = BranchMerge(count: scope.count, type: type)
        // The rows that no branch has taken yet; nil for all.
        var open: TypedBuffer<Int32>?
        for branch in branches {
            let inner = open.map { scope.subset($0) } ?? scope
            if inner.count == 0 { break }
            let taken = try evaluate(branch.condition, inner).trueBits(inner.count)
            let takenCount = taken.setCount()
            if takenCount == 0 { continue }
            if takenCount == scope.count { return try evaluate(branch.value, scope) }
            let places = taken.setIndices()
            let rows = open.map { $0.take(places) } ?? places
            merge.add(try evaluate(branch.value, scope.subset(rows)), rows)
            let rest = taken.not().setIndices()
            open = open.map { $0.take(rest) } ?? rest
        }
        guard let open else { return try evaluate(otherwise, scope) }
        if open.count > 0 { merge.add(try evaluate(otherwise, scope.subset(open)), open) }
        return merge.result()
    }

    func coalesce(
        _ operands: [BoundExpression], _ type: DataType, _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        var merge = BranchMerge(count: scope.count, type: type)
        var open: TypedBuffer<Int32>?
        for (index, operand) in operands.enumerated() {
            let inner = open.map { scope.subset($0) } ?? scope
            if inner.count == 0 { break }
            let vector = try evaluate(operand, inner)
            let isLast = index == operands.count - 1
            let nulls =
                vector.isConstant
                ? (vector.isConstantNull ? inner.count : 0) : vector.array.nullCount
            if open == nil, nulls == 0 || isLast { return vector }
            if nulls == inner.count, !isLast { continue }
            let valid = Bitmap.notNull(vector, inner.count)
            let all = open ?? TypedBuffer((0..<inner.count).map { Int32($0) })
            if isLast || nulls == 0 {
                merge.add(vector, all)
                open = TypedBuffer([])
                break
            }
            let places = valid.setIndices()
            merge.add(Vector(vector.array.take(places)), all.take(places))
            open = all.take(valid.not().setIndices())
        }
        return merge.result()
    }
}

extension Bitmap {
    /// The rows of a vector that are not null, its dictionary's nulls included.
    static func notNull(_ vector: Vector, _ count: Int) -> Bitmap {
        if vector.isConstant { return Bitmap(repeating: !vector.isConstantNull, count: count) }
        if case .null = vector.array.storage { return Bitmap(repeating: false, count: count) }
        if case .dictionary(_, let values) = vector.array.storage, values.nullCount > 0 {
            return makeBits(count: count) { !vector.array.isNull($0) }
        }
        return vector.array.validity ?? Bitmap(repeating: true, count: count)
    }
}

/// Puts together the rows that different branches have given.
private struct BranchMerge {
    let count: Int
    let type: DataType
    private var parts: [ColumnArray] = []
    private var partRows = 0
    private var allConstant = true
    /// The row of the concatenated parts that each row takes; the first part is one null.
    private var source: [Int32]

    init(count: Int, type: DataType) {
        self.count = count
        self.type = type
        source = [Int32](repeating: 0, count: count)
        parts = [ColumnArray(scalars: [.null], type: type)]
        partRows = 1
    }

    /// Says that the rows `rows` have the values of `vector`, in that order.
    mutating func add(_ vector: Vector, _ rows: TypedBuffer<Int32>) {
        let span = rows.span
        for index in span.indices {
            source[Int(span[index])] = Int32(partRows + (vector.isConstant ? 0 : index))
        }
        parts.append(vector.array)
        partRows += vector.array.count
        if !vector.isConstant { allConstant = false }
    }

    func result() -> Vector {
        if type == .null { return Vector(constant: .null, .null) }
        let values = ColumnArray.concatenate(parts)
        let indices = TypedBuffer(source)
        if allConstant {
            return Vector(
                ColumnArray(
                    type: type, count: count, validity: nil,
                    storage: .dictionary(indices: indices, values: values)))
        }
        return Vector(values.take(indices))
    }
}
