// Which files, row groups or pages a condition can match, by what is known about their columns.
// The answer is never "no" where a row matches: what is not known counts as possible, and a row
// on which the condition is an error counts as no match.

package import Columnar

/// A condition over the bounds of columns.
package struct StatisticsPredicate: Sendable {
    /// The columns whose bounds it looks at: paths of struct fields from the top, in the
    /// schema's spelling.
    package let columns: [[String]]
    /// The values that it compares columns with for equality, by position in `columns`; filters
    /// of members can be asked about them.
    package let equalities: [Int: [Scalar]]
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
        var equalities: [Int: [Scalar]] = [:]
        predicate.forEachEquality(in: schema) { path, value in
            guard let place = places[path], equalities[place]?.contains(value) != true else {
                return
            }
            equalities[place, default: []].append(value)
        }
        self.equalities = equalities
    }

    /// Whether a row may match.
    ///
    /// - Parameters:
    ///   - rowCount: the number of rows, where it is known.
    ///   - bounds: what is known about column number n of `columns`. Bounds of another type
    ///     than the column's are not used.
    ///   - isAbsent: whether it is certain that no row has a value in column number n of
    ///     `columns`; asked about those in `equalities`.
    /// - Complexity: O(nodes).
    package func mayMatch(
        rowCount: Int64?, bounds: (Int) -> ColumnBounds?,
        isAbsent: ((Int, Scalar) -> Bool)? = nil
    ) -> Bool {
        if rowCount == 0 { return false }
        var absent: Set<Pruning.AbsentValue> = []
        if let isAbsent {
            for (place, values) in equalities {
                for value in values where isAbsent(place, value) {
                    absent.insert(Pruning.AbsentValue(place: place, value: value))
                }
            }
        }
        let pruning = Pruning(
            schema: schema, places: places, rowCount: rowCount,
            bounds: columns.indices.map(bounds), absent: absent)
        return pruning.outcomes(predicate).canBeTrue
    }

    /// Whether no row can match: for checks of conflicts.
    package func canNeverMatch(rowCount: Int64?, bounds: (Int) -> ColumnBounds?) -> Bool {
        !mayMatch(rowCount: rowCount, bounds: bounds)
    }
}

extension BoundExpression {
    /// Calls `body` for each column or field that is compared with a constant for equality.
    fileprivate func forEachEquality(in schema: Schema, _ body: ([String], Scalar) -> Void) {
        func visit(_ left: BoundExpression, _ right: BoundExpression) {
            guard let path = left.path(in: schema), let value = right.literalValue, !value.isNull
            else { return }
            body(path, value)
        }
        switch node {
        case .compare(.equal, let left, let right), .compare(.nullSafeEqual, let left, let right):
            visit(left, right)
            visit(right, left)
        case .isIn(let operand, let list):
            for entry in list { visit(operand, entry) }
        default: break
        }
        for child in node.children { child.forEachEquality(in: schema, body) }
    }

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
