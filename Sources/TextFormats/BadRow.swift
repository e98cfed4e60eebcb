// A row that could not be read, with everything that a table of bad records needs.

package import BinaryIO

/// A row that was left out of the batch, and why.
package struct BadRow: Equatable, Sendable {
    /// Why, for counting; `message` is for people.
    package enum Code: String, Sendable {
        /// The line is not JSON, or the record is not CSV.
        case malformed
        /// The bytes are not UTF-8.
        case invalidUTF8 = "invalid_utf8"
        /// A value has another type than its column.
        case wrongType = "wrong_type"
        /// A value has the column's type but does not fit it.
        case outOfRange = "out_of_range"
        /// A column that must have a value has none.
        case missingValue = "missing_value"
        /// A field that is no column, where those are refused.
        case unknownColumn = "unknown_column"
        /// A record has more or fewer fields than the header.
        case fieldCount = "field_count"
        /// The line is longer than the limit.
        case tooLong = "too_long"
    }

    package let code: Code
    /// One sentence that names the column and what was found.
    package let message: String
    /// The column, with dots down to the field; nil where it is the whole row.
    package let column: String?
    /// Where the row starts in its file.
    package let position: TextPosition
    /// The row as it stands in the file, without its line end; cut at the limit.
    package let text: Bytes

    package init(
        code: Code, message: String, column: String? = nil, position: TextPosition, text: Bytes
    ) {
        self.code = code
        self.message = message
        self.column = column
        self.position = position
        self.text = text
    }
}
