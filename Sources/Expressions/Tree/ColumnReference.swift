/// A column, or a field inside a struct column, by name: `amount`, `address.city`.
public struct ColumnReference: Sendable {
    /// The names from the outside in; at least one.
    public let parts: [String]
    /// Where it was written; plays no part in equality.
    public let position: SourcePosition?

    public init(_ parts: [String], position: SourcePosition? = nil) {
        precondition(!parts.isEmpty, "a column has a name")
        self.parts = parts
        self.position = position
    }
}

extension ColumnReference: Hashable {
    public static func == (left: ColumnReference, right: ColumnReference) -> Bool {
        left.parts == right.parts
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}
