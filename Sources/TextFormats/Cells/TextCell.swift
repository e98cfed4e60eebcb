// The meeting point of the formats: each decoder lays out one cell a row and column, and the
// column builders turn a column of cells into a column of values without knowing the format.

/// One value as text, before it has a type. 16 bytes.
struct TextCell: BitwiseCopyable {
    /// What the format says about the text. The order is that of `JSONTokenKind`.
    enum Kind: UInt8 {
        case null, `false`, `true`, number, string
        /// Text that may stand for any type: a CSV field.
        case bare
        case array, object
    }

    /// Where the text starts, in the input or the unescaped buffer.
    var offset: UInt32
    /// Its bytes.
    var length: UInt32
    /// The index of the JSON token, or `noToken`.
    var token: UInt32
    var kind: Kind
    /// Whether the text lies in the unescaped buffer.
    var isUnescaped: Bool

    static let noToken = UInt32.max

    /// A field that is not there; reads as null.
    static let missing = TextCell(
        offset: 0, length: 0, token: noToken, kind: .null, isUnescaped: false)
}
