// Why a page index is not relied upon. None of these is an error of the file for a reader: pages
// can be read without an index.

/// What is wrong with the page index of a column chunk.
public enum PageIndexFault: String, Error, Hashable, Sendable, CaseIterable {
    /// The bytes are no index.
    case damaged = "the page index is damaged"
    /// The column index and the offset index have different numbers of pages.
    case pageCounts = "the column index has other pages than the offset index"
    /// Pages do not follow each other from the first to the last byte of their column chunk.
    case places = "the offset index has pages where there can be none"
    /// The first rows of pages do not rise from 0 to the end of the row group.
    case rows = "the offset index has rows that do not rise"
    /// A bound has the wrong length, is NaN, or a minimum is above its maximum.
    case bounds = "the column index has a bound that is none"
    /// Bounds are not in the order that the index claims.
    case order = "the column index is not in the order that it claims"
    /// A page of nulls only has other values, or more nulls than rows.
    case nulls = "the column index contradicts itself about nulls"
    /// The pages that were read are not those of the index.
    case pages = "the pages are not those of the offset index"
}

extension PageIndexFault: CustomStringConvertible {
    public var description: String { rawValue }
}
