import Columnar
import Testing

@testable import DeltaTable

@Suite struct SchemaAlignmentTests {
    static let table = Schema([
        Field("id", .int64, nullable: false), Field("name", .string), Field("score", .float64),
    ])

    @Test("DT-APP-02 columns are matched by name, missing ones are null, types are widened")
    func align() throws {
        let input = Schema([Field("Score", .float32), Field("id", .int32)])
        let batch = RecordBatch(
            schema: input,
            columns: [
                ColumnArray(scalars: [.float32(0.5), .null], type: .float32),
                ColumnArray(scalars: [.int32(1), .int32(2)], type: .int32),
            ], count: 2)
        let aligned = try SchemaAlignment(of: input, to: Self.table).align(batch)
        #expect(aligned.schema == Self.table)
        #expect(aligned.row(0) == [.int64(1), .null, .float64(0.5)])
        #expect(aligned.row(1) == [.int64(2), .null, .null])
    }

    @Test(
        "DT-APP-02 what does not fit is an error that names the column",
        arguments: [
            ([Field("id", .int64), Field("extra", .string)], "extra"),
            ([Field("name", .string)], "id"),
            ([Field("id", .string)], "id"),
            ([Field("id", .int64), Field("score", .int64)], "score"),
        ])
    func mismatch(fields: [Field], column: String) {
        let error = #expect(throws: TableError.self) {
            _ = try SchemaAlignment(of: Schema(fields), to: Self.table)
        }
        #expect(error?.code == .schemaMismatch)
        #expect(error?.column == column)
    }

    @Test("DT-APP-03 a null in a required column names column and row")
    func requiredNull() throws {
        let input = Schema([Field("id", .int64)])
        let batch = RecordBatch(
            schema: input,
            columns: [ColumnArray(scalars: [.int64(1), .null], type: .int64)], count: 2)
        let alignment = try SchemaAlignment(of: input, to: Self.table)
        let error = #expect(throws: TableError.self) { _ = try alignment.align(batch) }
        #expect(error?.code == .nullViolation)
        #expect(error?.message.contains("row 2") == true)
    }
}
