import Columnar
import Testing

@Suite struct FactorizationTests {
    @Test(
        "equal rows share a number, in order of first appearance",
        arguments: 0..<ColumnArrayTests.columns.count)
    func flat(index: Int) {
        let (type, rows) = ColumnArrayTests.columns[index]
        guard !type.isNested else { return }
        let column = ColumnArray(scalars: rows + rows.reversed(), type: type)
        let result = column.factorize()
        expect(result, numbers: rows + rows.reversed())
    }

    @Test("many strings, short and long, with nulls")
    func strings() {
        let rows = (0..<5000).map { row -> Scalar in
            let number = row * 7919 % 613
            if number == 5 { return .null }
            return .string(number % 2 == 0 ? "k\(number)" : "a rather long key number \(number)")
        }
        expect(ColumnArray(scalars: rows, type: .string).factorize(), numbers: rows)
    }

    @Test("a dictionary counts equal values once, and both kinds of null")
    func dictionary() {
        let values = ColumnArray(scalars: [.string("x"), .null, .string("x")], type: .string)
        let column = ColumnArray(
            type: .string, count: 4, validity: Bitmap([true, true, false, true]),
            storage: .dictionary(indices: TypedBuffer([2, 1, 99, 0]), values: values))
        let result = column.factorize()
        #expect(result.codes.array() == [0, 1, 1, 0])
        #expect(result.firstRows == [0, 1])
    }

    @Test("several columns refine each other")
    func several() {
        let names = ColumnArray(
            scalars: [.string("a"), .string("a"), .string("b"), .string("a")], type: .string)
        let days = ColumnArray(scalars: [.date(1), .date(2), .date(1), .date(1)], type: .date)
        let result = Factorization([names, days])
        #expect(result.codes.array() == [0, 1, 2, 0])
        #expect(result.rowsByGroup().map { $0.array() } == [[0, 3], [1], [2]])
    }

    private func expect(_ result: Factorization, numbers rows: [Scalar]) {
        var numbers: [Scalar: Int32] = [:]
        var expected: [Int32] = []
        for row in rows {
            let next = Int32(numbers.count)
            expected.append(numbers[row, default: next])
            if numbers[row] == nil { numbers[row] = next }
        }
        #expect(result.codes.array() == expected)
        #expect(result.groupCount == numbers.count)
        for (code, row) in result.firstRows.enumerated() {
            #expect(numbers[rows[Int(row)]] == Int32(code))
        }
    }
}
