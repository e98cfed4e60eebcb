// The part of YAML 1.2 that configuration needs: mappings and lists by indentation, plain and
// quoted scalars, `[a, b]` and `{k: v}` on one line, comments. What YAML has beyond that (anchors,
// tags, block scalars, several documents) is refused by name, and every error has its line, so
// that a misread file never configures something else than was meant.

/// Parses a configuration file into a tree.
package struct YAMLParser {
    /// A line that is not blank, its comment taken off.
    private struct Line {
        let number: Int
        let indent: Int
        let text: Substring
    }

    private var lines: [Line]
    private var position = 0

    /// Parses `text`.
    ///
    /// - Throws: `configurationInvalid` with the line.
    package static func parse(_ text: String) throws(StreamingError) -> YAMLNode {
        guard text.utf8.count <= StreamingLimits.configurationBytesMax else {
            throw StreamingError(
                .configurationInvalid,
                "the file is longer than \(StreamingLimits.configurationBytesMax) bytes")
        }
        var parser = YAMLParser(lines: try split(text))
        guard let first = parser.lines.first else {
            return YAMLNode(line: 1, value: .empty)
        }
        let node = try parser.block(indent: first.indent, depth: 0)
        if let rest = parser.current {
            throw failure("this line does not belong to what stands before it", rest.number)
        }
        return node
    }

    private init(lines: [Line]) {
        self.lines = lines
    }

    private var current: Line? { position < lines.count ? lines[position] : nil }

    static func failure(_ message: String, _ line: Int) -> StreamingError {
        StreamingError(.configurationInvalid, message, line: line)
    }

    // MARK: Lines

    private static func split(_ text: String) throws(StreamingError) -> [Line] {
        var lines: [Line] = []
        let pieces = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, piece) in pieces.enumerated() {
            let number = index + 1
            let content = try withoutComment(piece, number)
            let indent = content.prefix { $0 == " " }.count
            let body = content.dropFirst(indent)
            if body.isEmpty { continue }
            if body.first == "\t" {
                throw failure("a tab indents this line; use spaces", number)
            }
            if body.hasPrefix("---") || body.hasPrefix("...") {
                guard lines.isEmpty, body == "---" else {
                    throw failure("only one document is supported; remove '\(body)'", number)
                }
                continue
            }
            lines.append(Line(number: number, indent: indent, text: body))
        }
        return lines
    }

    /// The line up to a `#` that starts a comment, without white space at its end.
    private static func withoutComment(
        _ line: Substring, _ number: Int
    ) throws(StreamingError) -> Substring {
        var quote: Character?
        var before: Character = " "
        var end = line.endIndex
        var index = line.startIndex
        while index < line.endIndex {
            let character = line[index]
            if let open = quote {
                if character == "\\", open == "\"" { line.formIndex(after: &index) }
                if character == open { quote = nil }
            } else if character == "#", before.isWhitespace {
                end = index
                break
            } else if character == "\"" || character == "'", startsScalar(after: before) {
                quote = character
            }
            before = character
            guard index < line.endIndex else { break }
            line.formIndex(after: &index)
        }
        if quote != nil { throw failure("a quote is not closed on this line", number) }
        var content = line[..<end]
        while let last = content.last, last.isWhitespace { content.removeLast() }
        return content
    }

    private static func startsScalar(after before: Character) -> Bool {
        before.isWhitespace || "[{,:".contains(before)
    }

    // MARK: Blocks

    private mutating func block(indent: Int, depth: Int) throws(StreamingError) -> YAMLNode {
        guard let first = current else { return YAMLNode(line: 1, value: .empty) }
        guard depth < StreamingLimits.configurationDepthMax else {
            throw Self.failure(
                "nested more than \(StreamingLimits.configurationDepthMax) deep", first.number)
        }
        if Self.isListItem(first.text) { return try list(indent: indent, depth: depth) }
        if YAMLFlow.keyEnd(in: first.text) != nil {
            return try mapping(indent: indent, depth: depth)
        }
        position += 1
        return try YAMLFlow.value(first.text, line: first.number)
    }

    private static func isListItem(_ text: Substring) -> Bool {
        text == "-" || text.hasPrefix("- ")
    }

    private mutating func list(indent: Int, depth: Int) throws(StreamingError) -> YAMLNode {
        var items: [YAMLNode] = []
        let start = current?.number ?? 1
        while let line = current, line.indent == indent, Self.isListItem(line.text) {
            let rest = line.text.dropFirst().drop { $0 == " " }
            guard !rest.isEmpty else {
                position += 1
                items.append(try nested(under: indent, line: line.number, depth: depth))
                continue
            }
            // `- key: value`: the item is a block that is indented as its first key is.
            let column = indent + (line.text.count - rest.count)
            lines[position] = Line(number: line.number, indent: column, text: rest)
            items.append(try block(indent: column, depth: depth + 1))
        }
        if let line = current, line.indent > indent {
            throw Self.failure(
                "this line is indented further than the list it stands in", line.number)
        }
        return YAMLNode(line: start, value: .list(items))
    }

    private mutating func mapping(indent: Int, depth: Int) throws(StreamingError) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        let start = current?.number ?? 1
        while let line = current, line.indent == indent, !Self.isListItem(line.text) {
            guard let end = YAMLFlow.keyEnd(in: line.text) else {
                throw Self.failure("expected 'key: value', found '\(line.text)'", line.number)
            }
            let key = try YAMLFlow.scalar(line.text[..<end], line: line.number)
            guard !entries.contains(where: { $0.key == key }) else {
                throw Self.failure("the key '\(key)' stands here twice", line.number)
            }
            let rest = line.text[end...].dropFirst().drop { $0 == " " }
            position += 1
            let value =
                rest.isEmpty
                ? try nested(under: indent, line: line.number, depth: depth)
                : try YAMLFlow.value(rest, line: line.number)
            entries.append(YAMLNode.Entry(key: key, line: line.number, value: value))
        }
        if let line = current, line.indent >= indent {
            throw Self.failure(
                line.indent > indent
                    ? "this line is indented further than the mapping it stands in"
                    : "an item of a list cannot follow a mapping", line.number)
        }
        return YAMLNode(line: start, value: .mapping(entries))
    }

    /// What is indented further than `indent`, or a list at the same indent, or nothing.
    private mutating func nested(
        under indent: Int, line: Int, depth: Int
    ) throws(StreamingError) -> YAMLNode {
        guard let next = current, next.indent >= indent,
            next.indent > indent || Self.isListItem(next.text)
        else { return YAMLNode(line: line, value: .empty) }
        return try block(indent: next.indent, depth: depth + 1)
    }
}
