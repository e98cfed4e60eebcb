import Columnar
import Expressions
import Testing

@Suite struct EvaluatorTests {
    static let schema = Schema([
        Field("x", .int32), Field("y", .int32), Field("s", .string), Field("g", .string),
    ])

    static func batch(
        _ x: [Int32?], _ y: [Int32?], _ s: [String?]? = nil
    ) -> RecordBatch {
        let texts = s ?? x.map { _ in "1" }
        let dictionary = ColumnArray(
            scalars: [.string("red"), .null, .string("bad")], type: .string)
        return RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: x.map { $0.map(Scalar.int32) ?? .null }, type: .int32),
                ColumnArray(scalars: y.map { $0.map(Scalar.int32) ?? .null }, type: .int32),
                ColumnArray(scalars: texts.map { $0.map(Scalar.string) ?? .null }, type: .string),
                ColumnArray(
                    type: .string, count: x.count, validity: nil,
                    storage: .dictionary(
                        indices: TypedBuffer(x.indices.map { Int32($0 % 2) }), values: dictionary)),
            ], count: x.count)
    }

    static func bind(_ sql: String) throws -> BoundExpression {
        try Binder(schema).bind(Expression(parsing: sql))
    }

    @Test("an error names its row")
    func errorRow() throws {
        let error = #expect(throws: ExpressionError.self) {
            try VectorEvaluator().evaluate(
                Self.bind("x / y"), on: Self.batch([1, 2, 3], [1, nil, 0]))
        }
        #expect(error?.row == 2)
        #expect(error?.code == .divideByZero)
    }

    /// spec/expressions.md EX-ERR-01
    @Test("rows that are errors can be put aside, each with its reason")
    func collected() throws {
        let batch = Self.batch([1, 2, 3, 4], [1, 0, nil, 0], ["7", "x", "9", nil])
        let result = VectorEvaluator().evaluateCollectingErrors(
            try Self.bind("x DIV y + CAST(s AS INT)"), on: batch)
        #expect(result.column.scalars() == [.int64(8), .null, .null, .null])
        #expect(result.errors.errors.map(\.row) == [1, 3])
        #expect(result.errors.errors.map(\.code) == [.divideByZero, .divideByZero])
        #expect(result.errors.mask(count: 4) == Bitmap([false, true, false, true]))
    }

    /// spec/expressions.md EX-ERR-02
    @Test(
        "an operand that is not needed is not evaluated",
        arguments: [
            ("y != 0 AND x / y > 1", [false, true, nil]),
            ("y = 0 OR x / y > 1", [true, true, nil]),
            ("CASE WHEN y = 0 THEN FALSE ELSE x / y > 1 END", [false, true, nil]),
            ("coalesce(nullif(y, 0) IS NULL, x / y > 1)", [true, false, true]),
            ("if(y = 0, FALSE, x / y > 1)", [false, true, nil]),
        ] as [(String, [Bool?])])
    func lazy(sql: String, expected: [Bool?]) throws {
        let batch = Self.batch([4, 4, 4], [0, 2, nil])
        let values = try VectorEvaluator().evaluate(Self.bind(sql), on: batch).scalars()
        #expect(values == expected.map { $0.map(Scalar.boolean) ?? .null })
    }

    @Test("errors inside of a branch name the row of the batch")
    func branchRow() throws {
        let batch = Self.batch([4, 4, 4, 4], [1, 2, 0, 0])
        let result = VectorEvaluator().evaluateCollectingErrors(
            try Self.bind("CASE WHEN y = 1 THEN 0 WHEN x = 4 THEN x % y END"), on: batch)
        #expect(result.errors.errors.map(\.row) == [2, 3])
        #expect(result.column.scalars() == [.int32(0), .int32(0), .null, .null])
    }

    @Test("a function of a dictionary works on the dictionary")
    func dictionary() throws {
        let batch = Self.batch([1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1, 1, 1, 1])
        let upper = try VectorEvaluator().evaluate(Self.bind("upper(g)"), on: batch)
        let expected: [Scalar] = (0..<7).map { $0 % 2 == 0 ? .string("RED") : .null }
        #expect(upper.scalars() == expected)
        guard case .dictionary(_, let values) = upper.storage else {
            Issue.record("the result is a dictionary")
            return
        }
        #expect(values.count == 3)
        let isNull = try VectorEvaluator().evaluate(Self.bind("g IS NULL"), on: batch)
        #expect(isNull.scalars() == (0..<7).map { .boolean($0 % 2 == 1) })
    }

    @Test("an error in a dictionary value that no row has is no error")
    func unusedValue() throws {
        let batch = Self.batch([1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1, 1, 1, 1])
        let values = try VectorEvaluator().evaluate(
            Self.bind("CAST(CASE WHEN g = 'red' THEN '5' END AS INT)"), on: batch)
        #expect(values.scalar(at: 0) == .int32(5))
        let result = VectorEvaluator().evaluateCollectingErrors(
            try Self.bind("CAST(replace(g, 'red', '5') AS INT)"), on: batch)
        #expect(result.errors.isEmpty)
        #expect(result.column.scalar(at: 0) == .int32(5))
    }

    @Test("a constant is held once")
    func constant() throws {
        let batch = Self.batch([1, 2, 3], [1, 1, 1])
        let column = try VectorEvaluator().evaluate(Self.bind("1 + 1"), on: batch)
        #expect(column.scalars() == [.int32(2), .int32(2), .int32(2)])
        guard case .dictionary(_, let values) = column.storage else {
            Issue.record("a constant is a dictionary of one value")
            return
        }
        #expect(values.count == 1)
    }

    @Test("a constant that is an error is an error of every row, and of no row in an empty batch")
    func constantError() throws {
        let bound = try Self.bind("1 / 0")
        let batch = Self.batch([1, 2], [1, 1])
        #expect(throws: ExpressionError.self) {
            try VectorEvaluator().evaluate(bound, on: batch)
        }
        #expect(VectorEvaluator().evaluateCollectingErrors(bound, on: batch).errors.count == 2)
        #expect(try VectorEvaluator().evaluate(bound, on: batch.slice(0..<0)).count == 0)
    }

    @Test("select takes the rows that are true")
    func select() throws {
        let batch = Self.batch([1, nil, 3, 4], [2, 2, 2, 2])
        #expect(
            try VectorEvaluator().select(Self.bind("x >= y"), on: batch)
                == Bitmap([false, false, true, true]))
    }

    /// spec/expressions.md EX-SQL-01
    @Test("names are found without case, and a name of two columns is refused")
    func names() throws {
        #expect(try Self.bind("X + Y").type == .int32)
        let twice = Schema([Field("a", .int32), Field("A", .int32)])
        let error = #expect(throws: ExpressionError.self) {
            try Binder(twice).bind(Expression(parsing: "1 +\n  a"))
        }
        #expect(error?.code == .ambiguousColumn)
        #expect(error?.position?.description == "2:3")
        let qualified = Binder(Self.schema, qualifiers: ["t"])
        #expect(try qualified.bind(Expression(parsing: "T.x")).type == .int32)
    }

    /// spec/expressions.md EX-VAL-03
    @Test("another time zone than UTC is refused by name")
    func timeZone() {
        let error = #expect(throws: ExpressionError.self) {
            try Binder(Self.schema, session: SessionOptions(timeZone: "Europe/Berlin"))
                .bind(Expression(parsing: "x"))
        }
        #expect(error?.message.contains("Europe/Berlin") == true)
    }
}
