import BinaryIO
import Columnar
import Testing

@testable import Parquet

/// Columns whose type is not one of a batch's: PQ-SCH-01, PQ-SCH-03.
@Suite struct StoredTypeTests {
    private static let half: [Scalar] = [.float32(1.5), .null, .float32(-0.0), .float32(65_504)]
    private static let words: [Scalar] = [.string("{}"), .string("[1]"), .null, .string("\"ü\"")]
    private static let longs: [Scalar] = [.int64(-1), .int64(.max), .null, .int64(.min)]

    private static func bytes(_ count: Int) -> [Scalar] {
        [0, 0xFF, 0x7F, 1].map { .binary([UInt8](repeating: $0, count: count)) }
    }

    private static let cases: [(StoredType, DataType, [Scalar])] = [
        (.json, .string, words), (.bson, .binary, bytes(5)), (.enumeration, .string, words),
        (.uuid, .binary, bytes(16)), (.interval, .binary, bytes(12)), (.int96, .binary, bytes(12)),
        (.fixedBytes(3), .binary, bytes(3)), (.float16, .float32, half),
        (.time(.millis, isAdjustedToUTC: true), .int32, [.int32(0), .int32(86_399_999), .null]),
        (.time(.micros, isAdjustedToUTC: false), .int64, [.int64(0), .int64(86_399_999_999)]),
        (.time(.nanos, isAdjustedToUTC: true), .int64, [.int64(1), .int64(86_399_999_999_999)]),
        (.timestamp(.millis, isAdjustedToUTC: true), .int64, longs),
        (.timestamp(.nanos, isAdjustedToUTC: false), .int64, longs),
        (.unsigned(bitWidth: 8), .int32, [.int32(0), .int32(255), .null]),
        (.unsigned(bitWidth: 16), .int32, [.int32(65_535), .int32(1)]),
        (.unsigned(bitWidth: 32), .int32, [.int32(-1), .int32(5), .int32(.min)]),
        (.unsigned(bitWidth: 64), .int64, longs),
    ]

    @Test("columns are written as asked, read as stored, and written again as they were")
    func roundTrip() throws {
        for version in WriteOptions.PageVersion.allCases {
            for (stored, type, values) in Self.cases {
                let field = Field("c", type).stored(as: stored)
                let schema = Schema([field])
                let batch = RecordBatch(
                    schema: schema, columns: [ColumnArray(scalars: values, type: type)],
                    count: values.count)
                var options = WriteOptions()
                options.pageVersion = version
                let first = try writeAll(schema, [batch], options: options).file
                var reading = ReadOptions()
                reading.keepsStoredTypes = true
                reading.keepsInt96 = true
                let read = try readAll(first, options: reading)
                #expect(read.schema == schema)
                #expect(columns(read.batches) == [values])
                let second = try writeAll(read.schema, read.batches, options: options).file
                #expect(first == second)
            }
        }
    }

    @Test("unsigned bounds are in unsigned order, and intervals have none")
    func bounds() throws {
        let values: [Scalar] = [.int32(-1), .int32(5)]
        let schema = Schema([Field("c", .int32).stored(as: .unsigned(bitWidth: 32))])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: values, type: .int32)], count: 2)
        for dictionaries in [true, false] {
            var options = WriteOptions()
            options.writesDictionaries = dictionaries
            let file = try writeAll(schema, [batch], options: options).file
            let found = try ParquetFooter.read(file).statistics(ofRowGroup: 0).column("c")
            #expect(found?.minimum == .int64(5))
            #expect(found?.maximum == .int64(4_294_967_295))
        }
        let intervals = Schema([Field("c", .binary).stored(as: .interval)])
        let rows = RecordBatch(
            schema: intervals, columns: [ColumnArray(scalars: Self.bytes(12), type: .binary)],
            count: 4)
        let file = try writeAll(intervals, [rows]).file
        let statistics = try ParquetFooter.read(file).metaData.rowGroups[0].columns[0].metaData
        #expect(statistics?.statistics?.minValue == nil)
        #expect(statistics?.statistics?.nullCount == 0)
    }

    @Test("a value of another length than its column's is refused")
    func wrongLength() throws {
        let schema = Schema([Field("id", .binary).stored(as: .uuid)])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: Self.bytes(15), type: .binary)],
            count: 4)
        let error = #expect(throws: ParquetError.self) { try writeAll(schema, [batch]) }
        #expect(error?.code == .schemaMismatch)
        #expect(error?.column == "id")
    }

    @Test("a type that cannot be stored so is refused, and so is metadata that is none")
    func wrongType() {
        for field in [
            Field("c", .string).stored(as: .uuid), Field("c", .int64).stored(as: .float16),
            Field("c", .int32, metadata: ["PARQUET:stored": "no digits"]),
            Field("c", .int32, metadata: ["PARQUET:stored": "15"]),
        ] {
            let error = #expect(throws: ParquetError.self) { try writeAll(Schema([field]), []) }
            #expect(error?.code == .schemaMismatch)
        }
    }

    @Test("an annotation that is not known leaves all columns readable and is written again")
    func unknownAnnotation() throws {
        // BYTE_ARRAY with member 99 of the union LogicalType, which holds {1: 5}.
        let stored = "150c38006c0cc601150a000000"
        let schema = Schema([
            Field("odd", .binary, metadata: ["PARQUET:stored": stored]), Field("n", .int64),
        ])
        let values: [[Scalar]] = [[.binary([1]), .null], [.int64(1), .int64(2)]]
        let batch = RecordBatch(
            schema: schema,
            columns: zip(schema.fields, values).map {
                ColumnArray(scalars: $1, type: $0.type)
            }, count: 2)
        let file = try writeAll(schema, [batch]).file
        #expect(try columns(readAll(file).batches) == values)
        let footer = try ParquetFooter.read(file)
        #expect(footer.fileSchema.columns[0].element.logicalType == .other(99, [0x15, 0x0A, 0]))
        #expect(footer.statistics(ofRowGroup: 0).column("odd")?.minimum == nil)
        #expect(footer.statistics(ofRowGroup: 0).column("n")?.minimum == .int64(1))
        var reading = ReadOptions()
        reading.keepsStoredTypes = true
        let read = try readAll(file, options: reading)
        #expect(read.schema == schema)
        #expect(try writeAll(read.schema, read.batches).file == file)
    }

    @Test("a physical type that is not known refuses its own column, by name, and no other")
    func unknownPhysicalType() throws {
        let schema = Schema([Field("odd", .int64), Field("n", .int64)])
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: [.int64(1), .int64(2)], type: .int64),
                ColumnArray(scalars: [.int64(3), .null], type: .int64),
            ], count: 2)
        let file = try writeAll(schema, [batch]).file.withFooter { metaData in
            metaData.schema[1].type = .unknown
            metaData.rowGroups[0].columns[0].metaData?.type = .unknown
        }
        #expect(
            try columns(readAll(file, projection: .columns(["n"])).batches) == [
                [.int64(3), .null]
            ])
        let footer = try ParquetFooter.read(file)
        #expect(footer.schema.names == ["odd", "n"])
        #expect(footer.statistics(ofRowGroup: 0).column("odd")?.minimum == nil)
        for projection in [Projection.columns(["odd"]), .columns(["n", "odd"]), .all] {
            let error = #expect(throws: ParquetError.self) {
                try readAll(file, projection: projection)
            }
            #expect(error?.code == .unsupported)
            #expect(error?.column == "odd")
        }
    }

    @Test("a timestamp in nanoseconds is the microsecond before it, and itself if types are kept")
    func nanoseconds() throws {
        let values: [Int64] = [0, 999, 1000, -1, -1000, -1001, .max, .min]
        let field = Field("at", .int64).stored(as: .timestamp(.nanos, isAdjustedToUTC: true))
        let schema = Schema([field])
        let batch = RecordBatch(
            schema: schema,
            columns: [ColumnArray(scalars: values.map { .int64($0) }, type: .int64)],
            count: values.count)
        let file = try writeAll(schema, [batch]).file
        let shown = try readAll(file)
        #expect(shown.schema[0].type == .timestamp)
        #expect(
            columns(shown.batches)[0] == [
                .timestamp(0), .timestamp(0), .timestamp(1), .timestamp(-1), .timestamp(-1),
                .timestamp(-2), .timestamp(9_223_372_036_854_775),
                .timestamp(-9_223_372_036_854_776),
            ])
        let known = try ParquetFooter.read(file).statistics(ofRowGroup: 0).column("at")
        #expect(known?.minimum == .timestamp(-9_223_372_036_854_776))
        #expect(known?.maximum == .timestamp(9_223_372_036_854_775))
        var reading = ReadOptions()
        reading.keepsStoredTypes = true
        #expect(
            try columns(readAll(file, options: reading).batches)[0] == values.map { .int64($0) })
    }
}
