// The tokens that the C tokenizer writes, seen from Swift: same bytes, same order of cases.
// The layout is drawn in CSimdjson.h and checked by JSONTokenTests.

/// What a token is. Containers are the greatest kinds, so `>= .array` tells them apart.
package enum JSONTokenKind: UInt8, Sendable {
    case null, `false`, `true`, number, string, key, array, object
}

/// One value or key. 16 bytes, shared with C.
///
/// Scalars: `offset` and `length` are the text's (strings without quotes), in the input, or in
/// the unescaped buffer when `isEscaped`; `link` is then the input offset of the opening quote.
/// Containers: the text's with brackets, in the input; `link` is the index of the first token
/// behind the container. A key is followed by its value.
package struct JSONToken: Sendable {
    package let offset: UInt32
    package let length: UInt32
    package let link: UInt32
    package let kind: JSONTokenKind
    package let flags: UInt8
    let reserved: UInt16

    /// Set in `flags` where the text had escapes and lies in the unescaped buffer.
    package static let escapedFlag: UInt8 = 1
    /// Set in `flags` of a number without fraction and exponent.
    package static let integerFlag: UInt8 = 2
}

/// One line that is not blank. 32 bytes, shared with C.
package struct JSONLine: Sendable {
    /// Where the line starts in the input, in bytes.
    package let offset: UInt32
    /// Its bytes without the line end.
    package let length: UInt32
    /// Its number in the input, from 0, blank lines counted.
    package let number: UInt32
    /// The index of its first token.
    package let firstToken: UInt32
    /// Its tokens; none when it has an error.
    package let tokenCount: UInt32
    package let errorOffset: UInt32
    /// Zero, or the raw value of a `JSONError.Code`.
    package let errorCode: Int32
    let reserved: UInt32
}
