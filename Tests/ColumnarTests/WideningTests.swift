import Columnar
import Testing

@Suite struct WideningTests {
    static let small = DecimalType(precision: 5, scale: 2)!
    static let medium = DecimalType(precision: 12, scale: 4)!
    static let wide = DecimalType(precision: 30, scale: 5)!

    static let cases: [(DataType, [Scalar], DataType, [Scalar])] = [
        (.int8, [.int8(-5), .null], .int64, [.int64(-5), .null]),
        (.int16, [.int16(7)], .int32, [.int32(7)]),
        (.int32, [.int32(.min)], .int64, [.int64(-2_147_483_648)]),
        (.int32, [.int32(3)], .float64, [.float64(3)]),
        (.float32, [.float32(0.5), .null], .float64, [.float64(0.5), .null]),
        (
            .date, [.date(1), .date(-1)], .timestampNTZ,
            [.timestampNTZ(86_400_000_000), .timestampNTZ(-86_400_000_000)]
        ),
        (.decimal(small), [.decimal(123, small)], .decimal(medium), [.decimal(12_300, medium)]),
        (.decimal(small), [.decimal(-123, small)], .decimal(wide), [.decimal(-123_000, wide)]),
        (.int32, [.int32(9)], .decimal(wide), [.decimal(900_000, wide)]),
        (.null, [.null], .string, [.null]),
        (
            .list(Field("element", .int32)), [.list([.int32(1), .null])],
            .list(Field("element", .int64)), [.list([.int64(1), .null])]
        ),
        (
            .struct([Field("a", .int32), Field("b", .string)]),
            [.struct([.int32(1), .string("x")]), .null],
            .struct([Field("b", .string), Field("c", .date), Field("a", .int64)]),
            [.struct([.string("x"), .null, .int64(1)]), .null]
        ),
        (
            .map(key: Field("k", .string), value: Field("v", .int32)),
            [.map([.string("a")], [.int32(1)])],
            .map(key: Field("key", .string), value: Field("value", .int64)),
            [.map([.string("a")], [.int64(1)])]
        ),
    ]

    @Test("values stay the same in a wider type", arguments: 0..<cases.count)
    func widening(index: Int) {
        let (from, rows, to, expected) = Self.cases[index]
        #expect(from.widens(to: to))
        #expect(ColumnArray(scalars: rows, type: from).widened(to: to)?.scalars() == expected)
    }

    @Test("a dictionary is widened by its values")
    func dictionary() {
        let column = ColumnArray(repeating: .int32(4), count: 3, type: .int32)
        #expect(column.widened(to: .int64)?.scalars() == [.int64(4), .int64(4), .int64(4)])
    }

    @Test("a date that no timestamp can say does not become one", arguments: [1, -1] as [Int32])
    func farDates(sign: Int32) {
        let days = Field("days", .date)
        let times = Field("days", .timestampNTZ)
        func widened(_ value: Int32) -> ColumnArray? {
            ColumnArray(scalars: [.struct([.date(sign * value)]), .null], type: .struct([days]))
                .widened(to: .struct([times]))
        }
        let last = Int64(sign) * 106_751_991 * 86_400_000_000
        #expect(widened(106_751_991)?.scalars() == [.struct([.timestampNTZ(last)]), .null])
        #expect(widened(106_751_992) == nil)
        #expect(widened(.max) == nil)
    }

    @Test(
        "types in which a value could change do not widen",
        arguments: [
            (DataType.int64, DataType.int32), (.int64, .float64), (.float64, .float32),
            (.string, .int32), (.timestamp, .timestampNTZ), (.decimal(medium), .decimal(small)),
            (.int64, .decimal(medium)), (.struct([Field("a", .int32)]), .struct([])),
            (.struct([]), .struct([Field("a", .int32, nullable: false)])),
        ])
    func refused(from: DataType, to: DataType) {
        #expect(!from.widens(to: to))
    }
}
