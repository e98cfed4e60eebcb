// The result of a parse: an immutable value that keeps its input and its tokens alive.

package import BinaryIO

/// The tokens of a document, or of all lines of a chunk, with the input that they point into.
///
/// Bind it to a `let` before asking for spans or elements: the compiler (6.3) fails on values
/// that borrow from a temporary.
package struct JSONTokens: Sendable {
    /// The input without a byte order mark; offsets of tokens and lines are in it.
    package let source: Bytes
    private let storage: JSONTokenStorage

    init(source: Bytes, storage: JSONTokenStorage) {
        self.source = source
        self.storage = storage
    }

    /// All tokens in document order.
    package var tokens: Span<JSONToken> {
        @_lifetime(borrow self)
        get {
            let tokens = storage.tokens
            return unsafe _overrideLifetime(tokens, borrowing: self)
        }
    }

    /// The text of strings and keys that had escapes.
    package var unescaped: RawSpan {
        @_lifetime(borrow self)
        get {
            let unescaped = storage.unescaped
            return unsafe _overrideLifetime(unescaped, borrowing: self)
        }
    }

    /// The lines that are not blank, after `JSONParser.lines`; otherwise none.
    package var lines: Span<JSONLine> {
        @_lifetime(borrow self)
        get {
            let lines = storage.lines
            return unsafe _overrideLifetime(lines, borrowing: self)
        }
    }

    /// How many lines are not blank, after `JSONParser.lines`.
    package var lineCount: Int { storage.lineCount }

    /// Newline characters in the input, after `JSONParser.lines`.
    package var newlineCount: Int { storage.newlineCount }

    /// The value of the document, after `JSONParser.document`.
    package var root: JSONElement {
        @_lifetime(borrow self)
        get { element(at: 0) }
    }

    /// The value that starts at the token `index`.
    ///
    /// - Precondition: `index` is the index of a token of this result that is not a key.
    @_lifetime(borrow self)
    package func element(at index: Int) -> JSONElement {
        JSONElement(
            tokens: tokens, source: source.span, unescaped: unescaped, index: index)
    }

    /// The value of `line`.
    ///
    /// - Throws: the line's own syntax error.
    @_lifetime(borrow self)
    package func element(of line: JSONLine) throws(JSONError) -> JSONElement {
        if let error = error(of: line) { throw error }
        return element(at: Int(line.firstToken))
    }

    /// What is wrong with `line`, or nil.
    package func error(of line: JSONLine) -> JSONError? {
        guard let code = JSONError.Code(rawValue: line.errorCode) else { return nil }
        return JSONError(code: code, offset: Int(line.errorOffset), line: Int(line.number) + 1)
    }
}
