// A file whose page index says something else than its writer wrote.

import BinaryIO
import DeltaTable

@testable import Parquet

enum RewrittenIndex {
    /// The same pages with another index for the leaf column at `path` of the first row group.
    static func file(
        _ file: Bytes, _ path: [String],
        _ change: (inout ColumnIndex, inout OffsetIndex) -> Void
    ) throws -> Bytes {
        guard
            case .footer(let footer) = try FooterDecoder.decode(tail: file, fileBytes: file.count),
            let leaf = footer.leaf(path),
            case let ranges = footer.pageIndexRanges(ofLeaf: leaf, rowGroup: 0),
            let columnRange = ranges.columnIndex, let offsetRange = ranges.offsetIndex,
            var columnIndex = ParquetFooter.columnIndex(file[columnRange]),
            var offsetIndex = ParquetFooter.offsetIndex(file[offsetRange])
        else { throw ParquetError(.corrupt, "the file has no page index") }
        change(&columnIndex, &offsetIndex)
        var writer = ByteWriter()
        writer.append(file[0..<footer.dataBytes])
        var metaData = footer.metaData
        var index = CompactProtocolWriter(capacity: 256)
        columnIndex.write(to: &index)
        var bytes = index.finish()
        metaData.rowGroups[0].columns[leaf].columnIndexOffset = Int64(writer.count)
        metaData.rowGroups[0].columns[leaf].columnIndexBytes = Int32(bytes.count)
        writer.append(bytes)
        index = CompactProtocolWriter(capacity: 256)
        offsetIndex.write(to: &index)
        bytes = index.finish()
        metaData.rowGroups[0].columns[leaf].offsetIndexOffset = Int64(writer.count)
        metaData.rowGroups[0].columns[leaf].offsetIndexBytes = Int32(bytes.count)
        writer.append(bytes)
        var footerWriter = CompactProtocolWriter(capacity: 1024)
        metaData.write(to: &footerWriter)
        bytes = footerWriter.finish()
        writer.append(bytes)
        writer.append(UInt32(bytes.count))
        writer.append(Bytes(utf8: "PAR1"))
        return writer.finish()
    }
}
