import BinaryIO
import Columnar
import Parquet
import Testing

/// Files of other writers: PQ-RED-01, PQ-RED-02, PQ-CRC-01, PQ-ROB-01.
@Suite struct CorpusTests {
    /// What needs a codec that is not linked, and must be refused in so many words.
    private static let unsupported: Set<String> = [
        "hadoop_lz4_compressed.parquet", "lz4_raw_compressed.parquet",
        "non_hadoop_lz4_compressed.parquet",
    ]

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
            if Self.unsupported.contains(name) || name.contains("corrupt-checksum") { continue }
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

    @Test("a codec that is not linked is named")
    func unsupportedCodec() throws {
        guard let folder = Files.corpus("parquet-testing/data") else { return }
        for name in Self.unsupported {
            let file = try #require(Files.read("\(folder)/\(name)"))
            let error = #expect(throws: ParquetError.self) { try readAll(file) }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("LZ4") == true)
        }
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
                #expect(throws: ParquetError.self, "\(name)") { try readAll(file) }
            }
        }
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
