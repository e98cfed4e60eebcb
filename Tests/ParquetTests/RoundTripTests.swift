import BinaryIO
import Columnar
import Compression
import Parquet
import Testing

/// What the encoder writes and the decoder reads: PQ-WRT-02, PQ-RED-03, PQ-RED-04.
@Suite struct RoundTripTests {
    @Test(
        "what was written is read", arguments: CompressionCodec.allCases, [0, 1, 7, 1000])
    func everyType(codec: CompressionCodec, rows: Int) throws {
        var options = WriteOptions()
        options.codec = codec
        options.pageRowsMax = 100
        options.rowGroupRowsMax = 400
        let batch = EveryType.batch(rows)
        let (file, summary) = try writeAll(EveryType.schema, [batch], options: options)
        #expect(summary.rowCount == rows)
        #expect(summary.byteCount == file.count)
        let (schema, batches) = try readAll(file)
        #expect(schema == EveryType.schema)
        #expect(batches.reduce(0) { $0 + $1.count } == rows)
        for (index, expected) in columns([batch]).enumerated() where rows > 0 {
            #expect(columns(batches)[index] == expected, "\(schema.fields[index].name)")
        }
    }

    @Test("many batches become row groups of the wanted size, dictionaries or not")
    func manyBatches() throws {
        for dictionaries in [true, false] {
            var options = WriteOptions()
            options.writesDictionaries = dictionaries
            options.rowGroupRowsMax = 1000
            options.pageBytesMax = 500
            let batches = (0..<9).map { EveryType.batch(300, seed: UInt64($0)) }
            let (file, summary) = try writeAll(EveryType.schema, batches, options: options)
            #expect(summary.rowGroupCount == 3)
            var reading = ReadOptions()
            reading.batchRowsMax = 77
            let read = try readAll(file, options: reading).batches
            #expect(columns(read) == columns(batches))
        }
    }

    @Test("a long column goes from dictionary to plain without losing a value")
    func dictionaryFallback() throws {
        let schema = Schema([
            Field("few", .string), Field("many", .string), Field("growing", .int64),
        ])
        var batches: [RecordBatch] = []
        for part in 0..<20 {
            let rows = (0..<10_000).map { part * 10_000 + $0 }
            batches.append(
                RecordBatch(
                    schema: schema,
                    columns: [
                        ColumnArray(scalars: rows.map { .string("v\($0 % 7)") }, type: .string),
                        ColumnArray(
                            scalars: rows.map { .string("unique value \($0)") }, type: .string),
                        ColumnArray(
                            scalars: rows.map { .int64(Int64($0 < 130_000 ? $0 % 50 : $0)) },
                            type: .int64),
                    ], count: rows.count))
        }
        var options = WriteOptions()
        options.dictionaryBytesMax = 50_000
        let (file, _) = try writeAll(schema, batches, options: options)
        let footer = try ParquetFooter.read(file)
        let encodings = footer.metaData.rowGroups[0].columns.map { $0.metaData?.encodings ?? [] }
        #expect(encodings[0] == [.rle, .rleDictionary, .plain])
        #expect(encodings[1] == [.rle, .plain])
        #expect(encodings[2] == [.rle, .rleDictionary, .plain])
        let read = try readAll(file).batches
        #expect(columns(read) == columns(batches))
        // The column of few values comes as a dictionary vector, the others cannot.
        for batch in read {
            if case .dictionary(_, let values) = batch.columns[0].storage {
                #expect(values.count == 7)
            } else {
                Issue.record("a dictionary was flattened")
            }
        }
    }

    @Test("dictionary vectors and their nulls are written")
    func dictionaryInput() throws {
        let values = ColumnArray(
            scalars: [.string("x"), .null, .string("a longer string here")], type: .string)
        let column = ColumnArray(
            type: .string, count: 5, validity: Bitmap([true, true, true, false, true]),
            storage: .dictionary(indices: TypedBuffer([0, 1, 2, 99, 2]), values: values))
        let schema = Schema([Field("s", .string)])
        let batch = RecordBatch(schema: schema, columns: [column], count: 5)
        let (file, summary) = try writeAll(schema, [batch])
        #expect(summary.columns[0].nullCount == 2)
        #expect(summary.columns[0].minimum == .string("a longer string here"))
        #expect(summary.columns[0].maximum == .string("x"))
        let read = try readAll(file).batches
        #expect(
            columns(read) == [
                [
                    .string("x"), .null, .string("a longer string here"), .null,
                    .string("a longer string here"),
                ]
            ])
    }

    @Test("a slice of a batch is written as its rows, nested columns too")
    func slices() throws {
        let batch = EveryType.batch(100).slice(33..<71)
        let (file, _) = try writeAll(EveryType.schema, [batch])
        #expect(columns(try readAll(file).batches) == columns([batch]))
    }

    @Test("columns and nested fields are projected in the order wanted")
    func projection() throws {
        let batch = EveryType.batch(50)
        let (file, _) = try writeAll(EveryType.schema, [batch])
        let (schema, batches) = try readAll(
            file, projection: .columns(["string", "map", "boolean"]))
        #expect(schema.names == ["string", "map", "boolean"])
        #expect(
            columns(batches)
                == ["string", "map", "boolean"].map { batch.column($0)!.scalars() })
        let nested = try readAll(file, projection: .paths([["struct", "c"], ["int8"]]))
        #expect(nested.schema.names == ["struct", "int8"])
        let expected = batch.column("struct")!.scalars().map { scalar -> Scalar in
            if case .struct(let members) = scalar { .struct([members[2]]) } else { .null }
        }
        #expect(columns(nested.batches)[0] == expected)
        let error = #expect(throws: ParquetError.self) {
            try readAll(file, projection: .columns(["absent"]))
        }
        #expect(error?.code == .unknownColumn)
    }

    @Test("a null in a required column is refused and named")
    func nullInRequired() throws {
        let schema = Schema([Field("id", .int64, nullable: false)])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: [.int64(1), .null], type: .int64)],
            count: 2)
        let error = #expect(throws: ParquetError.self) { try writeAll(schema, [batch]) }
        #expect(error?.code == .schemaMismatch)
        #expect(error?.column == "id")
    }
}
