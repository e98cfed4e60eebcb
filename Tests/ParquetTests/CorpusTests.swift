import BinaryIO
import Columnar
import Compression
import Parquet
import Testing

/// Files of other writers: PQ-RED-01, PQ-RED-02, PQ-CRC-01, PQ-ROB-01.
@Suite struct CorpusTests {
    private struct Expectation {
        let column: String
        let rows: Int
        let digest: String
    }

    private static func expectations() -> [String: [Expectation]] {
        var result: [String: [Expectation]] = [:]
        let path = Files.packageRoot + "/fixtures/parquet-testing-expectations.tsv"
        for line in (Files.text(path) ?? "").split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            result[parts[0], default: []].append(
                Expectation(column: parts[1], rows: Int(parts[2]) ?? 0, digest: parts[3]))
        }
        return result
    }

    @Test(
        "files of other writers have the values that PyArrow reads", arguments: [1 << 16, 7, 1])
    func values(batchRows: Int) throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        var options = ReadOptions()
        options.batchRowsMax = batchRows
        let expectations = Self.expectations()
        #expect(expectations.count >= 35)
        for (name, columns) in expectations.sorted(by: { $0.key < $1.key }) {
            if name.contains("corrupt-checksum") { continue }
            guard let file = Files.read("\(folder)/\(name)") else {
                Issue.record("\(name) is missing")
                continue
            }
            do {
                let (schema, batches) = try readAll(file, options: options)
                for (index, expected) in columns.enumerated() {
                    let parts = batches.map { $0.columns[index] }
                    #expect(schema.fields[index].name == expected.column, "\(name)")
                    #expect(parts.reduce(0) { $0 + $1.count } == expected.rows, "\(name)")
                    #expect(
                        CanonicalText.digest(parts) == expected.digest,
                        "\(name) \(expected.column): \(schema.fields[index].type)")
                }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    @Test("a codec that is not there is named")
    func unsupportedCodec() throws {
        let schema = Schema([Field("n", .int64)])
        let batch = RecordBatch(
            schema: schema, columns: [ColumnArray(scalars: [.int64(1)], type: .int64)], count: 1)
        var options = WriteOptions()
        options.codec = .snappy
        var bytes = try writeAll(schema, [batch], options: options).file.array()
        // Field 4 of the column's metadata, an i32: SNAPPY (1) becomes LZO (3).
        let place = try #require(
            bytes.indices.dropLast(2).last { Array(bytes[$0...($0 + 2)]) == [0x15, 0x02, 0x16] })
        bytes[place + 1] = 0x06
        let error = #expect(throws: ParquetError.self) { try readAll(Bytes(bytes)) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("LZO") == true)
    }

    @Test("an encrypted file is refused as encrypted")
    func encrypted() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        for name in Files.names(folder) where name.hasSuffix(".encrypted") {
            let file = try #require(Files.read("\(folder)/\(name)"))
            let error = #expect(throws: ParquetError.self) { try readAll(file) }
            #expect(error?.code == .encrypted, "\(name)")
        }
    }

    @Test("a page whose checksum is wrong is refused, and readable without verification")
    func checksums() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        let file = try #require(Files.read("\(folder)/datapage_v1-corrupt-checksum.parquet"))
        let error = #expect(throws: ParquetError.self) { try readAll(file) }
        #expect(error?.code == .checksumMismatch)
        #expect(error?.column == "a")
        var options = ReadOptions()
        options.verifiesChecksums = false
        let batches = try readAll(file, options: options).batches
        #expect(batches.reduce(0) { $0 + $1.count } == 5120)
    }

    @Test("files with known faults are refused, the one that only looks wrong is read")
    func badData() throws {
        guard let folder = Files.corpus("parquet-testing/bad_data") else { return }
        for name in Files.names(folder) {
            let file = try #require(Files.read("\(folder)/\(name)"))
            if name == "ARROW-GH-43605.parquet" {
                let rows = try readAll(file).batches.reduce(0) { $0 + $1.count }
                #expect(rows == 21_186)
            } else {
                let error = #expect(throws: ParquetError.self, "\(name)") { try readAll(file) }
                #expect(error?.code == Self.faults[name], "\(name)")
            }
        }
    }

    /// What is wrong with files of `bad_data`.
    private static let faults: [String: ParquetError.Code] = [
        "ARROW-GH-41317.parquet": .corrupt, "ARROW-RS-GH-6229-DICTHEADER.parquet": .corrupt,
        // A physical type that is not known: its column alone is refused.
        "PARQUET-1481.parquet": .unsupported,
    ]

    /// Files of the corpus that are not Parquet.
    private static let others: Set<String> = [
        "bloom_filter.xxhash.bin", "delta_binary_packed_expect.csv",
        "delta_encoding_required_column_expect.csv",
    ]

    @Test("every file of the corpus has an expectation, and every expectation a file")
    func census() throws {
        guard let folder = Files.corpus("parquet-testing") else { return }
        let expectations = Self.expectations()
        var unexpected: [String] = []
        var found: Set<String> = []
        for name in Files.names(folder + "/data")
            + Files.names(folder + "/data/geospatial").map({
                "geospatial/" + $0
            }) where name != "geospatial"
        {
            found.insert(name)
            let isKnown =
                expectations[name] != nil || Self.others.contains(name)
                || name.hasSuffix(".parquet.encrypted")
            if !isKnown { unexpected.append(name) }
        }
        for name in Files.names(folder + "/bad_data") {
            found.insert(name)
            if Self.faults[name] == nil && name != "ARROW-GH-43605.parquet" {
                unexpected.append(name)
            }
        }
        #expect(unexpected.isEmpty)
        #expect(expectations.keys.filter { !found.contains($0) }.isEmpty)
        #expect(Self.faults.keys.filter { !found.contains($0) }.isEmpty)
    }

    @Test("fuzzed files are refused or read, and nothing else happens")
    func fuzzed() throws {
        guard let folder = Files.corpus("parquet-fuzz") else { return }
        var refused = 0
        var read = 0
        for name in Files.names(folder) {
            guard let file = Files.read("\(folder)/\(name)") else { continue }
            do {
                for batch in try readAll(file).batches {
                    for column in batch.columns where column.count > 0 {
                        _ = column.scalar(at: column.count - 1)
                    }
                }
                read += 1
            } catch is ParquetError {
                refused += 1
            }
        }
        #expect(refused + read >= 60)
    }
}
