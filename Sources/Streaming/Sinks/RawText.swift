// A row as text, for people who look at bad records.

import BinaryIO
import Columnar

/// Makes the `raw` column of bad records.
enum RawText {
    /// The bytes of a line as text; what is not UTF-8 becomes U+FFFD.
    static func text(_ bytes: Bytes) -> String {
        bytes.utf8String() ?? String(decoding: bytes.array(), as: UTF8.self)
    }

    static func json(_ batch: RecordBatch, row: Int) -> String {
        "\(batch.row(row))"
    }
}
