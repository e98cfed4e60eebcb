import DeltaProtocol
import Foundation
import HostEnvironment
import JSONCodec
import ObjectStorage
import Testing

@testable import DeltaLog

/// Tables of the Delta Acceptance Tests, of which each version is described beside the table.
@Suite struct ConformanceLogTests {
    private static let corpus: URL? = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let manifest = folder.appendingPathComponent("Package.swift").path
            guard FileManager.default.fileExists(atPath: manifest) else { continue }
            for up in ["../shared", "../../shared"] {
                let candidate = folder.appendingPathComponent(up + "/corpora/delta-dat")
                if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            }
            return nil
        }
        return nil
    }()

    static let tables = [
        "basic_append", "basic_partitioned", "multi_partitioned",
        "with_schema_change",
    ]

    @Test("every version of the acceptance tables is read with its protocol", arguments: tables)
    func versions(name: String) async throws {
        guard let corpus = Self.corpus else {
            print("skipped: the corpus delta-dat is not beside the project")
            return
        }
        let environment = HostEnvironment.system()
        let folder = corpus.appendingPathComponent(name)
        let store = LocalObjectStore(
            root: folder.appendingPathComponent("delta").path, environment: environment)
        let log = TableLog(store: store, environment: environment)
        let latest = try await log.snapshot()
        for number in 0...latest.version.number {
            let path = folder.appendingPathComponent(
                "expected/v\(number)/table_version_metadata.json")
            guard let text = try? String(contentsOf: path, encoding: .utf8) else { continue }
            let expected = try JSONValue(parsing: text)
            let version = try #require(TableVersion(number))
            let snapshot = try await log.snapshot(at: .version(version))
            #expect(expected["version"]?.int64 == number)
            #expect(
                expected["min_reader_version"]?.int64
                    == Int64(snapshot.tableProtocol.minReaderVersion))
            #expect(
                expected["min_writer_version"]?.int64
                    == Int64(snapshot.tableProtocol.minWriterVersion))
            var reader = StatisticsReader(columns: [])
            for file in try await snapshot.files() {
                let path = try file.dataPath().relativePath(root: nil)
                let found = try await store.head(try ObjectPath(path))
                #expect(Int64(found.size) == file.size)
                #expect(reader.read(try #require(file.stats))?.numRecords ?? 0 > 0)
            }
        }
    }
}
