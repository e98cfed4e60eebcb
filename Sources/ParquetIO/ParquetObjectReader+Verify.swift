// Examining an object chunk by chunk: the bytes are fetched here, judged in Parquet.

import BinaryIO
import HostEnvironment
import ObjectStorage
public import Parquet

extension ParquetObjectReader {
    /// What is wrong with the file; empty where all is well. Memory is that of one column chunk.
    ///
    /// - Throws: `ParquetIOError` where the store does not give the bytes.
    public func verify() async throws(ParquetIOError) -> [Finding] {
        var findings = footer.verifyCounts()
        for rowGroup in 0..<footer.rowGroupCount {
            for column in 0..<footer.leafCount {
                findings += try await verify(column: column, rowGroup: rowGroup)
            }
        }
        return findings
    }

    private func verify(
        column: Int, rowGroup: Int
    ) async throws(ParquetIOError) -> [Finding] {
        let pages: Range<Int>
        do {
            pages = try footer.chunkRange(column: column, rowGroup: rowGroup)
        } catch {
            return [Finding(error, column: footer.leafPath(column), rowGroup: rowGroup)]
        }
        let path = footer.leafPath(column)
        let index = footer.pageIndexRanges(of: path, rowGroup: rowGroup)
        let chunk = ChunkBytes(
            pages: try await fetch([pages])[0],
            columnIndex: try await fetch(optional: index.columnIndex),
            offsetIndex: try await fetch(optional: index.offsetIndex),
            bloomFilter: try await fetch(
                optional: footer.bloomFilterRange(of: path, rowGroup: rowGroup)))
        let footer = self.footer
        return await environment.runBlocking {
            footer.verify(column: column, rowGroup: rowGroup, chunk)
        }
    }

    private func fetch(optional range: Range<Int>?) async throws(ParquetIOError) -> Bytes? {
        guard let range else { return nil }
        return try await fetch([range])[0]
    }

    /// The pages of a leaf column by their headers.
    ///
    /// - Throws: `ParquetIOError` where a header is damaged.
    public func describePages(
        column: Int, rowGroup: Int
    ) async throws(ParquetIOError) -> [PageDescription] {
        do {
            let range = try footer.chunkRange(column: column, rowGroup: rowGroup)
            let bytes = try await fetch([range])[0]
            return try footer.describePages(column: column, rowGroup: rowGroup, chunk: bytes)
        } catch {
            throw ParquetIOError(any: error, path: path)
        }
    }
}
