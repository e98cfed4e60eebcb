// Files named `.json` hold either of two things. Their first bytes tell which.

package import BinaryIO
import JSONCodec

/// How the rows of a JSON file are laid out.
package enum JSONFileShape: Sendable {
    /// One object a line: read chunk by chunk.
    case lines
    /// One document over the whole file, an array of objects or an object: read as a whole.
    case document

    /// Tells the shape from the first bytes of a file: a document starts with a bracket, or with
    /// an object that its first line does not end.
    package init(startingWith bytes: Bytes) {
        let text = bytes.withoutByteOrderMark
        var start = 0
        while start < text.count, Self.isWhiteSpace(text[start]) { start += 1 }
        self = .lines
        guard start < text.count else { return }
        if text[start] == UInt8(ascii: "[") {
            self = .document
            return
        }
        let rest = text[start..<text.count]
        guard text[start] == UInt8(ascii: "{"), let end = rest.firstNewline else { return }
        var parser = JSONParser()
        do {
            _ = try parser.document(rest[0..<end])
        } catch {
            if error.code == .unexpectedEnd { self = .document }
        }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
