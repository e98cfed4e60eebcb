/// The bounds on expressions that come from outside.
public enum ExpressionLimits {
    /// SQL text, in bytes.
    public static let textBytesMax = 4 << 20
    /// How deep an expression or a type may nest; every pass over a tree recurses this deep.
    public static let depthMax = 128
    /// Entries of one IN list, function call or schema.
    public static let listCountMax = 100_000
    /// Bytes of one string that a function makes.
    public static let stringBytesMax = 64 << 20
    /// Bytes of all strings that one function makes for one batch.
    public static let batchTextBytesMax = 1 << 30
}
