// A row as text, for people who look at bad records.

import BinaryIO
import Columnar
import TextFormats

/// Makes the `raw` column of bad records.
enum RawText {
    /// The bytes of a line as text; what is not UTF-8 becomes U+FFFD.
    static func text(_ bytes: Bytes) -> String {
        bytes.utf8String() ?? String(decoding: bytes.array(), as: UTF8.self)
    }

    /// A row as a JSON object, cut at the limit.
    static func json(_ batch: RecordBatch, row: Int) -> String {
        let line = NDJSONEncoder(schema: batch.schema).encode(batch.slice(row..<row + 1))
        let length = max(0, min(line.count - 1, StreamingLimits.badRecordBytesMax))
        return text(line[0..<length])
    }
}
