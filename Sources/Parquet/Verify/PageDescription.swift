// The pages of a column chunk as their headers describe them, for people who look into files.

package import BinaryIO

/// A page of a column chunk.
public struct PageDescription: Hashable, Sendable {
    /// The name in parquet.thrift.
    public let type: String
    public let encoding: String
    /// Where the header starts in the file.
    public let offset: Int
    /// Bytes in the file, header included.
    public let byteCount: Int
    /// Bytes without the header, decompressed.
    public let uncompressedBytes: Int
    /// Values with the nulls among them; of a dictionary, its values.
    public let valueCount: Int
    /// Nulls and rows, where the header says.
    public let nullCount: Int?
    public let rowCount: Int?
    public let hasChecksum: Bool
}

extension ParquetFooter {
    /// Where the pages of a leaf column stand.
    package func chunkRange(column: Int, rowGroup: Int) throws(ParquetError) -> Range<Int> {
        try chunk(column, ofRowGroup: rowGroup).range
    }

    /// The pages of a leaf column by their headers; nothing is decompressed.
    ///
    /// - Parameter chunk: the bytes of `chunkRange(column:rowGroup:)`.
    package func describePages(
        column: Int, rowGroup: Int, chunk: Bytes, limits: ParquetLimits = ParquetLimits()
    ) throws(ParquetError) -> [PageDescription] {
        let place = try self.chunk(column, ofRowGroup: rowGroup)
        var left = place.metaData.valueCount
        var offset = 0
        var pages: [PageDescription] = []
        while left > 0 && offset < chunk.count {
            let start = offset
            let header = try Self.header(chunk, &offset, limits).located(
                fileSchema.columns[column].name, rowGroup, place.range.lowerBound + start)
            guard header.compressedBytes >= 0,
                chunk.slice(offset, Int(header.compressedBytes)) != nil
            else {
                throw ParquetError(
                    .corrupt, "a page of \(header.compressedBytes) bytes does not fit its chunk",
                    column: fileSchema.columns[column].name, rowGroup: rowGroup,
                    offset: place.range.lowerBound + start)
            }
            offset += Int(header.compressedBytes)
            left -= Int64(header.dataValueCount)
            pages.append(
                PageDescription(
                    header, offset: place.range.lowerBound + start, byteCount: offset - start))
        }
        return pages
    }

    private static func header(
        _ chunk: Bytes, _ offset: inout Int, _ limits: ParquetLimits
    ) -> Result<PageHeader, ParquetError> {
        let end = min(chunk.count, offset + limits.pageHeaderBytesMax)
        var reader = CompactProtocolReader(chunk[0..<end], offset: offset)
        do {
            let header = try PageHeader(from: &reader)
            offset = reader.offset
            return .success(header)
        } catch {
            return .failure(.corrupt("a page header is damaged: \(error)"))
        }
    }
}

extension Result where Failure == ParquetError {
    /// The success, or the failure with its place.
    fileprivate func located(
        _ column: String, _ rowGroup: Int, _ offset: Int
    ) throws(ParquetError) -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let error):
            throw error.located(column: column, rowGroup: rowGroup, offset: offset)
        }
    }
}

extension PageHeader {
    /// Values of a data page; 0 of other pages, which hold none of the column's.
    fileprivate var dataValueCount: Int32 {
        max(dataPage?.valueCount ?? dataPageV2?.valueCount ?? 0, 0)
    }
}

extension PageDescription {
    fileprivate init(_ header: PageHeader, offset: Int, byteCount: Int) {
        switch header.type {
        case .dictionaryPage: type = "DICTIONARY_PAGE"
        case .dataPage: type = "DATA_PAGE"
        case .dataPageV2: type = "DATA_PAGE_V2"
        case .indexPage: type = "INDEX_PAGE"
        default: type = "page type \(header.type.rawValue)"
        }
        let found = header.dataPage?.encoding ?? header.dataPageV2?.encoding
        encoding = (found ?? header.dictionaryPage?.encoding)?.description ?? "-"
        self.offset = offset
        self.byteCount = byteCount
        uncompressedBytes = Int(header.uncompressedBytes)
        valueCount = Int(header.dictionaryPage?.valueCount ?? header.dataValueCount)
        nullCount = header.dataPageV2.map { Int($0.nullCount) }
        rowCount = header.dataPageV2.map { Int($0.rowCount) }
        hasChecksum = header.crc != nil
    }
}
