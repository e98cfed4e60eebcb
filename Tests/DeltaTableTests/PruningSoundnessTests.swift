// Pruning may only save work: random tables and random predicates, read with and without it.

import Columnar
import Expressions
import HostEnvironment
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct PruningSoundnessTests {
    static let decimal = DecimalType(precision: 9, scale: 2)!
    static let schema = Schema([
        Field("id", .int64, nullable: false),
        Field("part", .string),
        Field("number", .int32),
        Field("real", .float64),
        Field("text", .string),
        Field("price", .decimal(decimal)),
        Field("at", .timestamp),
        Field("inner", .struct([Field("x", .int32), Field("y", .string)])),
    ])

    /// Draws rows and predicates around a few centres, so that ranges of files differ.
    struct Generator {
        var random: SeededRandom

        mutating func below(_ bound: UInt64) -> Int64 { Int64(random.next(upperBound: bound)) }

        mutating func orNull(_ value: Scalar) -> Scalar { below(5) == 0 ? .null : value }

        mutating func text() -> String {
            let long = below(3) == 0 ? String(repeating: "q", count: 40) : ""
            return long + ["", "a", "b b", "é", "zz", "\u{10FFFF}"][Int(below(6))]
        }

        mutating func real() -> Double {
            switch below(8) {
            case 0: .nan
            case 1: -0.0
            case 2: .infinity
            default: Double(below(40)) / 4 - 5
            }
        }

        mutating func row(_ id: Int64, centre: Int64) -> [Scalar] {
            let near = centre + below(10)
            return [
                .int64(id), orNull(.string(["p", "q/r", "ü %"][Int(below(3))])),
                orNull(.int32(Int32(near))), orNull(.float64(real())), orNull(.string(text())),
                orNull(.decimal(Int128(near * 10 + below(3)), PruningSoundnessTests.decimal)),
                orNull(.timestamp(near * 1000 + below(1000))),
                orNull(.struct([orNull(.int32(Int32(near))), orNull(.string(text()))])),
            ]
        }

        mutating func predicate(depth: Int) -> Expression {
            if depth > 0 {
                switch below(4) {
                case 0: return predicate(depth: depth - 1) && predicate(depth: depth - 1)
                case 1: return predicate(depth: depth - 1) || predicate(depth: depth - 1)
                case 2: return !predicate(depth: depth - 1)
                default: break
                }
            }
            let number = below(60)
            switch below(9) {
            case 0: return compare(col("number"), lit(.int32(Int32(number)), .int32))
            case 1: return compare(col("real"), lit(.float64(real()), .float64))
            case 2: return compare(col("text"), lit(.string(text()), .string))
            case 3:
                let type = PruningSoundnessTests.decimal
                return compare(
                    col("price"), lit(.decimal(Int128(number * 10), type), .decimal(type)))
            case 4: return compare(col("at"), lit(.timestamp(number * 1000 + 500), .timestamp))
            case 5: return compare(col("inner.x"), lit(.int32(Int32(number)), .int32))
            case 6:
                return compare(
                    col("part"), lit(.string(["p", "q/r", "ü %"][Int(below(3))]), .string))
            case 7:
                let names = ["number", "real", "text", "part", "inner", "inner.y", "at"]
                return col(names[Int(below(7))]).isNull
            default: return col("number") + col("id") > lit(.int64(number), .int64)
            }
        }

        private mutating func compare(_ left: Expression, _ right: Expression) -> Expression {
            let operators: [BinaryOperator] = [
                .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual,
            ]
            return .binary(operators[Int(below(7))], left, right)
        }
    }

    @Test(
        "DT-SCN-02 a pruned scan gives the rows of a full one",
        arguments: [UInt64(1), 2, 3, 4, 5, 6], [[], ["part"]])
    func soundness(seed: UInt64, partitionColumns: [String]) async throws {
        let environment = HostEnvironment.system()
        let table = Table(
            store: MemoryObjectStore(environment: environment), location: "memory",
            environment: environment)
        try await table.create(schema: Self.schema, partitionedBy: partitionColumns)
        var generator = Generator(random: SeededRandom(seed: seed))
        for append in 0..<6 {
            let rows = (0..<20).map {
                generator.row(Int64(append * 20 + $0), centre: Int64(append) * 10)
            }
            let columns = Self.schema.fields.enumerated().map { column, field in
                ColumnArray(scalars: rows.map { $0[column] }, type: field.type)
            }
            try await table.append(
                [RecordBatch(schema: Self.schema, columns: columns, count: rows.count)])
        }
        let snapshot = try await table.snapshot()
        var full: [RecordBatch] = []
        for try await batch in try await snapshot.scan() { full.append(batch) }
        var saved = 0
        for _ in 0..<60 {
            let predicate = generator.predicate(depth: 2)
            let bound = try Binder(Self.schema).bindPredicate(predicate)
            var expected: Set<Scalar> = []
            for batch in full {
                let matching = batch.filter(try VectorEvaluator().select(bound, on: batch))
                for row in 0..<matching.count {
                    expected.insert(matching.columns[0].scalar(at: row))
                }
            }
            let scan = try await snapshot.scan(columns: ["id"], where: predicate)
            saved += try await snapshot.fileCount - scan.fileCount
            var found: Set<Scalar> = []
            for try await batch in scan {
                for row in 0..<batch.count { found.insert(batch.columns[0].scalar(at: row)) }
            }
            #expect(found == expected, "seed \(seed): \(predicate)")
        }
        #expect(saved > 0, "seed \(seed): no file was ever left out")
    }
}
