// Statistics of a file some of whose rows are deleted (PROTOCOL.md, *Writer Requirement for
// Deletion Vectors*, *Per-file Statistics*): counts stay those of the file, bounds are no longer
// tight.

import JSONCodec

extension FileStatistics {
    /// The statistics text of a file that gets a deletion vector.
    ///
    /// - Parameters:
    ///   - text: the file's statistics so far; nil, or no object, where there are none.
    ///   - rowCount: the rows of the file, deleted ones too.
    package static func withDeletedRows(_ text: String?, rowCount: Int64) -> String {
        var object = text.flatMap { try? JSONValue(parsing: $0) }?.object ?? JSONObject()
        object["numRecords"] = .integer(rowCount)
        object["tightBounds"] = .bool(false)
        return JSONValue.object(object).text
    }
}
