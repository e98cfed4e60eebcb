// A cursor over tokens. Expressions and types are read here; statements by whoever extends the
// parser. Every error says where it is.

/// Reads SQL, token by token.
package struct SQLParser {
    private let text: String
    private var tokens: [SQLToken]
    private var index = 0
    /// How deep the reading is nested.
    private var depth = 0

    package init(_ text: String) throws(ExpressionError) {
        self.text = text
        tokens = try SQLLexer.tokens(of: text)
    }

    /// The next token; at the end it is `.end`, again and again.
    package var current: SQLToken { tokens[index] }

    /// The token `ahead` places behind the next one.
    package func peek(_ ahead: Int) -> SQLToken {
        tokens[Swift.min(index + ahead, tokens.count - 1)]
    }

    /// The token before the next one.
    package var previous: SQLToken { tokens[Swift.max(index - 1, 0)] }

    package var isAtEnd: Bool { current.kind == .end }

    /// A place to go back to.
    package var mark: Int { index }

    package mutating func reset(to mark: Int) { index = mark }

    package mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    /// Where the next token stands.
    package var place: SourcePosition { current.position }

    /// What was written from `start` up to the last token read.
    package func source(from start: SQLToken) -> String {
        let offset = start.position.offset
        let length = Swift.max(previous.end - offset, 0)
        return String(decoding: text.utf8.dropFirst(offset).prefix(length), as: UTF8.self)
    }

    package func failure(_ message: String) -> ExpressionError {
        ExpressionError(.syntax, message, position: place)
    }

    /// An error about a construct that is SQL, but not supported.
    package func unsupported(_ construct: String, at token: SQLToken) -> ExpressionError {
        ExpressionError(
            .unsupported, "\(construct) is not supported yet", position: token.position)
    }

    // MARK: Words and symbols

    /// Whether the next tokens are these keywords.
    package func isNext(_ keywords: String...) -> Bool {
        for (ahead, keyword) in keywords.enumerated() {
            guard peek(ahead).isKeyword(keyword) else { return false }
        }
        return true
    }

    /// Reads the keywords if they are next.
    package mutating func accept(_ keywords: String...) -> Bool {
        for (ahead, keyword) in keywords.enumerated() {
            guard peek(ahead).isKeyword(keyword) else { return false }
        }
        for _ in keywords { advance() }
        return true
    }

    /// Reads the keywords, which must be next.
    package mutating func expect(_ keywords: String...) throws(ExpressionError) {
        for keyword in keywords {
            guard current.isKeyword(keyword) else {
                throw failure("\(keyword) is expected here, not \(current.summary)")
            }
            advance()
        }
    }

    /// Takes the first character off the next symbol.
    mutating func splitSymbol() {
        let token = tokens[index]
        tokens[index] = SQLToken(
            kind: .symbol, text: String(token.text.dropFirst()), keyword: "",
            position: token.position, end: token.end)
    }

    package mutating func accept(symbol: String) -> Bool {
        guard current.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    package mutating func expect(symbol: String) throws(ExpressionError) {
        guard current.isSymbol(symbol) else {
            throw failure("'\(symbol)' is expected here, not \(current.summary)")
        }
        advance()
    }

    /// Reads a name: a word that is no reserved keyword, or anything in backticks.
    package mutating func expectName(_ what: String) throws(ExpressionError) -> String {
        let token = current
        switch token.kind {
        case .quotedName:
            advance()
            return token.text
        case .word where !SQLKeywords.isReserved(token.text):
            advance()
            return token.text
        case .word:
            throw failure(
                "\(what) is expected here, and \(token.text.uppercased()) is a keyword; "
                    + "put it in backticks to use it as a name")
        case .string, .number, .symbol, .end:
            throw failure("\(what) is expected here, not \(token.summary)")
        }
    }

    /// Reads names with dots between them.
    package mutating func expectPath(_ what: String) throws(ExpressionError) -> [String] {
        var parts = [try expectName(what)]
        while accept(symbol: ".") { parts.append(try expectName(what)) }
        return parts
    }

    /// Reads a string; strings that follow each other are one.
    package mutating func expectString(_ what: String) throws(ExpressionError) -> String {
        guard current.kind == .string else {
            throw failure("\(what) is expected here, not \(current.summary)")
        }
        var content = ""
        while current.kind == .string {
            content += current.text
            advance()
        }
        return content
    }

    /// Fails where something is left.
    package func expectEnd() throws(ExpressionError) {
        guard isAtEnd else { throw failure("\(current.summary) is not expected here") }
    }

    /// Runs `body` one level deeper.
    package mutating func nested<T>(
        _ body: (inout SQLParser) throws(ExpressionError) -> T
    ) throws(ExpressionError) -> T {
        guard depth < ExpressionLimits.depthMax else { throw depthFailure() }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    func depthFailure() -> ExpressionError {
        ExpressionError(
            .limitExceeded,
            "nested more than \(ExpressionLimits.depthMax) levels deep; write it in parts",
            position: place)
    }

    /// How many levels of a chain of operators still fit at this depth.
    var depthLeft: Int { ExpressionLimits.depthMax - depth }

    /// Counts an entry of a list against the limit.
    func checkCount(_ count: Int) throws(ExpressionError) {
        guard count < ExpressionLimits.listCountMax else {
            throw ExpressionError(
                .limitExceeded, "a list of more than \(ExpressionLimits.listCountMax) entries",
                position: place)
        }
    }
}
