// How a file is written, where the caller has a choice. The defaults are what every reader in use
// can read: V1 pages, PLAIN and dictionary encoding.

public import Compression

/// Choices of a writer.
public struct WriteOptions: Hashable, Sendable {
    public var codec = CompressionCodec.zstd
    /// Level of zstd, gzip or brotli.
    public var compressionLevel = 1
    /// Rows of a page, at most.
    public var pageRowsMax = 20_000
    /// Bytes of a page before compression; one long value may exceed it.
    public var pageBytesMax = 1 << 20
    /// Rows of a row group, at most.
    public var rowGroupRowsMax = 1 << 20
    /// Bytes that a row group may take in the file; it ends with the batch that exceeds them.
    public var rowGroupBytesMax = 128 << 20
    /// How pages are laid out.
    public var pageVersion = PageVersion.v1
    /// Of the values of a V2 page in percent: what a codec must save at least, or they stay as they
    /// are.
    public var leastSavingPercent = 10
    /// How values become bytes.
    public var encoding = EncodingChoice.dictionaryOrPlain
    /// Whether columns with few different values are written as a dictionary.
    public var writesDictionaries = true
    /// Bytes of a dictionary; a column that exceeds them goes on without.
    public var dictionaryBytesMax = 1 << 20
    /// Bytes of a bound in the statistics; longer ones are cut.
    public var statisticsBytesMax = 64
    /// Whether the bounds and places of pages are written before the footer.
    public var writesPageIndex = true
    /// Columns that get a Bloom filter: paths from the top, joined by points.
    public var bloomFilters: Set<String> = []
    /// How often a Bloom filter may say yes in error.
    public var bloomFalsePositiveRate = 0.01
    /// Bytes of a Bloom filter, at most.
    public var bloomBytesMax = 1 << 20
    /// Whether bounds of floating-point columns are declared to be in the total order of IEEE 754,
    /// which few readers know.
    public var usesTotalOrder = false
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

    /// How the pages of a file are laid out.
    public enum PageVersion: Hashable, Sendable, CaseIterable {
        /// Levels compressed together with the values.
        case v1
        /// Levels apart; values that a codec does not make smaller stay as they are.
        case v2
        /// The second, or the first in column chunks whose first page is smaller that way: those
        /// with many levels, as a rule.
        case smallest
    }

    /// Choices that go together.
    public enum Profile: String, Hashable, Sendable, CaseIterable {
        /// What every reader in use reads, those of years ago included.
        case compatible
        /// The smallest files that today's readers read: delta encodings, zstd, V2 pages unless
        /// those of V1 are smaller.
        case compact
    }

    public init() {}

    public init(_ profile: Profile) {
        guard profile == .compact else { return }
        pageVersion = .smallest
        encoding = .smallest
        leastSavingPercent = 1
        compressionLevel = 3
    }
}
