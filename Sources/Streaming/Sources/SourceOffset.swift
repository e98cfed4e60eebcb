// A position in a source. Only the source knows what it means; everybody else stores and compares
// its text.

/// How far a source was read: compact JSON on one line, as `offsets/N` has it.
public struct SourceOffset: Sendable, Hashable, CustomStringConvertible {
    public let json: String

    /// - Parameter json: one JSON value without a line break.
    public init(json: String) {
        self.json = json
    }

    public var description: String { json }
}
