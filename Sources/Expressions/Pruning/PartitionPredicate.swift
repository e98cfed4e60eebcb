// Conditions on partition columns are decided exactly: a file has one value of each.

package import Columnar

/// The part of a condition that looks at partition columns only, ready for their values.
package struct PartitionPredicate: Sendable {
    /// Bound to `schema`; nil where the condition says nothing about partitions alone.
    package let predicate: BoundExpression?
    /// The partition columns, in the order given.
    package let schema: Schema
    /// What is left: the conjuncts that look at other columns too. Nil where none does.
    package let remainder: BoundExpression?

    /// Splits a condition.
    ///
    /// - Parameters:
    ///   - condition: a boolean, bound to `tableSchema`.
    ///   - partitionColumns: names of columns of the table.
    package init(
        _ condition: BoundExpression, tableSchema: Schema, partitionColumns: [String]
    ) {
        let positions = partitionColumns.compactMap { name in
            tableSchema.index(of: name)
        }
        var places: [Int: Int] = [:]
        for (place, position) in positions.enumerated() { places[position] = place }
        var partition: [BoundExpression] = []
        var rest: [BoundExpression] = []
        for conjunct in condition.conjuncts {
            if conjunct.columns.allSatisfy({ places[$0] != nil }) {
                partition.append(conjunct.movingColumns(places))
            } else {
                rest.append(conjunct)
            }
        }
        schema = tableSchema.selecting(positions)
        predicate = BoundExpression.conjunction(partition)
        remainder = BoundExpression.conjunction(rest)
    }

    /// The files that may have matching rows: one row of `values` is one file's partition values.
    ///
    /// A file on whose values the condition is an error is kept.
    /// - Complexity: O(files).
    package func mayMatch(_ values: RecordBatch) -> Bitmap {
        guard let predicate else { return Bitmap(repeating: true, count: values.count) }
        let (selected, errors) = VectorEvaluator().selectCollectingErrors(predicate, on: values)
        return errors.mask(count: values.count).map { selected.or($0) } ?? selected
    }

    /// Whether a file with these partition values, in the order of `schema`, may match.
    package func mayMatch(_ values: [Scalar]) -> Bool {
        let columns = zip(schema.fields, values).map { ColumnArray(scalars: [$1], type: $0.type) }
        return mayMatch(RecordBatch(schema: schema, columns: columns, count: 1))[0]
    }
}

extension BoundExpression {
    /// The same expression over another order of columns.
    ///
    /// - Parameter places: the new position of each column that is read.
    package func movingColumns(_ places: [Int: Int]) -> BoundExpression {
        mapNodes { node in
            if case .column(let index) = node { return .column(places[index] ?? index) }
            return node
        }
    }

    /// The tree with `body` applied to every node, from the leaves up.
    func mapNodes(_ body: (Node) -> Node) -> BoundExpression {
        replacing(body(node.mapChildren { $0.mapNodes(body) }))
    }

    /// The same typed expression with another node.
    func replacing(_ node: Node) -> BoundExpression {
        BoundExpression(
            node, type, nullable: nullable, canFail: canFail, isLenient: isLenient,
            position: position)
    }
}

extension BoundExpression.Node {
    func mapChildren(_ body: (BoundExpression) -> BoundExpression) -> Self {
        switch self {
        case .literal, .column: self
        case .field(let operand, let index): .field(body(operand), index)
        case .negate(let operand): .negate(body(operand))
        case .arithmetic(let operation, let left, let right):
            .arithmetic(operation, body(left), body(right))
        case .compare(let operation, let left, let right):
            .compare(operation, body(left), body(right))
        case .and(let operands): .and(operands.map(body))
        case .or(let operands): .or(operands.map(body))
        case .not(let operand): .not(body(operand))
        case .isNull(let operand): .isNull(body(operand))
        case .isIn(let operand, let list): .isIn(body(operand), list.map(body))
        case .like(let text, let pattern, let options):
            .like(body(text), pattern: body(pattern), options)
        case .caseWhen(let branches, let otherwise):
            .caseWhen(
                branches.map { BoundBranch(condition: body($0.condition), value: body($0.value)) },
                otherwise: body(otherwise))
        case .coalesce(let operands): .coalesce(operands.map(body))
        case .cast(let operand, let mode): .cast(body(operand), mode)
        case .call(let function, let arguments): .call(function, arguments.map(body))
        }
    }
}
