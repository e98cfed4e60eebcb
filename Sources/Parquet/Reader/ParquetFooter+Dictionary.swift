// The dictionary of a column chunk as a set of all its values: where every data page is encoded by
// it, a value that it lacks is in no row.

package import BinaryIO
package import Columnar
import Compression

extension ParquetFooter {
    /// Where the dictionary page of a leaf column stands, if every data page of the row group is
    /// encoded by it; nil where that is not certain.
    package func completeDictionaryRange(of path: [String], rowGroup: Int) -> Range<Int>? {
        guard let leaf = leaf(path), let chunk = try? chunk(leaf, ofRowGroup: rowGroup),
            let dictionary = chunk.metaData.dictionaryPageOffset, dictionary > 0,
            dictionary < chunk.metaData.dataPageOffset, chunk.metaData.isDictionaryOnly,
            // Only the first of the two offsets has been held against the file.
            chunk.metaData.dataPageOffset <= Int64(chunk.range.upperBound)
        else { return nil }
        return Int(dictionary)..<Int(chunk.metaData.dataPageOffset)
    }

    /// The values of a dictionary as batches show them; nil where the page is damaged.
    ///
    /// - Parameter page: the bytes of `completeDictionaryRange(of:rowGroup:)`.
    package func dictionary(
        of path: [String], rowGroup: Int, page: Bytes, options: ReadOptions
    ) -> ColumnArray? {
        guard let leaf = leaf(path), let chunk = try? chunk(leaf, ofRowGroup: rowGroup),
            let dictionary = chunk.metaData.dictionaryPageOffset
        else { return nil }
        var flat = options
        flat.keepsDictionaries = false
        let column = fileSchema.columns[leaf]
        let pages = PageReader(
            chunk: page, fileOffset: Int(dictionary), valueCount: Int(chunk.metaData.valueCount),
            codec: chunk.metaData.codec.codec ?? .uncompressed, column: column,
            decompressor: Decompressor(), options: flat)
        return try? Self.values(pages, column, flat)
    }

    private static func values(
        _ pages: PageReader, _ column: ColumnDescriptor, _ options: ReadOptions
    ) throws(ParquetError) -> ColumnArray? {
        var pages = pages
        // No stored value takes less than a byte.
        guard case .dictionary(let page)? = try pages.next() else { return nil }
        let body = try pages.body(of: page)
        let count = page.valueCount
        guard count <= body.count else { return nil }
        let decoder = column.makeDecoder(options)
        try decoder.setDictionary(body, valueCount: count, encoding: page.encoding)
        // A page of every index once.
        let width = BitPacking.width(of: UInt64(max(count - 1, 0)))
        let groups = (count + 7) / 8
        var indices = ByteWriter(capacity: groups * width + 11)
        indices.append(UInt8(truncatingIfNeeded: width))
        indices.appendVarint(UInt64(groups) << 1 | 1)
        let numbers = (0..<(groups * 8)).map { UInt32(truncatingIfNeeded: min($0, count - 1)) }
        indices.appendPacked(numbers.span, width: width)
        decoder.prepare(slots: count)
        try decoder.startPage(indices.finish(), encoding: .rleDictionary, valueCountMax: count)
        try decoder.decode(count)
        return ColumnArray(
            type: column.conversion.type, count: count, validity: nil,
            storage: try decoder.finish(slots: count, validity: nil))
    }
}

extension ColumnMetaData {
    /// Whether every data page is dictionary-encoded, by the counts of pages, or by the encodings
    /// of old files, where PLAIN stands for data pages only.
    fileprivate var isDictionaryOnly: Bool {
        let dataPages = encodingStats.filter {
            $0.pageType == .dataPage || $0.pageType == .dataPageV2
        }
        if !encodingStats.isEmpty {
            return dataPages.contains { $0.count > 0 }
                && dataPages.allSatisfy { $0.count == 0 || $0.encoding.isDictionary }
        }
        return encodings.contains(.plainDictionary)
            && encodings.allSatisfy { $0.isDictionary || $0 == .rle || $0 == .bitPacked }
    }
}
