/// Some rows of all the columns of a schema: what travels between modules.
public struct RecordBatch: Sendable {
    public let schema: Schema
    /// One column a field, each with `count` rows.
    public let columns: [ColumnArray]
    /// The number of rows.
    public let count: Int
    /// What each row says, as `RowKind` raw values; nil when every row is an insert.
    public let rowKinds: TypedBuffer<UInt8>?

    /// - Precondition: the columns have the schema's types, in its order, and `count` rows each.
    public init(
        schema: Schema, columns: [ColumnArray], count: Int, rowKinds: TypedBuffer<UInt8>? = nil
    ) {
        precondition(columns.count == schema.count, "as many columns as fields")
        for (field, column) in zip(schema.fields, columns) {
            precondition(
                column.count == count && column.type == field.type,
                "column \(field.name) is \(column.type) x \(column.count)")
        }
        precondition(rowKinds == nil || rowKinds?.count == count, "a kind for each row")
        self.schema = schema
        self.columns = columns
        self.count = count
        self.rowKinds = rowKinds
    }

    /// A batch without rows.
    public static func empty(_ schema: Schema) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: schema.fields.map { ColumnArray(scalars: [], type: $0.type) }, count: 0)
    }

    /// The column with exactly this name.
    public func column(_ name: String) -> ColumnArray? {
        schema.index(of: name).map { columns[$0] }
    }

    /// The rows of `range`, sharing memory.
    public func slice(_ range: Range<Int>) -> RecordBatch {
        RecordBatch(
            schema: schema, columns: columns.map { $0.slice(range) }, count: range.count,
            rowKinds: rowKinds?.slice(range))
    }

    /// The columns at these positions, in this order.
    public func selecting(_ indices: [Int]) -> RecordBatch {
        RecordBatch(
            schema: schema.selecting(indices), columns: indices.map { columns[$0] }, count: count,
            rowKinds: rowKinds)
    }

    /// Row `index` as scalars; for tests and single rows.
    public func row(_ index: Int) -> [Scalar] { columns.map { $0.scalar(at: index) } }
}
