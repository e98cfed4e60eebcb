// A cursor on one value. It borrows the tokens and the input, so that walking a document counts
// no references; it cannot outlive the `JSONTokens` that it came from.

/// One value of a parsed document.
package struct JSONElement: ~Escapable {
    let tokens: Span<JSONToken>
    let source: RawSpan
    let unescaped: RawSpan
    /// The index of the value's first token.
    package let index: Int

    @_lifetime(copy tokens, copy source, copy unescaped)
    init(tokens: Span<JSONToken>, source: RawSpan, unescaped: RawSpan, index: Int) {
        self.tokens = tokens
        self.source = source
        self.unescaped = unescaped
        self.index = index
    }

    var token: JSONToken { tokens[index] }

    package var kind: JSONTokenKind { token.kind }

    package var isNull: Bool { token.kind == .null }

    /// The index of the first token behind this value.
    var endIndex: Int {
        let token = token
        return token.kind.rawValue >= JSONTokenKind.array.rawValue ? Int(token.link) : index + 1
    }

    /// Where the value starts in the input, in bytes.
    package var offset: Int {
        let token = token
        switch token.kind {
        case .string, .key:
            let isEscaped = token.flags & JSONToken.escapedFlag != 0
            return isEscaped ? Int(token.link) : Int(token.offset) - 1
        default: return Int(token.offset)
        }
    }

    @_lifetime(copy self)
    func text(of token: JSONToken) -> JSONText {
        let range = Int(token.offset)..<(Int(token.offset) + Int(token.length))
        let isEscaped = token.flags & JSONToken.escapedFlag != 0
        return JSONText(isEscaped ? unescaped.extracting(range) : source.extracting(range))
    }

    /// The value's JSON text as it stands in the input, quotes and escapes and all.
    package var raw: RawSpan {
        @_lifetime(copy self)
        get {
            let token = token
            guard token.kind == .string || token.kind == .key else {
                let start = Int(token.offset)
                return source.extracting(start..<(start + Int(token.length)))
            }
            guard token.flags & JSONToken.escapedFlag != 0 else {
                let start = Int(token.offset) - 1
                return source.extracting(start..<(start + Int(token.length) + 2))
            }
            let octets = source.octets
            var end = Int(token.link) + 1
            while octets[end] != UInt8(ascii: "\"") {
                end += octets[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return source.extracting(Int(token.link)..<(end + 1))
        }
    }

    /// A copy of `raw`.
    package func rawString() -> String { JSONText(raw).string() }

    /// An error about this value.
    package func error(_ code: JSONError.Code, _ detail: String) -> JSONError {
        let octets = source.octets
        let offset = offset
        var line = 1
        for index in 0..<offset where octets[index] == UInt8(ascii: "\n") { line += 1 }
        return JSONError(code: code, detail: detail, offset: offset, line: line)
    }

    func wrongType(_ wanted: String) -> JSONError {
        error(.wrongType, "expected \(wanted), found \(kind.noun)")
    }
}

extension JSONTokenKind {
    /// The kind in words, with its article.
    package var noun: String {
        switch self {
        case .null: "null"
        case .false, .true: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .key: "a key"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
