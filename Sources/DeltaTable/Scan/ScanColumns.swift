// Which columns a scan reads and which it gives: names are resolved once, for all files.

import Columnar
import DeltaProtocol
import Expressions

/// The columns of a scan.
struct ScanColumns: Sendable {
    /// What is read: the columns of the result, and those of the predicate.
    let readSchema: Schema
    /// The positions in `readSchema` of the result's columns, in their order.
    let resultPositions: [Int]
    /// Bound to `readSchema`.
    let predicate: BoundExpression?
    /// The same, bound to the table's schema.
    let tablePredicate: BoundExpression?

    var resultSchema: Schema { readSchema.selecting(resultPositions) }

    /// - Throws: `columnNotFound`, `invalidExpression`.
    init(
        table schema: Schema, names: [String]?, predicate: Expression?
    ) throws(TableError) {
        let result =
            try names.map { names throws(TableError) in
                try Self.positions(names, in: schema)
            } ?? Array(schema.fields.indices)
        guard let predicate else {
            readSchema = schema.selecting(result)
            resultPositions = Array(result.indices)
            self.predicate = nil
            tablePredicate = nil
            return
        }
        do {
            let bound = try Binder(schema).bindPredicate(predicate)
            let read = Set(result).union(bound.columns).sorted()
            var places: [Int: Int] = [:]
            for (place, position) in read.enumerated() { places[position] = place }
            let readSchema = schema.selecting(read)
            self.readSchema = readSchema
            resultPositions = result.compactMap { places[$0] }
            self.predicate = try Binder(readSchema).bindPredicate(predicate)
            tablePredicate = bound
        } catch {
            throw TableError(.invalidExpression, "\(error)")
        }
    }

    /// Positions by exact name, else by the only name that differs in case alone.
    private static func positions(
        _ names: [String], in schema: Schema
    ) throws(TableError) -> [Int] {
        var positions: [Int] = []
        for name in names {
            let folded = name.lowercased()
            let matches = schema.fields.indices.filter { schema[$0].name.lowercased() == folded }
            guard
                let position = schema.index(of: name) ?? (matches.count == 1 ? matches[0] : nil)
            else {
                throw TableError(
                    .columnNotFound,
                    "the table has no column '\(name)'; its columns are "
                        + schema.names.joined(separator: ", ")
                ).at(column: name)
            }
            positions.append(position)
        }
        return positions
    }
}
