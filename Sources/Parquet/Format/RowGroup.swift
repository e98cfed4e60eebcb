// `RowGroup`, `ColumnChunk` and `SortingColumn` of parquet.thrift.

import BinaryIO

/// Some rows of a file: one chunk of pages for each leaf column.
package struct RowGroup: Equatable, Sendable {
    package var columns = ColumnChunkList()
    /// Bytes of all pages with their headers, decompressed.
    package var totalBytes: Int64 = 0
    package var rowCount: Int64 = 0
    package var sortingColumns: [SortingColumn] = []
    package var fileOffset: Int64?
    package var compressedBytes: Int64?
    package var ordinal: Int16?

    package init() {}
}

/// One column of one row group.
package struct ColumnChunk: Equatable, Sendable {
    /// Another file that holds the pages: refused, because a path from a file is not to be trusted.
    package var filePath: String?
    package var fileOffset: Int64 = 0
    /// Nil where it is encrypted.
    package var metaData: ColumnMetaData?
    package var isEncrypted = false
    package var offsetIndexOffset: Int64?
    package var offsetIndexBytes: Int32?
    package var columnIndexOffset: Int64?
    package var columnIndexBytes: Int32?

    package init() {}
}

/// The order of rows within a row group.
package struct SortingColumn: Equatable, Sendable {
    /// The position among the leaf columns.
    package var columnIndex: Int32
    package var isDescending: Bool
    package var nullsFirst: Bool

    package init(columnIndex: Int32, isDescending: Bool, nullsFirst: Bool) {
        self.columnIndex = columnIndex
        self.isDescending = isDescending
        self.nullsFirst = nullsFirst
    }
}

extension RowGroup {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init()
        try reader.enterStructure()
        var last: Int16 = 0
        var hasRowCount = false
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                let count = try reader.readList(field, of: .structure)
                columns = try ColumnChunkList(from: &reader, count: count)
            case 2: totalBytes = try reader.readInt64(field)
            case 3:
                rowCount = try reader.readInt64(field)
                hasRowCount = true
            case 4:
                for _ in 0..<(try reader.readList(field, of: .structure)) {
                    sortingColumns.append(try SortingColumn(from: &reader))
                }
            case 5: fileOffset = try reader.readInt64(field)
            case 6: compressedBytes = try reader.readInt64(field)
            case 7: ordinal = try reader.readInt16(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
        guard hasRowCount else { throw reader.malformed("a row group has no row count") }
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.beginList(1, of: .structure, count: columns.count)
        for column in columns { column.write(to: &writer) }
        writer.field(2, totalBytes)
        writer.field(3, rowCount)
        if !sortingColumns.isEmpty {
            writer.beginList(4, of: .structure, count: sortingColumns.count)
            for column in sortingColumns { column.write(to: &writer) }
        }
        if let fileOffset { writer.field(5, fileOffset) }
        if let compressedBytes { writer.field(6, compressedBytes) }
        if let ordinal { writer.field(7, ordinal) }
        writer.endStructure()
    }
}

extension ColumnChunk {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init()
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: filePath = try reader.readString(field)
            case 2: fileOffset = try reader.readInt64(field)
            case 3: metaData = try ColumnMetaData(from: &reader, field)
            case 4: offsetIndexOffset = try reader.readInt64(field)
            case 5: offsetIndexBytes = try reader.readInt32(field)
            case 6: columnIndexOffset = try reader.readInt64(field)
            case 7: columnIndexBytes = try reader.readInt32(field)
            case 8, 9:
                isEncrypted = true
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.field(2, fileOffset)
        if let metaData { metaData.write(3, to: &writer) }
        if let offsetIndexOffset { writer.field(4, offsetIndexOffset) }
        if let offsetIndexBytes { writer.field(5, offsetIndexBytes) }
        if let columnIndexOffset { writer.field(6, columnIndexOffset) }
        if let columnIndexBytes { writer.field(7, columnIndexBytes) }
        writer.endStructure()
    }
}

extension SortingColumn {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init(columnIndex: 0, isDescending: false, nullsFirst: false)
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: columnIndex = try reader.readInt32(field)
            case 2: isDescending = try reader.readBool(field)
            case 3: nullsFirst = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.field(1, columnIndex)
        writer.field(2, isDescending)
        writer.field(3, nullsFirst)
        writer.endStructure()
    }
}
