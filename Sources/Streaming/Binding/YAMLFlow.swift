// Values that stand on one line: plain and quoted scalars, `[…]` and `{…}`.

/// Parses what stands on one line of a configuration file.
struct YAMLFlow {
    private let text: Substring
    private var position: Substring.Index
    private let line: Int

    private init(_ text: Substring, line: Int) {
        self.text = text
        self.line = line
        position = text.startIndex
    }

    /// The place of the colon that ends the key `text` starts with, or nil where it has none.
    static func keyEnd(in text: Substring) -> Substring.Index? {
        guard let first = text.first, first != "[", first != "{" else { return nil }
        var index = text.startIndex
        if first == "\"" || first == "'" {
            text.formIndex(after: &index)
            while index < text.endIndex, text[index] != first {
                if text[index] == "\\", first == "\"" { text.formIndex(after: &index) }
                if index < text.endIndex { text.formIndex(after: &index) }
            }
        }
        while index < text.endIndex {
            if text[index] == ":" {
                let next = text.index(after: index)
                if next == text.endIndex || text[next].isWhitespace { return index }
            }
            text.formIndex(after: &index)
        }
        return nil
    }

    /// The value that `text` is, all of it.
    static func value(_ text: Substring, line: Int) throws(StreamingError) -> YAMLNode {
        var flow = YAMLFlow(text, line: line)
        guard text.first == "[" || text.first == "{" else {
            let isQuoted = text.first == "\"" || text.first == "'"
            let scalar = try scalar(text, line: line)
            let isEmpty = !isQuoted && (scalar == "null" || scalar == "~")
            return YAMLNode(line: line, value: isEmpty ? .empty : .scalar(scalar))
        }
        let node = try flow.nested(depth: 0)
        flow.skipSpaces()
        guard flow.position == text.endIndex else {
            throw YAMLParser.failure("text follows the closing bracket", line)
        }
        return node
    }

    /// A scalar without its quotes.
    static func scalar(_ text: Substring, line: Int) throws(StreamingError) -> String {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" {
            var flow = YAMLFlow(text, line: line)
            let value = try flow.quoted(first)
            flow.skipSpaces()
            guard flow.position == text.endIndex else {
                throw YAMLParser.failure("text follows the closing quote", line)
            }
            return value
        }
        try checkPlain(text, line: line)
        return String(text)
    }

    private static func checkPlain(_ text: Substring, line: Int) throws(StreamingError) {
        let refused: [Character: String] = [
            "&": "anchors", "*": "aliases", "!": "tags", "|": "block scalars",
            ">": "block scalars", "%": "directives", "@": "reserved characters",
            "`": "reserved characters", "?": "complex keys",
        ]
        if let first = text.first, let name = refused[first] {
            throw YAMLParser.failure(
                "\(name) are not supported; put '\(text)' into quotes if it is text", line)
        }
        if text.contains(": ") || text.hasSuffix(":") {
            throw YAMLParser.failure(
                "a mapping cannot stand inside '\(text)'; use a new line or quotes", line)
        }
    }

    private mutating func skipSpaces() {
        while position < text.endIndex, text[position] == " " { text.formIndex(after: &position) }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpaces()
        guard position < text.endIndex, text[position] == character else { return false }
        text.formIndex(after: &position)
        return true
    }

    private mutating func nested(depth: Int) throws(StreamingError) -> YAMLNode {
        guard depth < StreamingLimits.configurationDepthMax else {
            throw YAMLParser.failure(
                "nested more than \(StreamingLimits.configurationDepthMax) deep", line)
        }
        if take("[") { return try list(depth: depth) }
        if take("{") { return try mapping(depth: depth) }
        skipSpaces()
        return try YAMLFlow.value(Substring(piece(until: ",]}")), line: line)
    }

    private mutating func list(depth: Int) throws(StreamingError) -> YAMLNode {
        var items: [YAMLNode] = []
        while !take("]") {
            items.append(try nested(depth: depth + 1))
            if take(",") { continue }
            guard take("]") else {
                throw YAMLParser.failure("expected ',' or ']' on this line", line)
            }
            break
        }
        return YAMLNode(line: line, value: .list(items))
    }

    private mutating func mapping(depth: Int) throws(StreamingError) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        while !take("}") {
            skipSpaces()
            let key = try YAMLFlow.scalar(Substring(piece(until: ":,}]")), line: line)
            guard !key.isEmpty, take(":") else {
                throw YAMLParser.failure("expected 'key: value' inside the braces", line)
            }
            guard !entries.contains(where: { $0.key == key }) else {
                throw YAMLParser.failure("the key '\(key)' stands here twice", line)
            }
            let value = try nested(depth: depth + 1)
            entries.append(YAMLNode.Entry(key: key, line: line, value: value))
            if take(",") { continue }
            guard take("}") else {
                throw YAMLParser.failure("expected ',' or '}' on this line", line)
            }
            break
        }
        return YAMLNode(line: line, value: .mapping(entries))
    }

    /// The text up to one of `ends`, quotes respected and kept, spaces at its end taken off.
    private mutating func piece(until ends: String) -> String {
        let start = position
        if position < text.endIndex, text[position] == "\"" || text[position] == "'" {
            let quote = text[position]
            text.formIndex(after: &position)
            while position < text.endIndex, text[position] != quote {
                if text[position] == "\\", quote == "\"" { text.formIndex(after: &position) }
                if position < text.endIndex { text.formIndex(after: &position) }
            }
        }
        while position < text.endIndex, !ends.contains(text[position]) {
            text.formIndex(after: &position)
        }
        var piece = text[start..<position]
        while piece.last == " " { piece.removeLast() }
        return String(piece)
    }

    private mutating func quoted(_ quote: Character) throws(StreamingError) -> String {
        var value = ""
        text.formIndex(after: &position)
        while position < text.endIndex {
            let character = text[position]
            text.formIndex(after: &position)
            if character == quote {
                // Two single quotes inside single quotes are one.
                guard quote == "'", position < text.endIndex, text[position] == "'" else {
                    return value
                }
                text.formIndex(after: &position)
                value.append("'")
            } else if character == "\\", quote == "\"", position < text.endIndex {
                value.append(try escaped(text[position]))
                text.formIndex(after: &position)
            } else {
                value.append(character)
            }
        }
        throw YAMLParser.failure("a quote is not closed on this line", line)
    }

    private func escaped(_ character: Character) throws(StreamingError) -> Character {
        switch character {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "0": return "\0"
        case "\\", "\"", "/": return character
        default:
            throw YAMLParser.failure("'\\\(character)' is not a supported escape", line)
        }
    }
}
