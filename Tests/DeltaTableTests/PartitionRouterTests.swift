import Columnar
import DeltaProtocol
import Testing

@testable import DeltaTable

@Suite struct PartitionRouterTests {
    static let schema = Schema([
        Field("day", .date), Field("id", .int64), Field("kind", .string),
    ])

    static func batch(_ rows: [[Scalar]]) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: schema.fields.indices.map { column in
                ColumnArray(scalars: rows.map { $0[column] }, type: schema[column].type)
            }, count: rows.count)
    }

    @Test("rows go to their partition in order, without the partition columns")
    func routing() throws {
        let router = PartitionRouter(schema: Self.schema, partitionColumns: ["kind", "day"])
        let slices = try router.route(
            Self.batch([
                [.date(1), .int64(1), .string("a/b")],
                [.date(2), .int64(2), .string("a/b")],
                [.date(1), .int64(3), .string("a/b")],
                [.null, .int64(4), .string("")],
            ]))
        #expect(router.dataSchema.names == ["id"])
        #expect(
            slices.map(\.partition) == [
                ["kind": "a/b", "day": "1970-01-02"], ["kind": "a/b", "day": "1970-01-03"],
                ["kind": nil, "day": nil],
            ])
        #expect(
            slices.map { $0.batch.columns[0].scalars() }
                == [[.int64(1), .int64(3)], [.int64(2)], [.int64(4)]])
    }

    @Test("a table without partitions has one slice, and no rows have none")
    func unpartitioned() throws {
        let router = PartitionRouter(schema: Self.schema, partitionColumns: [])
        let slices = try router.route(Self.batch([[.date(1), .int64(1), .string("x")]]))
        #expect(slices.count == 1)
        #expect(slices[0].partition == .unpartitioned)
        #expect(slices[0].batch.schema == Self.schema)
        #expect(try router.route(Self.batch([])).isEmpty)
    }
}
