// Which files, row groups or pages a condition can match, by what is known about their columns.
// The answer is never "no" where a row matches: what is not known counts as possible, and a row
// on which the condition is an error counts as no match.

package import Columnar

/// A condition over the bounds of columns.
package struct StatisticsPredicate: Sendable {
    /// The columns whose bounds it looks at: paths of struct fields from the top, in the
    /// schema's spelling.
    package let columns: [[String]]
    private let predicate: BoundExpression
    /// The place in `columns` of each path.
    private let places: [[String]: Int]
    private let schema: Schema

    /// - Parameter predicate: a boolean, bound to `schema`.
    package init(_ predicate: BoundExpression, schema: Schema) {
        let predicate = Simplifier.simplify(predicate)
        self.predicate = predicate
        self.schema = schema
        var columns: [[String]] = []
        var places: [[String]: Int] = [:]
        func collect(_ expression: BoundExpression) {
            if let path = expression.path(in: schema) {
                if places[path] == nil {
                    places[path] = columns.count
                    columns.append(path)
                }
                return
            }
            for child in expression.node.children { collect(child) }
        }
        collect(predicate)
        self.columns = columns
        self.places = places
    }

    /// Whether a row may match.
    ///
    /// - Parameters:
    ///   - rowCount: the number of rows, where it is known.
    ///   - bounds: what is known about column number n of `columns`. Bounds of another type
    ///     than the column's are not used.
    /// - Complexity: O(nodes).
    package func mayMatch(rowCount: Int64?, bounds: (Int) -> ColumnBounds?) -> Bool {
        if rowCount == 0 { return false }
        let pruning = Pruning(
            schema: schema, places: places, rowCount: rowCount,
            bounds: columns.indices.map(bounds))
        return pruning.outcomes(predicate).canBeTrue
    }

    /// Whether no row can match: for checks of conflicts.
    package func canNeverMatch(rowCount: Int64?, bounds: (Int) -> ColumnBounds?) -> Bool {
        !mayMatch(rowCount: rowCount, bounds: bounds)
    }
}

extension BoundExpression {
    /// The names of a column or a struct field, from the top; nil for other expressions.
    func path(in schema: Schema) -> [String]? {
        switch node {
        case .column(let index): return [schema[index].name]
        case .field(let parent, let index):
            guard let path = parent.path(in: schema), case .struct(let fields) = parent.type else {
                return nil
            }
            return path + [fields[index].name]
        default: return nil
        }
    }
}
