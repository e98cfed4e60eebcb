/// One word, literal or symbol of SQL text.
package struct SQLToken: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A word without quotes: a keyword or a name, as the place decides.
        case word
        /// A name in backticks; never a keyword.
        case quotedName
        case string
        /// Digits, perhaps with a point, an exponent and a type suffix.
        case number
        case symbol
        case end
    }

    package let kind: Kind
    /// A string's or quoted name's content with its escapes resolved; what was written otherwise.
    package let text: String
    /// A word in upper case; empty for other tokens.
    package let keyword: String
    /// Where the token starts.
    package let position: SourcePosition
    /// Where the token ends, in bytes.
    package let end: Int

    /// Whether this is the keyword `keyword`, which is given in upper case.
    package func isKeyword(_ keyword: String) -> Bool {
        self.keyword == keyword
    }

    package func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// The token in the words of an error message.
    package var summary: String {
        switch kind {
        case .end: "the end of the text"
        case .string: "the string '\(text.prefix(40))'"
        case .word, .quotedName, .number, .symbol: "'\(text.prefix(60))'"
        }
    }
}
