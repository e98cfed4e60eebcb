// The table of bad records: what could not be read or computed, with enough to find it, to count
// it, and to feed it in again.

package import Columnar

/// A row that did not make it into the table.
package struct BadRecord: Sendable, Hashable {
    /// When the batch was planned, in ms since 1970.
    package var batchMilliseconds: Int64
    package var query: String
    package var source: String
    package var file: String
    /// Counted from 1; nil where it is not known.
    package var line: Int64?
    /// Bytes from the beginning of the file's text; nil where it is not known.
    package var offset: Int64?
    package var code: String
    package var reason: String
    /// The row as it came, cut at a limit; the row as JSON where it failed later.
    package var raw: String

    package init(
        batchMilliseconds: Int64, query: String, source: String, file: String, line: Int64?,
        offset: Int64?, code: String, reason: String, raw: String
    ) {
        self.batchMilliseconds = batchMilliseconds
        self.query = query
        self.source = source
        self.file = file
        self.line = line
        self.offset = offset
        self.code = code
        self.reason = reason
        self.raw = raw
    }

    /// The columns of the table of bad records.
    package static let schema = Schema([
        Field("batch_time", .timestamp),
        Field("query", .string),
        Field("source", .string),
        Field("file", .string),
        Field("line", .int64),
        Field("offset", .int64),
        Field("code", .string),
        Field("reason", .string),
        Field("raw", .string),
    ])

    /// Bad records as rows of their table.
    package static func batch(_ records: [BadRecord]) -> RecordBatch {
        let columns: [[Scalar]] = [
            records.map { .timestamp($0.batchMilliseconds * 1000) },
            records.map { .string($0.query) },
            records.map { .string($0.source) },
            records.map { .string($0.file) },
            records.map { $0.line.map(Scalar.int64) ?? .null },
            records.map { $0.offset.map(Scalar.int64) ?? .null },
            records.map { .string($0.code) },
            records.map { .string($0.reason) },
            records.map { .string($0.raw) },
        ]
        return RecordBatch(
            schema: schema,
            columns: zip(columns, schema.fields).map { scalars, field in
                ColumnArray(scalars: scalars, type: field.type)
            }, count: records.count)
    }
}
