/// A place in a text file.
package struct TextPosition: Hashable, Sendable {
    /// The line, counted from 1.
    package var line: Int
    /// The byte, counted from 0.
    package var byte: Int

    package init(line: Int, byte: Int) {
        self.line = line
        self.byte = byte
    }

    /// The first byte of a file.
    package static let start = TextPosition(line: 1, byte: 0)
}
