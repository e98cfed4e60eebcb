// A footer that has been checked: its parts fit each other and the file, so that decoding may
// rely on every chunk having a leaf, a codec and a place.

import BinaryIO
public import Columnar

/// What a file says about itself.
public struct ParquetFooter: Sendable {
    /// The footer as it is in the file.
    package let metaData: FileMetaData
    /// The columns as they are in the file.
    package let fileSchema: ParquetSchema
    /// The columns as batches show them.
    public let schema: Schema
    /// Where the footer starts: the end of the pages.
    let dataBytes: Int

    init(
        metaData: FileMetaData, dataBytes: Int, limits: ParquetLimits
    ) throws(ParquetError) {
        self.metaData = metaData
        self.dataBytes = dataBytes
        fileSchema = try ParquetSchema(elements: metaData.schema, limits: limits)
        let builder = ColumnNodeBuilder(columns: fileSchema.columns)
        schema = Schema(
            fileSchema.fields.compactMap { builder.column($0, .everything)?.field })
        rowCount = try Self.rowCount(metaData, columns: fileSchema.columns.count)
    }

    /// Rows of the file.
    public let rowCount: Int

    public var rowGroupCount: Int { metaData.rowGroups.count }

    /// Rows of one row group.
    public func rowCount(ofRowGroup index: Int) -> Int {
        Int(metaData.rowGroups[index].rowCount)
    }

    /// The file's own metadata; the last value where a key stands twice.
    public var keyValues: [String: String] {
        Dictionary(
            metaData.keyValues.map { ($0.key, $0.value ?? "") },
            uniquingKeysWith: { $1 })
    }

    /// The order that all row groups claim to be in, as far as it is of top-level columns.
    public var sortedBy: [WriteOptions.SortedColumn] {
        guard let first = metaData.rowGroups.first?.sortingColumns,
            metaData.rowGroups.allSatisfy({ $0.sortingColumns == first })
        else { return [] }
        var result: [WriteOptions.SortedColumn] = []
        for sorted in first {
            guard fileSchema.columns.indices.contains(Int(sorted.columnIndex)),
                let name = fileSchema.columns[Int(sorted.columnIndex)].path.first,
                fileSchema.columns[Int(sorted.columnIndex)].path.count == 1
            else { break }
            result.append(
                WriteOptions.SortedColumn(
                    name, isDescending: sorted.isDescending, nullsFirst: sorted.nullsFirst))
        }
        return result
    }

    /// The program that wrote the file, in its own words.
    public var createdBy: String? { metaData.createdBy }

    /// Counts the rows of the row groups. The file's own count is not relied upon: some writers
    /// leave it at 0.
    private static func rowCount(
        _ metaData: FileMetaData, columns: Int
    ) throws(ParquetError) -> Int {
        var total: Int64 = 0
        for (index, group) in metaData.rowGroups.enumerated() {
            guard group.rowCount >= 0, group.columns.count == columns else {
                throw ParquetError(
                    .corrupt,
                    "\(group.columns.count) columns and \(group.rowCount) rows, the schema has "
                        + "\(columns) columns", rowGroup: index)
            }
            let (sum, overflow) = total.addingReportingOverflow(group.rowCount)
            if overflow { throw ParquetError(.corrupt, "too many rows", rowGroup: index) }
            total = sum
        }
        return Int(total)
    }

    /// Where a chunk's pages are, and what is known about them.
    struct ChunkPlace {
        let range: Range<Int>
        let metaData: ColumnMetaData
    }

    /// Old writers counted the dictionary page's header out of a chunk's length; reading this
    /// many bytes more is enough for it, and harmless.
    private static let unaccountedBytesMax = 128

    /// The place of leaf column `column` in row group `group`.
    func chunk(_ column: Int, ofRowGroup group: Int) throws(ParquetError) -> ChunkPlace {
        let descriptor = fileSchema.columns[column]
        do {
            return try place(
                metaData.rowGroups[group].columns[column], descriptor,
                rows: metaData.rowGroups[group].rowCount)
        } catch {
            throw error.located(column: descriptor.name, rowGroup: group)
        }
    }

    private func place(
        _ chunk: ColumnChunk, _ descriptor: ColumnDescriptor, rows: Int64
    ) throws(ParquetError) -> ChunkPlace {
        guard let metaData = chunk.metaData else {
            if chunk.isEncrypted {
                throw ParquetError(
                    .encrypted, "the column is encrypted; encrypted columns are not read here")
            }
            throw .corrupt("the column chunk has no metadata")
        }
        if chunk.isEncrypted {
            throw ParquetError(
                .encrypted, "the column is encrypted; encrypted columns are not read here")
        }
        guard chunk.filePath == nil else {
            throw ParquetError(
                .unsupported, "the values are said to be in another file; that is not followed")
        }
        try descriptor.checkIsReadable()
        guard metaData.type == descriptor.physicalType else {
            throw .corrupt("the chunk holds \(metaData.type), not \(descriptor.physicalType)")
        }
        guard metaData.codec.codec != nil else {
            throw ParquetError(.unsupported, "\(metaData.codec) compression is not read here")
        }
        let isFlat = descriptor.maxRepetitionLevel == 0
        guard isFlat ? metaData.valueCount == rows : metaData.valueCount >= rows else {
            throw .corrupt("\(metaData.valueCount) values in \(rows) rows")
        }
        var start = metaData.dataPageOffset
        // An offset of 0 is that of no page: the magic number stands there.
        if let dictionary = metaData.dictionaryPageOffset, dictionary > 0, dictionary < start {
            start = dictionary
        }
        let (end, overflow) = start.addingReportingOverflow(metaData.compressedBytes)
        guard start >= 0, metaData.compressedBytes >= 0, !overflow, end <= Int64(dataBytes)
        else {
            throw .corrupt(
                "\(metaData.compressedBytes) bytes from byte \(start) on, the pages end at "
                    + "\(dataBytes)")
        }
        return ChunkPlace(
            range: Int(start)..<min(Int(end) + Self.unaccountedBytesMax, dataBytes),
            metaData: metaData)
    }
}
