// The rows of a simulation: a key that says what the row belongs to, and a partition.

import BinaryIO
import Columnar

/// Makes and names rows.
enum RowFormat {
    static let schema = Schema([Field("key", .string), Field("part", .string)])
    /// What a constraint of the simulation forbids.
    static func violates(_ key: String) -> Bool { key.hasSuffix("#9") }

    static let ddl = "key STRING, part STRING"

    /// The keys of the rows of an intent, a file of the stream, or a file of the archive.
    static func rows(_ owner: String, _ count: Int) -> [String] {
        (0..<count).map { "\(owner)#\($0)" }
    }

    /// What a key belongs to.
    static func owner(_ key: String) -> String {
        String(key.prefix { $0 != "#" })
    }

    /// The partition of a row.
    static func part(_ key: String) -> String { key.hasSuffix("0") ? "a" : "b" }

    static func batch(_ keys: [String]) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: [
                ColumnArray(scalars: keys.map { .string($0) }, type: .string),
                ColumnArray(scalars: keys.map { .string(part($0)) }, type: .string),
            ], count: keys.count)
    }

    static func lines(_ keys: [String]) -> Bytes {
        Bytes(
            utf8: keys.map { "{\"key\":\"\($0)\",\"part\":\"\(part($0))\"}\n" }.joined())
    }

    /// The keys of a batch with a column `key`.
    static func keys(_ batch: RecordBatch) -> [String] {
        guard let column = batch.column("key") else { return [] }
        return column.scalars().compactMap {
            if case .string(let key) = $0 { key } else { nil }
        }
    }
}
