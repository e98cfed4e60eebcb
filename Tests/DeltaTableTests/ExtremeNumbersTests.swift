// Logs whose numbers are at the ends of what they can be: every verb ends with an answer or an
// error.

import BinaryIO
import Columnar
import DeltaLog
import DeltaProtocol
import Expressions
import HostEnvironment
import JSONCodec
import ObjectStorage
import Testing

@testable import DeltaTable

@Suite struct ExtremeNumbersTests {
    /// An action and a path to a number in it.
    static let fields: [[String]] = [
        ["add", "size"], ["add", "modificationTime"], ["add", "baseRowId"],
        ["add", "deletionVector", "offset"], ["add", "deletionVector", "sizeInBytes"],
        ["add", "deletionVector", "cardinality"], ["remove", "size"],
        ["remove", "deletionTimestamp"], ["txn", "version"], ["txn", "lastUpdated"],
        ["commitInfo", "timestamp"], ["commitInfo", "inCommitTimestamp"],
        ["metaData", "createdTime"], ["protocol", "minReaderVersion"],
        ["protocol", "minWriterVersion"],
    ]

    static let extremes = [
        "-9223372036854775808", "-9223372036854775807", "-1", "0", "2147483648",
        "9223372036854775807", "99999999999999999999", "1e300",
    ]

    private static func replaced(
        _ value: JSONValue, _ path: ArraySlice<String>, _ text: String
    ) -> JSONValue {
        guard let name = path.first else { return .number(text) }
        guard case .object(let object) = value else { return value }
        return .object(
            JSONObject(
                object.fields.map { field in
                    (
                        field.name,
                        field.name == name
                            ? replaced(field.value, path.dropFirst(), text) : field.value
                    )
                }))
    }

    /// A table of five commits, with deletion vectors, a `txn` and commit times, in which a number
    /// is another one wherever it stands.
    private func table(_ path: [String], _ text: String) async throws -> Table {
        let environment = HostEnvironment.system()
        let store = MemoryObjectStore(environment: environment)
        let table = Table(store: store, location: "memory", environment: environment)
        try await table.create(
            schema: VacuumTests.schema,
            properties: [
                "delta.enableDeletionVectors": "true", "delta.enableInCommitTimestamps": "true",
            ])
        try await table.append([VacuumTests.rows(0..<4)])
        try await table.append([VacuumTests.rows(4..<8)])
        try await table.delete(where: Expression(parsing: "id = 1"))
        try await table.delete(where: Expression(parsing: "id > 3"))
        for number in Int64(0)...4 {
            let version = try #require(TableVersion(number))
            let key = try ObjectPath(LogPath.commit(version).path)
            let lines = try await store.get(key).bytes.repairedUTF8String().split(separator: "\n")
            var changed = try lines.map {
                Self.replaced(try JSONValue(parsing: String($0)), path[...], text).text
            }
            if path[0] == "txn" { changed.append(#"{"txn":{"appId":"q","\#(path[1])":\#(text)}}"#) }
            let bytes = Bytes(utf8: changed.joined(separator: "\n") + "\n")
            _ = try await store.put(key, bytes, mode: .overwrite)
        }
        return Table(store: store, location: "memory", environment: environment)
    }

    @Test(
        "DP-ACT-03 numbers at their ends are values or errors, in every verb",
        arguments: fields, extremes)
    func survives(path: [String], text: String) async throws {
        let table = try await table(path, text)
        func read() async -> Int? { try? await VacuumTests.ids(table.scan()).count }
        let rows = await read()
        // Where the log can be read it gives its rows, whatever else the number spoils.
        #expect(rows == nil || rows == 3 || path.contains("deletionVector"), "\(rows ?? 0)")
        _ = try? await table.history()
        _ = try? await table.snapshot().detail()
        _ = try? await table.check(depth: .data)
        _ = try? await table.vacuum(dryRun: true)
        _ = try? await table.log.checkpoint(table.snapshot().log)
        #expect(await read() == rows)
        _ = try? await table.delete(where: Expression(parsing: "id = 2"))
        _ = try? await table.append([VacuumTests.rows(8..<9)])
        _ = try? await table.append([VacuumTests.rows(9..<10)])
        _ = try? await table.optimize()
        _ = try? await table.overwrite([VacuumTests.rows(0..<1)])
        _ = try? await table.vacuum()
        // What could be read can be read after all this.
        let after = await read()
        #expect(rows == nil || after != nil)
    }
}
