/// A function applied to arguments, by name; the binder knows which functions there are.
public struct FunctionCall: Sendable {
    /// In lower case.
    public let name: String
    public let arguments: [Expression]
    /// Where it was written; plays no part in equality.
    public let position: SourcePosition?

    public init(_ name: String, _ arguments: [Expression], position: SourcePosition? = nil) {
        self.name = name.lowercased()
        self.arguments = arguments
        self.position = position
    }
}

extension FunctionCall: Hashable {
    public static func == (left: FunctionCall, right: FunctionCall) -> Bool {
        left.name == right.name && left.arguments == right.arguments
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(arguments)
    }
}
