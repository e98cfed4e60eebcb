/// A named column of a schema or of a struct.
public struct Field: Hashable, Sendable {
    public let name: String
    public let type: DataType
    /// Whether a row may be null.
    public let nullable: Bool
    /// Key to JSON text, as a Delta schema carries it (PROTOCOL.md, *Column Metadata*).
    public let metadata: [String: String]

    public init(
        _ name: String, _ type: DataType, nullable: Bool = true, metadata: [String: String] = [:]
    ) {
        self.name = name
        self.type = type
        self.nullable = nullable
        self.metadata = metadata
    }

    /// The same field under another name.
    public func renamed(_ name: String) -> Field {
        Field(name, type, nullable: nullable, metadata: metadata)
    }
}
