import BinaryIO
import Columnar
import Parquet
import Testing

/// Files of more columns than are decoded with the footer: PQ-FOOT-01.
@Suite struct WideFileTests {
    private static let columnCount = 1100

    private static func file(rowGroups: Int) throws -> Bytes {
        let schema = Schema((0..<columnCount).map { Field("c\($0)", .int32, nullable: false) })
        let batches = (0..<rowGroups).map { group in
            RecordBatch(
                schema: schema,
                columns: (0..<columnCount).map { column in
                    ColumnArray(
                        scalars: (0..<2).map { .int32(Int32(column * 100 + group * 10 + $0)) },
                        type: .int32)
                }, count: 2)
        }
        var options = WriteOptions()
        options.rowGroupRowsMax = 2
        options.codec = .uncompressed
        return try writeAll(schema, batches, options: options).file
    }

    @Test("PQ-FOOT-01: each column of a wide file is found, and what the footer says of it")
    func everyColumn() throws {
        let file = try Self.file(rowGroups: 2)
        let footer = try ParquetFooter.read(file)
        #expect(footer.rowCount == 4)
        for column in [0, 1, 999, 1000, 1001, 1099] {
            let found = try readAll(file, projection: .columns(["c\(column)"]))
            let first = Int32(column * 100)
            #expect(
                columns(found.batches) == [[0, 1, 10, 11].map { .int32(first + $0) }])
            let statistics = footer.statistics(ofRowGroup: 1).column("c\(column)")
            #expect(statistics?.minimum == .int32(first + 10))
            #expect(statistics?.maximum == .int32(first + 11))
        }
        #expect(try readAll(file).batches.first?.columns.count == Self.columnCount)
    }

    @Test("PQ-FOOT-01: a damaged chunk of a wide footer is refused, its neighbours are read")
    func damagedChunk() throws {
        var bytes = try Self.file(rowGroups: 1).array()
        // The path of the chunk is the last mention of the name; before it stand the physical type
        // (field 1: INT32, which is 1 and 2 as a zigzag number) and the encodings (field 2).
        let name = Array("c700".utf8)
        let path = try #require(
            (0..<(bytes.count - 4)).last { Array(bytes[$0..<($0 + 4)]) == name })
        let type = try #require(
            (0..<path).last { Array(bytes[$0..<($0 + 3)]) == [0x15, 0x02, 0x19] })
        #expect(path - type < 20)
        // A byte where the physical type is an integer: as long, and of the wrong wire type.
        bytes[type] = 0x13
        let file = Bytes(bytes)
        let error = #expect(throws: ParquetError.self) {
            try readAll(file, projection: .columns(["c700"]))
        }
        #expect(error?.code == .corrupt)
        #expect(error?.column == "c700")
        let found = try readAll(file, projection: .columns(["c701"]))
        #expect(columns(found.batches) == [[.int32(70_100), .int32(70_101)]])
        #expect(try ParquetFooter.read(file).statistics(ofRowGroup: 0).column("c700") == nil)
    }

    @Test("PQ-FOOT-01: a wide footer with bits turned is read or refused")
    func bitFlips() throws {
        let seed = UInt64(0x51DE)
        var random = SmallRandom(seed: seed)
        let file = try Self.file(rowGroups: 1).array()
        let footer = (file.count / 2)..<(file.count - 8)
        for round in 0..<60 {
            var damaged = file
            damaged[footer.lowerBound + random.next(footer.count)] ^=
                1 << UInt8(random.next(8))
            do {
                _ = try readAll(
                    Bytes(damaged), projection: .columns(["c\(random.next(Self.columnCount))"]))
            } catch {
                #expect(error is ParquetError, "seed \(seed), round \(round)")
            }
        }
    }
}
