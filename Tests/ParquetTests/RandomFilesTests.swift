// Random schemas, rows and options, for tools/interop/suite_parquet_random: files that are written
// here for other engines to read, and files of other engines to be read here. Does nothing unless
// the suite asks for it.

import BinaryIO
import Columnar
import Compression
import Glibc
import Parquet
import Testing

/// Both directions of the differential test: PQ-DIF-01.
@Suite struct RandomFilesTests {
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    @Test("random files are written for other engines, and read back equal")
    func write() throws {
        guard let folder = Self.variable("PARQUET_RANDOM_WRITE") else { return }
        let seed = UInt64(Self.variable("PARQUET_RANDOM_SEED") ?? "") ?? 1
        let count = Int(Self.variable("PARQUET_RANDOM_FILES") ?? "") ?? 10
        for index in 0..<count {
            var generator = RandomTable(seed: seed &* 1_000_003 &+ UInt64(index))
            let (batches, options) = generator.table()
            let schema = batches[0].schema
            let file = try writeAll(schema, batches, options: options).file
            var stored = ReadOptions()
            stored.keepsStoredTypes = true
            stored.batchRowsMax = 1 + generator.random.next(500)
            let again = try readAll(file, options: stored)
            #expect(again.schema == schema, "seed \(seed), file \(index)")
            let rows = batches.reduce(0) { $0 + $1.count }
            if rows > 0 {
                #expect(
                    columns(again.batches) == columns(batches), "seed \(seed), file \(index)")
            }
            // As batches show them: what is stored in another way has its logical values.
            let shown = try readAll(file)
            var table = ""
            for (column, field) in shown.schema.fields.enumerated() {
                let digest = CanonicalText.digest(shown.batches.map { $0.columns[column] })
                table += "\(field.name)\t\(rows)\t\(digest)\n"
            }
            Files.write(file, to: "\(folder)/\(index).parquet")
            Files.write(Bytes(utf8: table), to: "\(folder)/\(index).tsv")
        }
    }

    @Test("random files of other engines have the values that they wrote")
    func read() throws {
        guard let folder = Self.variable("PARQUET_RANDOM_READ") else { return }
        for name in Files.names(folder).sorted() where name.hasSuffix(".parquet") {
            let file = try #require(Files.read("\(folder)/\(name)"))
            let table = try #require(Files.text("\(folder)/\(name.dropLast(8)).tsv"))
            var options = ReadOptions()
            options.batchRowsMax = [1 << 16, 100, 7][name.utf8.count % 3]
            do {
                let (schema, batches) = try readAll(file, options: options)
                for line in table.split(separator: "\n") {
                    let parts = line.split(separator: "\t").map(String.init)
                    let column = try #require(schema.fields.firstIndex { $0.name == parts[0] })
                    let arrays = batches.map { $0.columns[column] }
                    #expect(
                        String(arrays.reduce(0) { $0 + $1.count }) == parts[1]
                            && (parts[1] == "0" || CanonicalText.digest(arrays) == parts[2]),
                        "\(name) \(parts[0]): \(schema.fields[column].type)")
                }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }
}
