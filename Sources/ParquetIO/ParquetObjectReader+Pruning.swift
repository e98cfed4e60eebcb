// What a file offers for leaving rows out beyond its footer: Bloom filters, dictionaries and the
// page index. Each is fetched only when asked for; one that is damaged says nothing.

import BinaryIO
public import Columnar
public import Parquet

extension ParquetObjectReader {
    /// The Bloom filter of a leaf column; nil where there is none, or a damaged one.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the bytes.
    public func bloomFilter(
        of path: [String], rowGroup: Int
    ) async throws(ParquetIOError) -> BloomFilter? {
        guard let range = footer.bloomFilterRange(of: path, rowGroup: rowGroup) else { return nil }
        return try? BloomFilter(try await fetch([range])[0])
    }

    /// Those of `rowGroups` in which a leaf column may hold one of `values`, by its Bloom filters;
    /// a row group without one stays.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the filters.
    public func rowGroups(
        _ rowGroups: [Int], mayContainAnyOf values: [Scalar], in path: [String]
    ) async throws(ParquetIOError) -> [Int] {
        var result: [Int] = []
        for group in rowGroups {
            guard let filter = try await bloomFilter(of: path, rowGroup: group) else {
                result.append(group)
                continue
            }
            let footer = self.footer
            if values.contains(where: { footer.mayContain($0, in: path, filter: filter) }) {
                result.append(group)
            }
        }
        return result
    }

    /// The values of a leaf column's dictionary where every page of the row group is encoded by it
    /// and it takes at most `byteCountMax` bytes of the file; no other value is in the row group.
    /// Nil where that is not certain.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the bytes.
    public func completeDictionary(
        of path: [String], rowGroup: Int, byteCountMax: Int
    ) async throws(ParquetIOError) -> ColumnArray? {
        guard
            let range = footer.completeDictionaryRange(of: path, rowGroup: rowGroup),
            range.count <= byteCountMax
        else { return nil }
        let bytes = try await fetch([range])[0]
        return footer.dictionary(of: path, rowGroup: rowGroup, page: bytes, options: options)
    }

    /// The pages of a leaf column by the page index; nil where the file has none that can be
    /// believed.
    public func pages(
        of path: [String], rowGroup: Int
    ) async throws(ParquetIOError) -> [PageSummary]? {
        try? await readPages(of: path, rowGroup: rowGroup)?.get()
    }

    /// The pages of a leaf column by the page index, or why it cannot be believed; nil where the
    /// file has none.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the bytes.
    public func readPages(
        of path: [String], rowGroup: Int
    ) async throws(ParquetIOError) -> Result<[PageSummary], PageIndexFault>? {
        let ranges = footer.pageIndexRanges(of: path, rowGroup: rowGroup)
        guard let places = ranges.offsetIndex else { return nil }
        let bytes = try await fetch([ranges.columnIndex ?? places, places])
        do throws(PageIndexFault) {
            return .success(
                try footer.readPages(
                    of: path, rowGroup: rowGroup,
                    columnIndex: ranges.columnIndex == nil ? nil : bytes[0], offsetIndex: bytes[1]))
        } catch {
            return .failure(error)
        }
    }
}
