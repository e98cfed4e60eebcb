import BinaryIO
import Columnar
import Compression
import Parquet
import Testing

/// Files that are damaged are refused or read, and nothing else happens: PQ-ROB-01, PQ-ROB-02.
@Suite struct RobustnessTests {
    private static let schema = Schema([
        Field("n", .int64, nullable: false), Field("s", .string), Field("b", .boolean),
        Field("list", .list(Field("element", .struct([Field("x", .int32)])))),
        Field("d", EveryType.decimal(25, 3)),
    ])

    private static func file(_ codec: CompressionCodec) throws -> Bytes {
        var options = WriteOptions()
        options.codec = codec
        options.pageRowsMax = 8
        options.rowGroupRowsMax = 16
        let all = EveryType.batch(20)
        let columns = [
            all.column("required")!, all.column("string")!, all.column("boolean")!,
            ColumnArray(
                scalars: (0..<20).map { row in
                    row % 4 == 0
                        ? .null : .list((0..<(row % 3)).map { .struct([.int32(Int32($0))]) })
                }, type: schema[3].type),
            ColumnArray(
                scalars: (0..<20).map {
                    .decimal(Int128($0) * 1_000_003, DecimalType(precision: 25, scale: 3)!)
                }, type: schema[4].type),
        ]
        let batch = RecordBatch(schema: schema, columns: columns, count: 20)
        return try writeAll(schema, [batch], options: options).file
    }

    /// Reads all there is; true where nothing was wrong.
    private func survives(_ file: Bytes, checksums: Bool) throws -> Bool {
        var options = ReadOptions()
        options.verifiesChecksums = checksums
        options.limits.pageBytesMax = 1 << 20
        do {
            for batch in try readAll(file, options: options).batches {
                for column in batch.columns {
                    for row in 0..<min(column.count, 50) { _ = column.scalar(at: row) }
                }
            }
            let footer = try ParquetFooter.read(file)
            for group in 0..<footer.rowGroupCount {
                for name in footer.schema.names {
                    _ = footer.statistics(ofRowGroup: group).column(name)
                }
            }
            return true
        } catch is ParquetError {
            return false
        }
    }

    @Test("a file that is cut off anywhere is refused", arguments: [CompressionCodec.snappy])
    func truncated(codec: CompressionCodec) throws {
        let file = try Self.file(codec)
        for end in 0..<file.count {
            #expect(try !survives(file[0..<end], checksums: true), "\(end) bytes")
        }
        #expect(try survives(file, checksums: true))
    }

    @Test(
        "a bit that is turned over does no harm", arguments: [CompressionCodec.uncompressed, .zstd])
    func bitFlips(codec: CompressionCodec) throws {
        let bytes = try Self.file(codec).array()
        for position in bytes.indices {
            var copy = bytes
            copy[position] ^= 1 << UInt8(position % 8)
            _ = try survives(Bytes(copy), checksums: false)
        }
    }

    @Test("a bit that is turned over in a page is noticed by its checksum")
    func checksums() throws {
        let file = try Self.file(.uncompressed)
        let footer = try ParquetFooter.read(file)
        let chunk = try #require(footer.metaData.rowGroups[0].columns[0].metaData)
        var bytes = file.array()
        // The last byte of the first column's last page.
        let start = chunk.dictionaryPageOffset ?? chunk.dataPageOffset
        bytes[Int(start + chunk.compressedBytes) - 1] ^= 0x40
        let error = #expect(throws: ParquetError.self) { try readAll(Bytes(bytes)) }
        #expect(error?.code == .checksumMismatch)
        #expect(error?.column == "n")
        #expect(error?.rowGroup == 0)
        #expect(error?.offset != nil)
    }

    @Test("a footer's claims of sizes are held against the file")
    func lies() throws {
        var bytes = try Self.file(.uncompressed).array()
        for claim in [0, UInt32(bytes.count), 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32] {
            for byte in 0..<4 {
                bytes[bytes.count - 8 + byte] = UInt8(truncatingIfNeeded: claim >> UInt32(byte * 8))
            }
            let error = #expect(throws: ParquetError.self) { try readAll(Bytes(bytes)) }
            #expect(error?.code == .corrupt)
        }
    }

    @Test("a dictionary that is said to reach beyond its chunk is none")
    func dictionaryBeyondChunk() throws {
        let schema = Schema([Field("n", .int64)])
        let batch = RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: (0..<100).map { .int64(Int64($0 % 3)) }, type: .int64)
            ], count: 100)
        let file = try writeAll(schema, [batch]).file
        let sound = try ParquetFooter.read(file)
        #expect(sound.completeDictionaryRange(of: ["n"], rowGroup: 0) != nil)
        // Found by the fuzzer.
        for offset in [Int64(file.count), 1 << 40, .max] {
            let changed = try file.withFooter { metaData in
                metaData.rowGroups[0].columns[0].metaData?.dataPageOffset = offset
            }
            let footer = try ParquetFooter.read(changed)
            #expect(footer.completeDictionaryRange(of: ["n"], rowGroup: 0) == nil)
        }
    }

    @Test("a limit that is exceeded is named")
    func limits() throws {
        let file = try Self.file(.uncompressed)
        var options = ReadOptions()
        options.limits.pageBytesMax = 8
        let error = #expect(throws: ParquetError.self) { try readAll(file, options: options) }
        #expect(error?.code == .limitExceeded)
        options = ReadOptions()
        options.limits.footerBytesMax = 8
        let footer = #expect(throws: ParquetError.self) { try readAll(file, options: options) }
        #expect(footer?.code == .limitExceeded)
    }

    @Test("garbage is no Parquet")
    func garbage() throws {
        for text in ["", "PAR1", "PAR1PAR1", "hello, this is not a Parquet file", "PAR1....PARE"] {
            #expect(throws: ParquetError.self, "\(text)") { try readAll(Bytes(utf8: text)) }
        }
    }
}
