// The operations on whole vectors. Arguments come flat (no dictionaries); a constant is one row.

import Columnar

enum Kernels {
    /// The result of the top node of `expression` on its arguments' values.
    static func run(
        _ expression: BoundExpression, _ arguments: [Vector], _ count: Int,
        _ context: KernelContext
    ) throws(ExpressionError) -> Vector {
        if expression.node.isNullOfNull, arguments.contains(where: \.isConstantNull) {
            return Vector(constant: .null, expression.type)
        }
        let call = KernelCall(
            type: expression.type, arguments: arguments, count: count, context: context,
            isLenient: expression.isLenient)
        switch expression.node {
        case .literal, .column, .and, .or, .caseWhen, .coalesce:
            preconditionFailure("evaluated elsewhere")
        case .field(_, let index): return call.field(index)
        case .negate: return try call.negate()
        case .arithmetic(let operation, _, _): return try call.arithmetic(operation)
        case .compare(let operation, _, _): return call.compare(operation)
        case .not: return call.not()
        case .isNull: return call.isNull()
        case .isIn: return call.isIn()
        case .like(_, _, let options): return try call.like(options)
        case .cast(_, let mode): return try call.cast(isTry: mode == .try)
        case .call(let function, _): return try call.function(function)
        }
    }
}

/// What is said about a row that has no result.
struct RowMessage {
    let text: (Int) -> String
}

/// One operation at work: its arguments, how many rows there are, and where errors go.
struct KernelCall {
    let type: DataType
    let arguments: [Vector]
    let count: Int
    let context: KernelContext
    /// Whether what has no result is null instead of an error.
    let isLenient: Bool

    /// The rows where every argument has a value; nil for all.
    var validity: Bitmap? {
        var result: Bitmap?
        for argument in arguments where !argument.isConstant {
            result = Bitmap.and(result, argument.array.validity)
        }
        return result
    }

    func isValid(_ validity: Bitmap?, _ row: Int) -> Bool { validity.map { $0[row] } ?? true }

    /// Reports the rows that have no result; in lenient mode they become null.
    ///
    /// - Parameter isBad: whether a row, none of whose arguments is null, has no result.
    func settle(
        _ validity: Bitmap?, _ code: ExpressionError.Code, _ message: RowMessage,
        isBad: (Int) -> Bool
    ) throws(ExpressionError) -> Bitmap? {
        var bad: [Int] = []
        for row in 0..<count where isBad(row) && isValid(validity, row) {
            if !isLenient { try context.fail(row, code, message.text(row)) }
            bad.append(row)
        }
        if bad.isEmpty { return validity }
        return ColumnArray(
            type: .boolean, count: count, validity: validity,
            storage: .boolean(Bitmap(repeating: false, count: count))
        ).clearing(bad).validity
    }

    // MARK: Small operations

    func field(_ index: Int) -> Vector {
        let parent = arguments[0]
        guard case .struct(let columns) = parent.array.storage else {
            return Vector(constant: .null, type)
        }
        let child = columns[index]
        guard let nulls = parent.array.validity else {
            return parent.isConstant ? Vector(constant: child) : Vector(child)
        }
        let result: ColumnArray
        if case .null = child.storage {
            result = child
        } else {
            result = child.withValidity(Bitmap.and(nulls, child.validity))
        }
        return parent.isConstant ? Vector(constant: result) : Vector(result)
    }

    func not() -> Vector {
        guard case .boolean(let bits) = arguments[0].array.storage else {
            return Vector(constant: .null, .boolean)
        }
        return Vector(ColumnArray(boolean: bits.not(), validity: arguments[0].array.validity))
    }

    func isNull() -> Vector {
        let bits = Bitmap.notNull(arguments[0], count).not()
        return Vector(ColumnArray(boolean: bits))
    }
}
