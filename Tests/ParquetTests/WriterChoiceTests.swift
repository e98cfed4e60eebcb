import BinaryIO
import Columnar
import Compression
import Parquet
import Testing

/// What a writer may be told: PQ-WRT-02, PQ-WRT-04, PQ-WRT-05, PQ-WRT-06.
@Suite struct WriterChoiceTests {
    private static let choices: [EncodingChoice] =
        [.dictionaryOrPlain, .smallest] + ValueEncoding.allCases.map { .always($0) }

    private func expectSame(_ batch: RecordBatch, _ file: Bytes) throws {
        let (schema, batches) = try readAll(file)
        #expect(schema == batch.schema)
        for (index, expected) in columns([batch]).enumerated() where batch.count > 0 {
            #expect(columns(batches)[index] == expected, "\(schema.fields[index].name)")
        }
    }

    @Test(
        "what was written is read, in every encoding and page version",
        arguments: WriteOptions.PageVersion.allCases, choices)
    func everyEncoding(version: WriteOptions.PageVersion, choice: EncodingChoice) throws {
        for (rows, codec) in [(1, CompressionCodec.snappy), (700, .zstd), (129, .uncompressed)] {
            var options = WriteOptions()
            options.codec = codec
            options.pageVersion = version
            options.encoding = choice
            options.pageRowsMax = 100
            let batch = EveryType.batch(rows)
            try expectSame(batch, try writeAll(EveryType.schema, [batch], options: options).file)
        }
    }

    @Test("an encoding that is asked for is the one in the file")
    func encodingsInFile() throws {
        let wanted: [(ValueEncoding, String, Encoding)] = [
            (.runs, "boolean", .rle), (.deltaBinaryPacked, "int64", .deltaBinaryPacked),
            (.deltaLengthByteArray, "string", .deltaLengthByteArray),
            (.deltaByteArray, "string", .deltaByteArray),
            (.byteStreamSplit, "float64", .byteStreamSplit),
            (.dictionary, "string", .rleDictionary), (.plain, "string", .plain),
        ]
        for (choice, name, encoding) in wanted {
            var options = WriteOptions()
            options.encoding = .always(choice)
            let file = try writeAll(EveryType.schema, [EveryType.batch(200)], options: options).file
            let footer = try ParquetFooter.read(file)
            let leaf = try #require(footer.fileSchema.columns.firstIndex { $0.path == [name] })
            let chunk = try #require(footer.metaData.rowGroups[0].columns[leaf].metaData)
            let pages = chunk.encodingStats.filter { $0.pageType == .dataPage }
            #expect(pages.map(\.encoding) == [encoding], "\(name)")
        }
    }

    @Test("integers at the ends of their range survive delta encoding, whatever the count")
    func deltaExtremes() throws {
        let values: [Int64] = [.min, .max, 0, -1, 1, .max, .min, 5]
        for count in [0, 1, 2, 31, 32, 33, 127, 128, 129, 130, 257] {
            let schema = Schema([
                Field("w", .int64, nullable: false), Field("n", .int32, nullable: false),
            ])
            let picked = (0..<count).map { values[$0 % 8] }
            let batch = RecordBatch(
                schema: schema,
                columns: [
                    ColumnArray(scalars: picked.map { .int64($0) }, type: .int64),
                    ColumnArray(
                        scalars: picked.map { .int32(Int32(truncatingIfNeeded: $0 / 3)) },
                        type: .int32),
                ], count: count)
            var options = WriteOptions()
            options.encoding = .always(.deltaBinaryPacked)
            try expectSame(batch, try writeAll(schema, [batch], options: options).file)
        }
    }

    @Test("the same rows and options give the same bytes, however they are batched")
    func reproducible() throws {
        for profile in WriteOptions.Profile.allCases {
            var options = WriteOptions(profile)
            options.keyValues = ["b": "2", "a": "1", "c": "3"]
            options.bloomFilters = ["int64"]
            let batch = EveryType.batch(500)
            let whole = try writeAll(EveryType.schema, [batch], options: options).file
            let again = try writeAll(EveryType.schema, [batch], options: options).file
            #expect(whole == again)
        }
    }

    @Test("the compact profile is no larger than the compatible one")
    func compact() throws {
        let schema = Schema([
            Field("id", .int64), Field("x", .float64), Field("s", .string), Field("b", .boolean),
        ])
        let rows = 20_000
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: (0..<rows).map { .int64(Int64($0) * 37) }, type: .int64),
                ColumnArray(
                    scalars: (0..<rows).map { .float64(Double($0 &* 7919 % 10_007) / 8) },
                    type: .float64),
                ColumnArray(scalars: (0..<rows).map { .string("user-\($0)") }, type: .string),
                ColumnArray(scalars: (0..<rows).map { .boolean($0 < 9000) }, type: .boolean),
            ], count: rows)
        let compatible = try writeAll(schema, [batch], options: WriteOptions(.compatible)).file
        let compact = try writeAll(schema, [batch], options: WriteOptions(.compact)).file
        #expect(compact.count * 10 < compatible.count * 5)
        try expectSame(batch, compact)
    }

    @Test("a V2 page whose values do not get smaller is stored as it is")
    func incompressible() throws {
        let schema = Schema([Field("n", .int64, nullable: false)])
        var random = SmallRandom(seed: 3)
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(
                    scalars: (0..<1000).map { _ in .int64(Int64(bitPattern: random.next())) },
                    type: .int64)
            ], count: 1000)
        var options = WriteOptions(.compact)
        options.encoding = .always(.plain)
        options.codec = .snappy
        let file = try writeAll(schema, [batch], options: options).file
        let footer = try ParquetFooter.read(file)
        let chunk = try #require(footer.metaData.rowGroups[0].columns[0].metaData)
        #expect(chunk.compressedBytes == chunk.uncompressedBytes)
        try expectSame(batch, file)
    }

    @Test("the order of rows and the file's own metadata are read as they were written")
    func metadata() throws {
        var options = WriteOptions()
        options.keyValues = ["k": "v", "empty": ""]
        options.sortedBy = [
            .init("int64", isDescending: true, nullsFirst: false), .init("string"),
        ]
        let file = try writeAll(EveryType.schema, [EveryType.batch(10)], options: options).file
        let footer = try ParquetFooter.read(file)
        #expect(footer.keyValues == options.keyValues)
        #expect(footer.sortedBy == options.sortedBy)
        #expect(footer.createdBy == "swift-lakehouse version 0.1.0 (build 0.1.0)")
    }

    @Test("floating-point bounds in the total order are declared to be, and read")
    func totalOrder() throws {
        let schema = Schema([Field("x", .float64), Field("n", .int64)])
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(
                    scalars: [.float64(-2.5), .float64(.nan), .float64(7)], type: .float64),
                ColumnArray(scalars: [.int64(1), .int64(2), .int64(3)], type: .int64),
            ], count: 3)
        var options = WriteOptions()
        options.usesTotalOrder = true
        let footer = try ParquetFooter.read(
            try writeAll(schema, [batch], options: options).file)
        #expect(footer.metaData.columnOrders == [.total, .typeDefined])
        let bounds = try #require(footer.statistics(ofRowGroup: 0).column("x"))
        #expect(bounds.minimum == .float64(-2.5))
        #expect(bounds.maximum == .float64(7))
    }
}
