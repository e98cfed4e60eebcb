/// A place in SQL text.
public struct SourcePosition: Hashable, Sendable {
    /// Bytes before the place, in UTF-8.
    public let offset: Int
    /// Lines count from 1.
    public let line: Int
    /// Characters count from 1 within the line.
    public let column: Int

    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }
}

extension SourcePosition: CustomStringConvertible {
    public var description: String { "\(line):\(column)" }
}
