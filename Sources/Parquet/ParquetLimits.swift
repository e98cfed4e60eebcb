// Every allocation that the word of a file can cause has a bound here, with its unit.

/// Bounds on what a file may make a reader do.
public struct ParquetLimits: Hashable, Sendable {
    /// Bytes of a footer.
    public var footerBytesMax = 256 << 20
    /// Bytes of a page header; statistics stand in it.
    public var pageHeaderBytesMax = 16 << 20
    /// Bytes of one page, decompressed.
    public var pageBytesMax = 1 << 30
    /// Bytes that one page may grow to when delta-encoded strings share long prefixes.
    public var expandedPageBytesMax = 1 << 30
    /// Nesting of groups in a schema.
    public var schemaDepthMax = 100
    /// Values of one leaf column in one batch; more needs a smaller batch.
    public var batchValuesMax = 1 << 28

    public init() {}

    /// Nesting of structures in the metadata, and of what is skipped there.
    static let thriftDepthMax = 64
    /// Bytes of a Bloom filter that are read, at most.
    static let bloomFilterBytesMax = 128 << 20
    /// Elements that are reserved for a list before they have been read.
    static let reservedElementsMax = 1024
}
