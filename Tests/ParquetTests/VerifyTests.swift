import BinaryIO
import Columnar
import Parquet
import Testing

/// Files held against their own claims: PQ-VER-01.
@Suite struct VerifyTests {
    /// All findings about a file in memory.
    private func verify(_ file: Bytes) throws -> [Finding] {
        let footer = try ParquetFooter.read(file)
        var findings = footer.verifyCounts()
        for group in 0..<footer.rowGroupCount {
            for column in 0..<footer.leafCount {
                let path = footer.leafPath(column)
                let index = footer.pageIndexRanges(of: path, rowGroup: group)
                let filter = footer.bloomFilterRange(of: path, rowGroup: group)
                findings += footer.verify(
                    column: column, rowGroup: group,
                    ChunkBytes(
                        pages: file[try footer.chunkRange(column: column, rowGroup: group)],
                        columnIndex: index.columnIndex.map { file[$0] },
                        offsetIndex: index.offsetIndex.map { file[$0] },
                        bloomFilter: filter.map { file[$0] }))
            }
        }
        return findings
    }

    @Test("files that are written here are sound", arguments: WriteOptions.Profile.allCases)
    func sound(profile: WriteOptions.Profile) throws {
        var options = WriteOptions(profile)
        options.pageRowsMax = 50
        options.rowGroupRowsMax = 170
        options.statisticsBytesMax = 5
        options.bloomFilters = ["string", "int64", "decimal38", "float64", "binary"]
        let file = try writeAll(EveryType.schema, [EveryType.batch(400)], options: options).file
        #expect(try verify(file) == [])
    }

    /// What is wrong with files of the corpus, beside the one whose checksums are.
    private static let faults: [String: Set<Finding.Kind>] = [
        "datapage_v1-corrupt-checksum.parquet": [.checksum],
        // Its page index calls pages with values pages of nulls.
        "datapage_v1-snappy-compressed-checksum.parquet": [.pageIndex],
        // Its footer says that there are no rows.
        "repeated_no_annotation.parquet": [.count],
    ]

    @Test("files of other writers are sound, but for those with a known fault")
    func corpus() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        for name in Files.names(folder) where name.hasSuffix(".parquet") {
            let file = try #require(Files.read("\(folder)/\(name)"))
            let findings = try verify(file)
            #expect(
                Set(findings.map(\.kind)) == Self.faults[name] ?? [], "\(name): \(findings)")
            if name == "datapage_v1-corrupt-checksum.parquet" {
                #expect(findings.map(\.column) == ["a", "b"])
            }
        }
    }

    private static let marked: Int64 = 0x1122_3344_5566_7788

    /// A file of one column of 0 to 98 and `marked`, in pages of ten rows.
    private func numbers(_ change: (inout [UInt8], ParquetFooter) throws -> Void) throws -> Bytes {
        let schema = Schema([Field("n", .int64)])
        let values = (0..<99).map { Scalar.int64($0) } + [.int64(Self.marked)]
        var options = WriteOptions()
        options.codec = .uncompressed
        options.writesDictionaries = false
        options.pageRowsMax = 10
        options.bloomFilters = ["n"]
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: values, type: .int64)], count: 100)
        let file = try writeAll(schema, [batch], options: options).file
        #expect(try verify(file) == [])
        var bytes = file.array()
        try change(&bytes, try ParquetFooter.read(file))
        return Bytes(bytes)
    }

    @Test("a value that was changed is found by its page's checksum, with its place")
    func checksum() throws {
        var place = 0
        let file = try numbers { bytes, footer in
            place = try footer.chunkRange(column: 0, rowGroup: 0).lowerBound
            bytes[place + 60] ^= 1
        }
        let findings = try verify(file)
        #expect(findings.map(\.kind) == [.checksum])
        #expect(findings[0].column == "n")
        #expect(findings[0].rowGroup == 0)
        #expect(findings[0].offset == place)
    }

    @Test("bounds that do not hold are found in the chunk and in the page index")
    func bounds() throws {
        let mark = (0..<8).map { UInt8(truncatingIfNeeded: Self.marked >> Int64($0 * 8)) }
        let file = try numbers { bytes, footer in
            // Every bound after the pages that is the greatest value becomes a smaller one.
            var index = try footer.chunkRange(column: 0, rowGroup: 0).upperBound
            while index + 8 <= bytes.count {
                if Array(bytes[index..<(index + 8)]) == mark { bytes[index + 7] = 0x10 }
                index += 1
            }
        }
        let kinds = Set(try verify(file).map(\.kind))
        #expect(kinds.contains(.statistics))
        #expect(kinds.contains(.pageIndex))
    }

    @Test("a Bloom filter that lacks a value is found")
    func bloomFilter() throws {
        let file = try numbers { bytes, footer in
            let range = try #require(footer.bloomFilterRange(of: ["n"], rowGroup: 0))
            for index in (range.upperBound - 32)..<range.upperBound { bytes[index] = 0 }
        }
        #expect(try verify(file).map(\.kind) == [.bloomFilter])
    }

    @Test("an offset index that points elsewhere is found")
    func offsetIndex() throws {
        let file = try numbers { bytes, footer in
            let ranges = footer.pageIndexRanges(of: ["n"], rowGroup: 0)
            let range = try #require(ranges.offsetIndex)
            // The second location's offset is some varint; its low bits change.
            bytes[range.lowerBound + 12] ^= 2
        }
        let kinds = try verify(file).map(\.kind)
        #expect(!kinds.isEmpty)
        #expect(kinds.allSatisfy { $0 == .pageIndex })
    }

    @Test("damaged files are reported on, and nothing else happens")
    func damaged() throws {
        let file = try writeAll(EveryType.schema, [EveryType.batch(30)]).file.array()
        for position in stride(from: 0, to: file.count, by: 7) {
            var bytes = file
            bytes[position] ^= 0x41
            guard let findings = try? verify(Bytes(bytes)) else { continue }
            _ = findings.map(\.message)
        }
    }
}
