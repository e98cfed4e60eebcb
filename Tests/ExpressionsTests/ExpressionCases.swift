import Columnar
import Expressions

/// One row in, one value out: what most tests of expressions look at.
enum Evaluated {
    static let decimal = DecimalType(precision: 10, scale: 2)!

    /// A batch with a column of most types; row 0 has values, row 1 is null everywhere.
    static let batch: RecordBatch = {
        let schema = Schema([
            Field("i", .int32), Field("l", .int64), Field("d", .float64), Field("s", .string),
            Field("b", .boolean), Field("dec", .decimal(decimal)), Field("day", .date),
            Field("ts", .timestamp), Field("ntz", .timestampNTZ), Field("bin", .binary),
            Field("st", .struct([Field("x", .int32), Field("y", .struct([Field("z", .string)]))])),
            Field("list", .list(Field("element", .int32))),
            Field(
                "map",
                .map(key: Field("key", .string, nullable: false), value: Field("value", .int32))),
            Field("zero", .int32), Field("t", .int8),
        ])
        let values: [Scalar] = [
            .int32(7), .int64(1_000_000_000_000), .float64(2.5), .string("Hello"),
            .boolean(true), .decimal(12345, decimal), .date(20_777),
            .timestamp(1_795_132_801_500_000), .timestampNTZ(1_795_132_801_500_000),
            .binary([1, 2, 255]), .struct([.int32(5), .struct([.string("deep")])]),
            .list([.int32(10), .int32(20), .null]),
            .map([.string("a"), .string("b")], [.int32(1), .int32(2)]), .int32(0), .int8(100),
        ]
        return RecordBatch(
            schema: schema,
            columns: zip(schema.fields, values).map {
                ColumnArray(scalars: [$1, .null], type: $0.type)
            }, count: 2)
    }()

    static let session = SessionOptions(batchTimeMicroseconds: 1_795_132_801_500_000)

    /// The value on row 0.
    static func value(_ sql: String, ansi: Bool = true) throws(ExpressionError) -> Scalar {
        var session = session
        session.ansi = ansi
        let bound = try Binder(batch.schema, session: session).bind(Expression(parsing: sql))
        return try VectorEvaluator().evaluate(bound, on: batch.slice(0..<1)).scalar(at: 0)
    }

    /// The values on both rows; the second row is null in every column.
    static func values(_ sql: String) throws(ExpressionError) -> [Scalar] {
        let bound = try Binder(batch.schema, session: session).bind(Expression(parsing: sql))
        return try VectorEvaluator().evaluate(bound, on: batch).scalars()
    }

    static func type(_ sql: String) throws(ExpressionError) -> DataType {
        try Binder(batch.schema, session: session).bind(Expression(parsing: sql)).type
    }

    /// The value as text, as a cast to string writes it; "NULL" for null.
    static func text(_ sql: String, ansi: Bool = true) throws(ExpressionError) -> String {
        switch try value("CAST((\(sql)) AS STRING)", ansi: ansi) {
        case .string(let text): text
        default: "NULL"
        }
    }

    static func failure(_ sql: String) -> ExpressionError.Code? {
        do {
            _ = try value(sql)
            return nil
        } catch {
            return error.code
        }
    }
}
