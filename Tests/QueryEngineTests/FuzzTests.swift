import Columnar
import Expressions
import QueryEngine
import Testing

/// Text from outside is read or refused; it never traps. Each case prints its seed when it fails.
/// spec/expressions.md EX-SQL-02
@Suite struct FuzzTests {
    static let seedTexts = [
        PipelineParsingTests.sales,
        "CASE WHEN a IN (1, 2.5, -3e10) THEN x::decimal(10,2) ELSE m['k'][0].z || 'q\\u00e9' END",
        "DATE '2026-11-20' + INTERVAL 1 DAY > ts AND NOT (s LIKE '%a_' ESCAPE '!') OR `q``r` <=> 1",
        "substring(a FROM 2) = trim(BOTH 'x' FROM y) AND extract(year FROM ts) BETWEEN 1 AND 2",
        "id STRING NOT NULL, s STRUCT<a: INT, b: ARRAY<MAP<STRING, DECIMAL(38, 18)>>>",
    ]

    private static func next(_ state: inout UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33)
    }

    static func tryAll(_ text: String) {
        _ = try? PipelineDefinition(parsing: text)
        _ = try? Schema(parsingDDL: text)
        guard let expression = try? Expression(parsing: text) else { return }
        _ = expression.sql
        guard let bound = try? Binder(FlowPlanTests.source).bind(expression) else { return }
        let batch = FlowPlanTests.batch([(1, "a", 0), (nil, nil, nil)])
        _ = VectorEvaluator().evaluateCollectingErrors(bound, on: batch)
    }

    @Test("random bytes never trap", arguments: 0..<20)
    func randomBytes(seed: UInt64) {
        var state = seed
        for _ in 0..<100 {
            let count = Self.next(&state) % 60
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: Self.next(&state)) }
            Self.tryAll(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("mutated SQL never traps", arguments: 0..<20)
    func mutated(seed: UInt64) {
        var state = seed &+ 1000
        let splice = Array("()[]'`\"<>=.,;-*/%0123456789eELDFabNULLnotandin \n".utf8)
        for round in 0..<150 {
            var bytes = Array(Self.seedTexts[round % Self.seedTexts.count].utf8)
            for _ in 0..<(1 + Self.next(&state) % 5) where !bytes.isEmpty {
                let place = Self.next(&state) % bytes.count
                switch Self.next(&state) % 4 {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(splice[Self.next(&state) % splice.count], at: place)
                case 2: bytes[place] = splice[Self.next(&state) % splice.count]
                default: bytes.removeSubrange(place..<min(bytes.count, place + 8))
                }
            }
            Self.tryAll(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(
        "nesting is limited, by an error",
        arguments: [
            String(repeating: "(", count: 100_000), String(repeating: "NOT ", count: 100_000),
            String(repeating: "-", count: 1), String(repeating: "- ", count: 100_000) + "1",
            "1" + String(repeating: " + 1", count: 100_000),
            "a" + String(repeating: "[0]", count: 100_000),
            "a" + String(repeating: ".b", count: 100_000),
            String(repeating: "CASE WHEN ", count: 100_000),
            "CAST(a AS " + String(repeating: "ARRAY<", count: 100_000),
            String(repeating: "f(", count: 100_000),
            "a" + String(repeating: "::int", count: 100_000),
        ])
    func nesting(text: String) {
        #expect(throws: ExpressionError.self) { try Expression(parsing: text) }
    }

    @Test("as deep as is allowed, everything works")
    func deepest() throws {
        let text = String(repeating: "(", count: 120) + "id" + String(repeating: ")", count: 120)
        #expect(try Expression(parsing: text).sql == "id")
        let sum = "id" + String(repeating: " + 1", count: 120)
        let bound = try Binder(FlowPlanTests.source).bind(Expression(parsing: sum))
        let batch = FlowPlanTests.batch([(1, nil, nil)])
        #expect(try VectorEvaluator().evaluate(bound, on: batch).scalar(at: 0) == .int64(121))
        let not = String(repeating: "NOT ", count: 100) + "id = 1"
        let condition = try Binder(FlowPlanTests.source).bindPredicate(Expression(parsing: not))
        #expect(try VectorEvaluator().select(condition, on: batch)[0])
    }

    @Test("long conjunctions and lists are no nesting")
    func long() throws {
        let text = (0..<5000).map { "id != \($0 + 2)" }.joined(separator: " AND ")
        let bound = try Binder(FlowPlanTests.source).bindPredicate(Expression(parsing: text))
        let batch = FlowPlanTests.batch([(1, nil, nil)])
        #expect(try VectorEvaluator().select(bound, on: batch)[0])
        let list = "id IN (" + (0..<20_000).map { "\($0 * 2 + 1)" }.joined(separator: ", ") + ")"
        let isIn = try Binder(FlowPlanTests.source).bindPredicate(Expression(parsing: list))
        #expect(try VectorEvaluator().select(isIn, on: batch)[0])
    }
}
