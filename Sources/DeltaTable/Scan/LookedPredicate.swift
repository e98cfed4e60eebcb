// The predicate of a scan on its own columns, which are read before the others.

import Columnar
import DeltaProtocol
import Expressions
import ObjectStorage

/// A predicate bound to the columns that it looks at alone.
struct LookedPredicate: Sendable {
    let schema: Schema
    let condition: BoundExpression

    /// - Parameter predicate: bound to `schema`.
    init(_ predicate: BoundExpression, schema: Schema) {
        let positions = predicate.columns.sorted()
        var places: [Int: Int] = [:]
        for (place, position) in positions.enumerated() { places[position] = place }
        self.schema = schema.selecting(positions)
        condition = predicate.movingColumns(places)
    }
}

/// What is known of a file whose rows are filtered.
struct FilteredFile: Sendable {
    let path: ObjectPath
    let partition: [String: Scalar]
    let positions: RowPositions
    /// Rows of the file that are no rows of the table.
    let deleted: RowBitmap?
}
