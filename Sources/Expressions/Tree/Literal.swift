public import Columnar

/// A constant with its type; a null has a type too.
public struct Literal: Sendable {
    public let value: Scalar
    public let type: DataType
    /// Where it was written; plays no part in equality.
    public let position: SourcePosition?

    public init(_ value: Scalar, _ type: DataType, position: SourcePosition? = nil) {
        self.value = value
        self.type = type
        self.position = position
    }

    /// NULL of no type in particular.
    public static let null = Literal(.null, .null)
}

extension Literal: Hashable {
    public static func == (left: Literal, right: Literal) -> Bool {
        left.value == right.value && left.type == right.type
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(type)
    }
}
