import BinaryIO
import Columnar
import Testing

@Suite struct ColumnArrayTests {
    static let longText = "a value that does not fit into a view of twelve bytes"
    static let decimal = DecimalType(precision: 10, scale: 2)!
    static let wide = DecimalType(precision: 38, scale: 0)!
    static let person = DataType.struct([Field("name", .string), Field("age", .int32)])
    static let pairs = DataType.map(
        key: Field("key", .string, nullable: false), value: Field("value", .int64))

    /// A type and rows of it: a value of every layout, nulls among them.
    static let columns: [(DataType, [Scalar])] = [
        (.boolean, [.boolean(true), .null, .boolean(false)]),
        (.int8, [.int8(-128), .null, .int8(127)]),
        (.int16, [.int16(-32768), .null, .int16(32767)]),
        (.int32, [.int32(.min), .null, .int32(.max)]),
        (.int64, [.int64(.min), .null, .int64(.max)]),
        (.float32, [.float32(1.5), .null, .float32(-0.0)]),
        (.float64, [.float64(1e300), .null, .float64(-1)]),
        (.decimal(decimal), [.decimal(123, decimal), .null, .decimal(-5, decimal)]),
        (.decimal(wide), [.decimal(Int128(Int64.max) * 3, wide), .null, .decimal(-1, wide)]),
        (.string, [.string("short"), .null, .string(longText), .string(""), .string("grüße")]),
        (.binary, [.binary([0, 255]), .null, .binary(Array(repeating: 7, count: 40))]),
        (.date, [.date(-1), .null, .date(19_000)]),
        (.timestamp, [.timestamp(1), .null, .timestamp(-1)]),
        (.timestampNTZ, [.timestampNTZ(1), .null, .timestampNTZ(2)]),
        (
            .list(Field("element", .int32)),
            [.list([.int32(1), .null]), .null, .list([]), .list([.int32(3)])]
        ),
        (person, [.struct([.string("Ada"), .int32(36)]), .null, .struct([.null, .int32(1)])]),
        (
            pairs,
            [.map([.string("a")], [.int64(1)]), .null, .map([], []), .map([.string("b")], [.null])]
        ),
        (.null, [.null, .null]),
    ]

    @Test("scalars come back as they went in", arguments: 0..<columns.count)
    func roundTrip(index: Int) {
        let (type, rows) = Self.columns[index]
        let column = ColumnArray(scalars: rows, type: type)
        #expect(column.scalars() == rows)
        #expect(column.nullCount == rows.count { $0.isNull })
    }

    @Test("slice, take, filter and concatenate agree with arrays", arguments: 0..<columns.count)
    func kernels(index: Int) {
        let (type, rows) = Self.columns[index]
        let column = ColumnArray(scalars: rows, type: type)
        #expect(column.slice(1..<rows.count).scalars() == Array(rows[1...]))
        let order: [Int32] = [1, 0, 1]
        #expect(column.take(TypedBuffer(order)).scalars() == order.map { rows[Int($0)] })
        let mask = Bitmap(rows.indices.map { $0 != 1 })
        let kept = rows.indices.filter { $0 != 1 }.map { rows[$0] }
        #expect(column.filter(mask).scalars() == kept)
        let joined = ColumnArray.concatenate([column.slice(1..<rows.count), column])
        #expect(joined.scalars() == Array(rows[1...]) + rows)
    }

    @Test("a dictionary reads as its values, nulls of both kinds included")
    func dictionary() {
        let values = ColumnArray(
            scalars: [.string("x"), .null, .string(Self.longText)], type: .string)
        let column = ColumnArray(
            type: .string, count: 4, validity: Bitmap([true, true, false, true]),
            storage: .dictionary(indices: TypedBuffer([2, 1, 99, 0]), values: values))
        let expected: [Scalar] = [.string(Self.longText), .null, .null, .string("x")]
        #expect(column.scalars() == expected)
        #expect(column.nullCount == 2)
        #expect(column.flattened().scalars() == expected)
        #expect(ColumnArray.concatenate([column, column]).scalars() == expected + expected)
    }

    @Test("a repeated scalar is held once")
    func repeated() {
        let column = ColumnArray(repeating: .int64(7), count: 5, type: .int64)
        #expect(column.scalars() == Array(repeating: .int64(7), count: 5))
        let nulls = ColumnArray(nulls: 2, type: .string)
        #expect(nulls.nullCount == 2)
        #expect(nulls.flattened().scalars() == [.null, .null])
    }
}

@Suite struct BinaryViewsTests {
    @Test("values compare as bytes, across inline and blocks")
    func comparison() {
        let texts = [
            "", "a", "ab", "abcd", "abcde", "abcdefghijklmno", "abcdefghijklmnp", "b", "é",
        ]
        let column = ColumnArray(scalars: texts.map(Scalar.string), type: .string)
        guard case .views(let views) = column.storage else {
            Issue.record("strings are views")
            return
        }
        for left in texts.indices {
            for right in texts.indices {
                let order = BinaryViews.compare(views, left, views, right)
                #expect(order.signum() == (left - right).signum(), "\(texts[left]) \(texts[right])")
                #expect(BinaryViews.equal(views, left, views, right) == (left == right))
            }
        }
    }

    @Test("a view outside its block is not well formed")
    func malformed() {
        let view = BinaryView(length: 20, prefix: 0, blockIndex: 0, offset: 5)
        let block = Bytes(Array(repeating: 0, count: 24))
        let views = BinaryViews(views: TypedBuffer([view]), blocks: [block])
        #expect(!views.isWellFormed)
    }

    @Test("strings one behind the other: short, long, at the end of their block, by index")
    func contiguous() throws {
        let long = ColumnArrayTests.longText
        let texts = ["", "short", long, "twelve bytes", "thirteen byte", long + "!"]
        var builder = BinaryViewsBuilder()
        for text in texts { builder.append(text) }
        let views = builder.finish()
        let plain = try #require(views.contiguous())
        #expect(plain.bytes.utf8String() == texts.joined())
        #expect(plain.offsets.array() == [0, 0, 5, 58, 70, 83, 137])
        let chosen = try #require(views.contiguous(at: TypedBuffer([4, 1, 1, 5, 0])))
        #expect(chosen.bytes.utf8String() == "thirteen byteshortshort" + texts[5])
        #expect(chosen.offsets.array() == [0, 13, 18, 23, 77, 77])
        #expect(BinaryViewsBuilder().contiguousOfNothing == [0])
    }
}

extension BinaryViewsBuilder {
    fileprivate var contiguousOfNothing: [Int32]? {
        var builder = self
        return builder.finish().contiguous()?.offsets.array()
    }
}
