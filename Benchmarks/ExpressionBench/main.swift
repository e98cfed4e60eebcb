// Measures filters and projections on one core over a batch of a million rows.
//   swift run -c release expression-bench
// Prints one JSON line an expression: the median of several runs.

import Columnar
import Expressions
import Glibc

let rowCount = 1_000_000

func column<T: BitwiseCopyable & Sendable>(_ value: (Int) -> T) -> TypedBuffer<T> {
    TypedBuffer(capacity: rowCount) { output in
        for row in 0..<rowCount { output.append(value(row)) }
    }
}

let decimal = DecimalType(precision: 12, scale: 2)!
var names = BinaryViewsBuilder(reserving: rowCount)
var numbers = BinaryViewsBuilder(reserving: rowCount)
for row in 0..<rowCount {
    names.append("customer name \(row % 977) of the shop")
    numbers.append("\(row % 100_000).\(row % 100)")
}
let days = column { Int32(20_000 + $0 % 700) }
let schema = Schema([
    Field("i", .int32), Field("l", .int64), Field("d", .float64), Field("m", .decimal(decimal)),
    Field("s", .string), Field("n", .string), Field("day", .date), Field("ts", .timestamp),
    Field("g", .string),
])
let kinds = ColumnArray(
    scalars: ["red", "green", "blue", "white"].map(Scalar.string), type: .string)
let validity = Bitmap((0..<rowCount).map { $0 % 10 != 0 })
let batch = RecordBatch(
    schema: schema,
    columns: [
        ColumnArray(int32: column { Int32($0 &* 7919 % 1_000_003) }, validity: validity),
        ColumnArray(int64: column { Int64($0) &* 31 }),
        ColumnArray(float64: column { Double($0 % 1000) / 7 }),
        ColumnArray(int64: column { Int64($0 % 1_000_000) }, type: .decimal(decimal)),
        ColumnArray(views: names.finish()), ColumnArray(views: numbers.finish()),
        ColumnArray(int32: days, type: .date),
        ColumnArray(int64: column { Int64($0) &* 1_000_000_007 }, type: .timestamp),
        ColumnArray(
            type: .string, count: rowCount, validity: nil,
            storage: .dictionary(indices: column { Int32($0 % 4) }, values: kinds)),
    ], count: rowCount)

let expressions = [
    "i + 1", "l * 3 + i", "d * 1.5D", "m * 2", "m / 3", "l % 7", "i / 3", "d > 100",
    "i BETWEEN 1000 AND 500000", "i > 10 AND d < 50 AND g = 'red'", "i IN (1, 2, 3)",
    "s = 'customer name 5 of the shop'", "s LIKE '%name 77%'", "s LIKE 'customer%'",
    "upper(s)", "upper(g)", "substring(s, 10, 8)", "concat(s, '-', g)", "length(s)",
    "CAST(n AS DECIMAL(12,2))", "CAST(n AS DOUBLE)", "CAST(i AS STRING)", "CAST(ts AS STRING)",
    "year(day)", "CAST(ts AS DATE)", "date_trunc('HOUR', ts)",
    "CASE WHEN i > 500000 THEN 'big' WHEN i > 1000 THEN 'mid' ELSE 'small' END",
    "coalesce(i, 0)", "CASE WHEN g = 'red' THEN l / i ELSE d END",
]

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(body)
    return Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds)
}

let only = CommandLine.arguments.dropFirst().first
for sql in expressions where only == nil || only == sql {
    let bound = try Binder(schema, session: SessionOptions(ansi: !sql.contains("l / i")))
        .bind(Expression(parsing: sql))
    var runs: [Double] = []
    for _ in 0..<7 {
        runs.append(try seconds { _ = try VectorEvaluator().evaluate(bound, on: batch) })
    }
    runs.sort()
    let median = runs[runs.count / 2]
    print(
        "{\"expression\":\"\(sql)\",\"ms\":\(Int(median * 10_000) / 10),"
            + "\"ns_per_row\":\(Double(Int(median * 1e10 / Double(rowCount))) / 10)}")
}
for sql in ["d > 100", "g = 'red'", "i % 100 = 1"] {
    let bound = try Binder(schema).bindPredicate(Expression(parsing: sql))
    var runs: [Double] = []
    for _ in 0..<7 {
        runs.append(
            try seconds { _ = batch.filter(try VectorEvaluator().select(bound, on: batch)) })
    }
    runs.sort()
    print("{\"filter\":\"\(sql)\",\"ms\":\(Double(Int(runs[3] * 10_000)) / 10)}")
}
