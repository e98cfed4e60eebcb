// How a file is read, where the caller has a choice.

/// Choices of a reader.
public struct ReadOptions: Hashable, Sendable {
    /// Rows of a batch, at most.
    public var batchRowsMax = 64 << 10
    /// Whether pages that carry a checksum are compared with it.
    public var verifiesChecksums = true
    /// Whether a string or binary column whose values are all indices into one dictionary comes
    /// as a dictionary vector; otherwise every column is flat.
    public var keepsDictionaries = true
    public var limits = ParquetLimits()

    public init() {}
}
