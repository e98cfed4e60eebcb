import BinaryIO

/// Counts lines up to ascending offsets, each byte looked at once.
struct LineCounter {
    private let source: Bytes
    private var offset = 0
    private var line = 1

    init(_ source: Bytes) {
        self.source = source
    }

    /// The line, counted from 1, of the byte at `offset`, which must not go back.
    mutating func line(at offset: Int) -> Int {
        while self.offset < offset, self.offset < source.count {
            if source[self.offset] == UInt8(ascii: "\n") { line += 1 }
            self.offset += 1
        }
        return line
    }
}
