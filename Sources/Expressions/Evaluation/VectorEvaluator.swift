public import Columnar

/// Evaluates bound expressions on batches, a column at a time.
public struct VectorEvaluator: Sendable {
    public init() {}

    /// The values of `expression`, one a row of `batch`.
    ///
    /// The result may be a dictionary, and is one with a single value where every row has the
    /// same. The batch must have the schema that the expression was bound to.
    ///
    /// - Throws: the error of the first row that a kernel met, with `row`.
    /// - Complexity: O(nodes x rows).
    public func evaluate(
        _ expression: BoundExpression, on batch: RecordBatch
    ) throws(ExpressionError) -> ColumnArray {
        try Evaluation(collects: false).evaluate(expression, Scope(batch)).expanded(batch.count)
    }

    /// The rows where `predicate` is true; false and null are left out.
    ///
    /// - Throws: as `evaluate`.
    public func select(
        _ predicate: BoundExpression, on batch: RecordBatch
    ) throws(ExpressionError) -> Bitmap {
        try Evaluation(collects: false).evaluate(predicate, Scope(batch)).trueBits(batch.count)
    }

    /// The values of `expression`; rows that are errors are null and listed with their reason.
    public func evaluateCollectingErrors(
        _ expression: BoundExpression, on batch: RecordBatch
    ) -> EvaluatedColumn {
        let evaluation = Evaluation(collects: true)
        do {
            let vector = try evaluation.evaluate(expression, Scope(batch))
            return EvaluatedColumn(
                column: vector.expanded(batch.count), errors: RowErrors(evaluation.errors))
        } catch {
            // Only an error that belongs to no row ends a collecting run.
            let all = Dictionary(
                uniqueKeysWithValues: (0..<batch.count).map { ($0, error.at(row: $0)) })
            return EvaluatedColumn(
                column: ColumnArray(nulls: batch.count, type: expression.type),
                errors: RowErrors(all))
        }
    }

    /// The rows where `predicate` is true, and the rows where it is an error.
    public func selectCollectingErrors(
        _ predicate: BoundExpression, on batch: RecordBatch
    ) -> (selected: Bitmap, errors: RowErrors) {
        let evaluated = evaluateCollectingErrors(predicate, on: batch)
        var selected = Vector(column: evaluated.column).trueBits(batch.count)
        if let bad = evaluated.errors.mask(count: batch.count) { selected = selected.andNot(bad) }
        return (selected, evaluated.errors)
    }
}

/// A column and the rows of it that could not be evaluated.
public struct EvaluatedColumn: Sendable {
    /// Null where the row is an error.
    public let column: ColumnArray
    public let errors: RowErrors
}

/// The rows of a batch that are errors, each with its first reason.
public struct RowErrors: Sendable {
    /// In ascending order of `row`, which is never nil.
    public let errors: [ExpressionError]

    /// No row is an error.
    public static let none = RowErrors([:])

    init(_ errors: [Int: ExpressionError]) {
        self.errors = errors.values.sorted { ($0.row ?? 0) < ($1.row ?? 0) }
    }

    public var isEmpty: Bool { errors.isEmpty }

    public var count: Int { errors.count }

    /// A set bit for each row that is an error; nil when none is.
    public func mask(count: Int) -> Bitmap? {
        if errors.isEmpty { return nil }
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        for error in errors {
            if let row = error.row, row < count { words[row >> 6] |= 1 << UInt64(row & 63) }
        }
        return Bitmap(words: TypedBuffer(words), count: count)
    }

    /// These and other rows; the first reason of a row stays.
    public func merging(_ other: RowErrors) -> RowErrors {
        if other.isEmpty { return self }
        if isEmpty { return other }
        var all: [Int: ExpressionError] = [:]
        for error in errors + other.errors {
            if let row = error.row, all[row] == nil { all[row] = error }
        }
        return RowErrors(all)
    }
}

extension RowErrors {
    /// The same errors about other rows.
    ///
    /// - Parameter row: the row that stands for each row here; different rows for different rows.
    package func mapRows(_ row: (Int) -> Int) -> RowErrors {
        var all: [Int: ExpressionError] = [:]
        for error in errors {
            guard let old = error.row else { continue }
            all[row(old)] = error.at(row: row(old))
        }
        return RowErrors(all)
    }
}
