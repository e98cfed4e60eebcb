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
    /// Whether columns whose type is not one of a batch's are read as they are stored, their
    /// fields carrying the annotation, so that a writer stores them in the same way: times and
    /// timestamps in their unit, unsigned integers, half floats, UUIDs, JSON, what is not known.
    public var keepsStoredTypes = false
    /// Whether stored types are kept of INT96 columns too, which are read as timestamps otherwise.
    public var keepsInt96 = false
    public var limits = ParquetLimits()

    public init() {}
}
