// How a file is written, where the caller has a choice. The defaults are what every reader in use
// can read: V1 pages, PLAIN and dictionary encoding.

public import Compression

/// Choices of a writer.
public struct WriteOptions: Hashable, Sendable {
    public var codec = CompressionCodec.zstd
    /// Level of zstd or gzip.
    public var compressionLevel = 1
    /// Rows of a page, at most.
    public var pageRowsMax = 20_000
    /// Bytes of a page before compression; one long value may exceed it.
    public var pageBytesMax = 1 << 20
    /// Rows of a row group, at most.
    public var rowGroupRowsMax = 1 << 20
    /// Bytes that a row group may take in the file; it ends with the batch that exceeds them.
    public var rowGroupBytesMax = 128 << 20
    /// Whether columns with few different values are written as a dictionary.
    public var writesDictionaries = true
    /// Bytes of a dictionary; a column that exceeds them goes on without.
    public var dictionaryBytesMax = 1 << 20
    /// Bytes of a bound in the statistics; longer ones are cut.
    public var statisticsBytesMax = 64
    /// The file's own metadata.
    public var keyValues: [String: String] = [:]
    /// The order of rows that the caller promises, by top-level column.
    public var sortedBy: [SortedColumn] = []

    /// A column that rows are sorted by.
    public struct SortedColumn: Hashable, Sendable {
        public let name: String
        public let isDescending: Bool
        public let nullsFirst: Bool

        public init(_ name: String, isDescending: Bool = false, nullsFirst: Bool = true) {
            self.name = name
            self.isDescending = isDescending
            self.nullsFirst = nullsFirst
        }
    }

    public init() {}
}
