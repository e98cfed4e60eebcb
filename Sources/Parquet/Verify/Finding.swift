// What is wrong with a file, and where.

/// A contradiction between what a file says and what it holds.
public struct Finding: Hashable, Sendable {
    /// What kind of contradiction it is.
    public enum Kind: String, Hashable, Sendable {
        /// A page's bytes are not those that its checksum was made of.
        case checksum
        /// A page, its levels or its values cannot be read.
        case page
        /// A count is not that of the values.
        case count
        /// A statistic does not hold for the values.
        case statistics
        /// The column or offset index does not describe the pages.
        case pageIndex
        /// A Bloom filter excludes a value that is there.
        case bloomFilter
    }

    public let kind: Kind
    /// What was found, in a sentence.
    public let message: String
    /// The leaf column, names joined by points.
    public let column: String?
    public let rowGroup: Int?
    /// The byte in the file, where there is one.
    public let offset: Int?

    public init(
        _ kind: Kind, _ message: String, column: String? = nil, rowGroup: Int? = nil,
        offset: Int? = nil
    ) {
        self.kind = kind
        self.message = message
        self.column = column
        self.rowGroup = rowGroup
        self.offset = offset
    }

    /// An error that ended the reading of a chunk.
    package init(_ error: ParquetError, column: [String], rowGroup: Int) {
        self.init(
            error.code == .checksumMismatch ? .checksum : .page, error.message,
            column: error.column ?? column.joined(separator: "."), rowGroup: rowGroup,
            offset: error.offset)
    }
}
