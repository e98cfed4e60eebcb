// Cuts SQL text into tokens as Spark's SqlBaseLexer.g4 does: strings in either quote with
// backslash escapes and doubled quotes, names in backticks, `--` and nested `/* */` comments.

/// Cuts SQL text into tokens.
package struct SQLLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var tokens: [SQLToken] = []
    /// The place up to which lines and columns are counted.
    private var counted = SourcePosition(offset: 0, line: 1, column: 1)

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The tokens of `text`, the last one `.end`.
    ///
    /// - Complexity: O(bytes).
    package static func tokens(of text: String) throws(ExpressionError) -> [SQLToken] {
        guard text.utf8.count <= ExpressionLimits.textBytesMax else {
            throw ExpressionError(
                .limitExceeded,
                "SQL text of \(text.utf8.count) bytes; at most "
                    + "\(ExpressionLimits.textBytesMax) are read")
        }
        var lexer = SQLLexer(text)
        return try lexer.run()
    }

    private mutating func run() throws(ExpressionError) -> [SQLToken] {
        while true {
            try skipBlanks()
            guard position < bytes.count else { break }
            try readToken()
        }
        append(.end, "", from: position)
        return tokens
    }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    /// The place of byte `offset`, which lies at or behind the last place asked for.
    private func place(of offset: Int) -> SourcePosition {
        var line = counted.line
        var column = counted.column
        for byte in bytes[counted.offset..<offset] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourcePosition(offset: offset, line: line, column: column)
    }

    private func failure(_ message: String, at offset: Int) -> ExpressionError {
        ExpressionError(.syntax, message, position: place(of: offset))
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks() throws(ExpressionError) {
        while let current = byte() {
            switch current {
            case UInt8(ascii: " "), 0x09, 0x0A, 0x0B, 0x0C, 0x0D:
                position += 1
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                try skipComment()
            default:
                return
            }
        }
    }

    private mutating func skipComment() throws(ExpressionError) {
        let start = position
        var depth = 0
        repeat {
            guard let current = byte() else {
                throw failure("this comment has no end; close it with */", at: start)
            }
            if current == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if current == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0
    }

    // MARK: Tokens

    private mutating func readToken() throws(ExpressionError) {
        let start = position
        let current = bytes[position]
        switch current {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            let text = try readString(raw: false)
            append(.string, text, from: start)
        case UInt8(ascii: "r"), UInt8(ascii: "R"):
            if byte(1) == UInt8(ascii: "'") || byte(1) == UInt8(ascii: "\"") {
                position += 1
                let text = try readString(raw: true)
                append(.string, text, from: start)
            } else {
                readWord()
            }
        case UInt8(ascii: "`"):
            let text = try readQuotedName()
            append(.quotedName, text, from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            readNumber()
        case UInt8(ascii: ".") where byte(1).map(Self.isDigit) == true && !followsOperand:
            readNumber()
        case _ where Self.isWordByte(current):
            readWord()
        default:
            try readSymbol()
        }
    }

    private mutating func append(_ kind: SQLToken.Kind, _ text: String, from start: Int) {
        counted = place(of: start)
        tokens.append(
            SQLToken(
                kind: kind, text: text, keyword: kind == .word ? text.uppercased() : "",
                position: counted, end: position))
    }

    /// Whether the last token touches this place and can be followed by a field access.
    private var followsOperand: Bool {
        guard let last = tokens.last, last.end == position else { return false }
        switch last.kind {
        case .word, .quotedName: return true
        case .symbol: return last.text == ")" || last.text == "]"
        case .string, .number, .end: return false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || isDigit(byte)
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private func text(from start: Int) -> String {
        String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readWord() {
        let start = position
        while let next = byte(), Self.isWordByte(next) { position += 1 }
        append(.word, text(from: start), from: start)
    }

    private mutating func readNumber() {
        let start = position
        while let next = byte(), Self.isDigit(next) { position += 1 }
        var hasPoint = false
        if byte() == UInt8(ascii: "."), !(byte(1).map(Self.startsName) ?? false) {
            hasPoint = true
            position += 1
            while let next = byte(), Self.isDigit(next) { position += 1 }
        }
        readExponent()
        let digitsEnd = position
        while let next = byte(), Self.isWordByte(next) { position += 1 }
        let suffix = String(decoding: bytes[digitsEnd..<position], as: UTF8.self).uppercased()
        if suffix.isEmpty || Self.numberSuffixes.contains(suffix) || hasPoint {
            append(.number, text(from: start), from: start)
        } else {
            append(.word, text(from: start), from: start)
        }
    }

    private static let numberSuffixes: Set<String> = ["L", "S", "Y", "F", "D", "BD"]

    private static func startsName(_ byte: UInt8) -> Bool {
        isWordByte(byte) && !isDigit(byte) && ![0x64, 0x44, 0x65, 0x45, 0x66, 0x46].contains(byte)
    }

    private mutating func readExponent() {
        guard let mark = byte(), mark | 0x20 == UInt8(ascii: "e") else { return }
        var ahead = 1
        if byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") { ahead = 2 }
        guard let first = byte(ahead), Self.isDigit(first) else { return }
        position += ahead
        while let next = byte(), Self.isDigit(next) { position += 1 }
    }

    private mutating func readQuotedName() throws(ExpressionError) -> String {
        let start = position
        position += 1
        var content: [UInt8] = []
        while let next = byte() {
            position += 1
            if next != UInt8(ascii: "`") {
                content.append(next)
            } else if byte() == UInt8(ascii: "`") {
                content.append(next)
                position += 1
            } else {
                guard !content.isEmpty else { throw failure("a name is empty", at: start) }
                return String(decoding: content, as: UTF8.self)
            }
        }
        throw failure("this name has no closing backtick", at: start)
    }

    private static let symbols3 = ["<=>"]
    private static let symbols2 = [
        "<>", "!=", "==", "<=", ">=", "||", "::", "->", "=>", "<<", ">>",
    ]
    private static let symbols1 = Set("=<>!+-*/%&|^~()[],.;:?".utf8)

    private mutating func readSymbol() throws(ExpressionError) {
        let start = position
        for length in [3, 2] where position + length <= bytes.count {
            let candidate = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
            if (length == 3 ? Self.symbols3 : Self.symbols2).contains(candidate) {
                position += length
                append(.symbol, candidate, from: start)
                return
            }
        }
        guard Self.symbols1.contains(bytes[position]) else {
            throw failure("a character that SQL has no use for", at: start)
        }
        position += 1
        append(.symbol, text(from: start), from: start)
    }

    // MARK: Strings

    private mutating func readString(raw: Bool) throws(ExpressionError) -> String {
        let start = position
        let quote = bytes[position]
        position += 1
        var content: [UInt8] = []
        while let next = byte() {
            position += 1
            if next == quote {
                if !raw, byte() == quote {
                    content.append(quote)
                    position += 1
                } else {
                    return String(decoding: content, as: UTF8.self)
                }
            } else if next == UInt8(ascii: "\\"), !raw {
                try readEscape(into: &content, stringStart: start)
            } else {
                content.append(next)
            }
        }
        throw failure("this string has no closing quote", at: start)
    }

    /// Resolves one escape; the backslash is already read (Spark SQL reference, *String literal*).
    private mutating func readEscape(
        into content: inout [UInt8], stringStart: Int
    ) throws(ExpressionError) {
        guard let mark = byte() else {
            throw failure("this string has no closing quote", at: stringStart)
        }
        position += 1
        switch mark {
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "Z"): content.append(0x1A)
        case UInt8(ascii: "%"), UInt8(ascii: "_"): content += [UInt8(ascii: "\\"), mark]
        case UInt8(ascii: "0")...UInt8(ascii: "3"): readOctal(mark, into: &content)
        case UInt8(ascii: "u"): try readUnicode(digits: 4, into: &content)
        case UInt8(ascii: "U"): try readUnicode(digits: 8, into: &content)
        default: content.append(mark)
        }
    }

    private mutating func readOctal(_ mark: UInt8, into content: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if let second = byte(), let third = byte(1), (zero...(zero + 7)).contains(second),
            (zero...(zero + 7)).contains(third)
        {
            position += 2
            let value = (mark - zero) * 64 + (second - zero) * 8 + (third - zero)
            content += Array(String(Unicode.Scalar(value)).utf8)
        } else {
            content.append(mark == zero ? 0 : mark)
        }
    }

    private mutating func readUnicode(
        digits: Int, into content: inout [UInt8]
    ) throws(ExpressionError) {
        let start = position - 2
        guard position + digits <= bytes.count,
            let value = UInt32(
                String(decoding: bytes[position..<(position + digits)], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(value)
        else {
            throw failure(
                "\\u wants 4 and \\U wants 8 hexadecimal digits of a character", at: start)
        }
        position += digits
        content += Array(String(scalar).utf8)
    }
}
