// Brings batches to the schema of a table, by name (spec/tables.md DT-APP-02, DT-APP-03).

package import Columnar

/// Turns batches of one schema into batches of the table's schema.
package struct SchemaAlignment: Sendable {
    private let schema: Schema
    /// For each column of the table the position in the input; nil where the input lacks it.
    private let sources: [Int?]

    /// - Throws: `schemaMismatch` for unknown columns, missing required ones, and types in which
    ///   values could change.
    ///
    /// - Parameter filled: columns that the input may lack, because somebody fills them.
    package init(
        of input: Schema, to schema: Schema, filling filled: Set<Int> = []
    ) throws(TableError) {
        self.schema = schema
        for field in input.fields where Self.index(of: field.name, in: schema) == nil {
            throw TableError(
                .schemaMismatch,
                "the table has no column '\(field.name)'; its columns are "
                    + schema.names.joined(separator: ", ")
            ).at(column: field.name)
        }
        var sources: [Int?] = []
        for (index, field) in schema.fields.enumerated() {
            let source = Self.index(of: field.name, in: input)
            if source != nil || !filled.contains(index) {
                try Self.check(field, source.map { input[$0] })
            }
            sources.append(source)
        }
        self.sources = sources
    }

    /// Exactly this name, else the only one that differs in case alone.
    private static func index(of name: String, in schema: Schema) -> Int? {
        if let index = schema.index(of: name) { return index }
        let folded = name.lowercased()
        let matches = schema.fields.indices.filter { schema[$0].name.lowercased() == folded }
        return matches.count == 1 ? matches[0] : nil
    }

    private static func check(_ field: Field, _ source: Field?) throws(TableError) {
        guard let source else {
            guard field.nullable else {
                throw TableError(
                    .schemaMismatch, "the rows lack the required column '\(field.name)'"
                ).at(column: field.name)
            }
            return
        }
        guard source.type.widens(to: field.type) else {
            throw TableError(
                .schemaMismatch,
                "column '\(field.name)' is \(field.type) in the table and \(source.type) in the "
                    + "rows; cast it, a value could change"
            ).at(column: field.name)
        }
    }

    /// The rows with the table's columns, in its order and of its types.
    ///
    /// - Throws: `nullViolation` for a null in a required column.
    package func align(_ batch: RecordBatch) throws(TableError) -> RecordBatch {
        let widened = try widen(batch)
        try checkNulls(widened)
        return widened
    }

    /// Positions of the columns that the input lacks.
    var missing: Set<Int> { Set(sources.indices.filter { sources[$0] == nil }) }

    /// The rows with the table's columns; those that the input lacks are null, required or not.
    ///
    /// - Throws: `schemaMismatch` for a date that is no timestamp.
    func widen(_ batch: RecordBatch) throws(TableError) -> RecordBatch {
        var columns: [ColumnArray] = []
        for (field, source) in zip(schema.fields, sources) {
            guard let source else {
                columns.append(ColumnArray(nulls: batch.count, type: field.type))
                continue
            }
            guard let column = batch.columns[source].widened(to: field.type) else {
                throw TableError(
                    .schemaMismatch,
                    "column '\(field.name)' is \(field.type) in the table and holds a date that is "
                        + "beyond all timestamps"
                ).at(column: field.name)
            }
            columns.append(column)
        }
        return RecordBatch(schema: schema, columns: columns, count: batch.count)
    }

    /// - Throws: `nullViolation` for a null in a required column.
    func checkNulls(_ batch: RecordBatch) throws(TableError) {
        for (field, column) in zip(schema.fields, batch.columns)
        where !field.nullable && column.nullCount > 0 {
            let row = (0..<batch.count).first { column.isNull($0) } ?? 0
            throw TableError(
                .nullViolation,
                "column '\(field.name)' is required and row \(row + 1) has a null in it"
            ).at(column: field.name)
        }
    }
}
