// One run of one expression over one batch. A kernel works on whole vectors; a row that is an
// error is reported by its number, and either ends the run or is put aside with its reason.

import Columnar

/// The rows that an expression is evaluated on: a batch, or some rows of it.
final class Scope {
    let batch: RecordBatch
    /// The rows of the batch; nil for all of them.
    let rows: TypedBuffer<Int32>?
    let count: Int
    private var cache: [Int: Vector] = [:]

    init(_ batch: RecordBatch, rows: TypedBuffer<Int32>? = nil) {
        self.batch = batch
        self.rows = rows
        count = rows?.count ?? batch.count
    }

    /// Input column number `index` on these rows.
    func column(_ index: Int) -> Vector {
        if let cached = cache[index] { return cached }
        let column = batch.columns[index]
        let vector = Vector(column: rows.map { column.take($0) } ?? column)
        cache[index] = vector
        return vector
    }

    /// Some of these rows, by their place here.
    func subset(_ places: TypedBuffer<Int32>) -> Scope {
        Scope(batch, rows: rows.map { $0.take(places) } ?? places)
    }

    /// The batch's row at a place here.
    func batchRow(_ place: Int) -> Int {
        rows.map { Int($0[place]) } ?? place
    }
}

final class Evaluation {
    /// Whether errors of rows are put aside instead of ending the run.
    let collects: Bool
    /// The first error of each row of the batch.
    private(set) var errors: [Int: ExpressionError] = [:]

    init(collects: Bool) {
        self.collects = collects
    }

    /// Values of `expression` on the rows of `scope`.
    func evaluate(
        _ expression: BoundExpression, _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        switch expression.node {
        case .literal(let value): return Vector(constant: value, expression.type)
        case .column(let index): return scope.column(index)
        case .and(let operands): return try logic(operands, isAnd: true, scope)
        case .or(let operands): return try logic(operands, isAnd: false, scope)
        case .caseWhen(let branches, let otherwise):
            return try caseWhen(branches, otherwise, expression.type, scope)
        case .coalesce(let operands): return try coalesce(operands, expression.type, scope)
        default: break
        }
        var arguments: [Vector] = []
        for child in expression.node.children { arguments.append(try evaluate(child, scope)) }
        return try apply(expression, arguments, scope)
    }

    // MARK: How often to work

    /// The operation on its arguments: once for constants, once a dictionary value where only one
    /// argument varies and has a dictionary, once a row otherwise.
    private func apply(
        _ expression: BoundExpression, _ arguments: [Vector], _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        if arguments.allSatisfy(\.isConstant) {
            return try applyToConstants(expression, arguments, scope)
        }
        if let vector = applyToDictionary(expression, arguments) { return vector }
        let context = KernelContext(self, scope, expression.position)
        let result = try Kernels.run(expression, arguments.map(\.flat), scope.count, context)
        guard !context.failed.isEmpty else { return result }
        return Vector(result.expanded(scope.count).flattened().clearing(context.failed))
    }

    private func applyToConstants(
        _ expression: BoundExpression, _ arguments: [Vector], _ scope: Scope
    ) throws(ExpressionError) -> Vector {
        let context = KernelContext(nil, nil, expression.position)
        do {
            let result = try Kernels.run(expression, arguments.map(\.flat), 1, context)
            return Vector(constant: result.expanded(1).flattened())
        } catch {
            guard scope.count > 0 else { return Vector(constant: .null, expression.type) }
            for place in 0..<scope.count { try report(error, scope.batchRow(place)) }
            return Vector(constant: .null, expression.type)
        }
    }

    /// Nil where there is no such dictionary, or where one of its values is an error: that value
    /// may stand in no row.
    private func applyToDictionary(
        _ expression: BoundExpression, _ arguments: [Vector]
    ) -> Vector? {
        let varying = arguments.indices.filter { !arguments[$0].isConstant }
        guard varying.count == 1, !expression.type.isNested else { return nil }
        let column = arguments[varying[0]].array
        guard case .dictionary(let indices, let values) = column.storage,
            values.count * 2 <= column.count, values.count > 0
        else { return nil }
        // A kernel that makes a value of a null row cannot see the column's own nulls here.
        if column.validity != nil, !expression.node.isNullOfNull { return nil }
        var inner = arguments.map { $0.flat }
        inner[varying[0]] = Vector(values.flattened())
        let context = KernelContext(nil, nil, expression.position)
        guard let result = try? Kernels.run(expression, inner, values.count, context) else {
            return nil
        }
        return Vector(
            ColumnArray(
                type: expression.type, count: column.count, validity: column.validity,
                storage: .dictionary(
                    indices: indices, values: result.expanded(values.count).flattened())))
    }

    // MARK: Errors

    func report(_ error: ExpressionError, _ row: Int) throws(ExpressionError) {
        let placed = error.at(row: row)
        guard collects else { throw placed }
        if errors[row] == nil { errors[row] = placed }
    }
}

/// What a kernel reports its errors to.
final class KernelContext {
    private let evaluation: Evaluation?
    private let scope: Scope?
    private let position: SourcePosition?
    /// The places of the rows that are errors and whose result must be null.
    private(set) var failed: [Int] = []

    init(_ evaluation: Evaluation?, _ scope: Scope?, _ position: SourcePosition?) {
        self.evaluation = evaluation
        self.scope = scope
        self.position = position
    }

    /// Says that the row at `place` is an error.
    func fail(
        _ place: Int, _ code: ExpressionError.Code, _ message: String
    ) throws(ExpressionError) {
        let error = ExpressionError(code, message, position: position)
        guard let evaluation, let scope else { throw error }
        try evaluation.report(error, scope.batchRow(place))
        failed.append(place)
    }
}

extension ColumnArray {
    /// The same column with null at these rows.
    func clearing(_ rows: [Int]) -> ColumnArray {
        var words =
            validity.map { $0.alignedWords().array() }
            ?? [UInt64](repeating: .max, count: (count + 63) / 64)
        for row in rows { words[row >> 6] &= ~(1 << UInt64(row & 63)) }
        return withValidity(Bitmap(words: TypedBuffer(words), count: count))
    }
}

extension BoundExpression.Node {
    /// Whether a null argument makes the result null.
    var isNullOfNull: Bool {
        switch self {
        case .isNull, .isIn, .coalesce, .caseWhen, .and, .or: false
        case .compare(let operation, _, _): operation != .nullSafeEqual
        case .call(let function, _):
            switch function {
            case .greatest, .least, .concatenateWithSeparator, .makeStruct, .makeList, .isNaN,
                .size, .requireValue:
                false
            default: true
            }
        case .literal, .column, .field, .negate, .arithmetic, .not, .like, .cast: true
        }
    }
}
