// `ColumnIndex` and `OffsetIndex` of parquet.thrift (PageIndex.md): the bounds and the places of
// the pages of one column chunk, apart from the pages.

package import BinaryIO

/// The order of pages by their bounds.
package enum BoundaryOrder: Int32, Hashable, Sendable {
    case unordered = 0
    case ascending = 1
    case descending = 2
}

/// What the pages of a column chunk hold, a place in each list for each page.
package struct ColumnIndex: Equatable, Sendable {
    /// Pages of nulls only; their bounds are empty and mean nothing.
    package var nullPages: [Bool] = []
    package var minValues: [Bytes] = []
    package var maxValues: [Bytes] = []
    package var boundaryOrder = BoundaryOrder.unordered
    package var nullCounts: [Int64]?
    /// One after the other, as many a page as there are levels; nil where there are none.
    package var repetitionLevelCounts: [Int64]?
    package var definitionLevelCounts: [Int64]?
    package var nanCounts: [Int64]?

    package init() {}
}

/// Where the pages of a column chunk are.
package struct OffsetIndex: Equatable, Sendable {
    /// `PageLocation`.
    package struct Location: Equatable, Sendable {
        /// Where the page's header starts in the file.
        package var offset: Int64
        /// Bytes of the page with its header.
        package var byteCount: Int32
        /// The page's first row within its row group.
        package var firstRow: Int64
    }

    package var locations: [Location] = []
    /// By page, bytes of BYTE_ARRAY values without their lengths.
    package var byteArrayBytes: [Int64]?

    package init() {}
}

extension ColumnIndex {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init()
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                for _ in 0..<(try reader.readList(field, of: .booleanTrue)) {
                    nullPages.append(try reader.readElementBool())
                }
            case 2: minValues = try Self.values(&reader, field)
            case 3: maxValues = try Self.values(&reader, field)
            case 4:
                boundaryOrder = BoundaryOrder(rawValue: try reader.readInt32(field)) ?? .unordered
            case 5: nullCounts = try reader.readInt64List(field)
            case 6: repetitionLevelCounts = try reader.readInt64List(field)
            case 7: definitionLevelCounts = try reader.readInt64List(field)
            case 8: nanCounts = try reader.readInt64List(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
        let counts = [minValues.count, maxValues.count, nullCounts?.count ?? nullPages.count]
        guard counts.allSatisfy({ $0 == nullPages.count }) else {
            throw reader.malformed("the lists of a column index differ in length")
        }
    }

    private static func values(
        _ reader: inout CompactProtocolReader, _ field: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) -> [Bytes] {
        var values: [Bytes] = []
        for _ in 0..<(try reader.readList(field, of: .binary)) {
            values.append(try reader.readElementBinary())
        }
        return values
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.beginList(1, of: .booleanTrue, count: nullPages.count)
        for isNull in nullPages { writer.element(isNull) }
        writer.beginList(2, of: .binary, count: minValues.count)
        for value in minValues { writer.element(value) }
        writer.beginList(3, of: .binary, count: maxValues.count)
        for value in maxValues { writer.element(value) }
        writer.field(4, boundaryOrder.rawValue)
        if let nullCounts { writer.field(5, nullCounts) }
        if let repetitionLevelCounts { writer.field(6, repetitionLevelCounts) }
        if let definitionLevelCounts { writer.field(7, definitionLevelCounts) }
        if let nanCounts { writer.field(8, nanCounts) }
        writer.endStructure()
    }
}

extension OffsetIndex {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init()
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                for _ in 0..<(try reader.readList(field, of: .structure)) {
                    locations.append(try Location(from: &reader))
                }
            case 2: byteArrayBytes = try reader.readInt64List(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.beginList(1, of: .structure, count: locations.count)
        for location in locations {
            writer.beginStructure()
            writer.field(1, location.offset)
            writer.field(2, location.byteCount)
            writer.field(3, location.firstRow)
            writer.endStructure()
        }
        if let byteArrayBytes { writer.field(2, byteArrayBytes) }
        writer.endStructure()
    }
}

extension OffsetIndex.Location {
    fileprivate init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init(offset: 0, byteCount: 0, firstRow: 0)
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: offset = try reader.readInt64(field)
            case 2: byteCount = try reader.readInt32(field)
            case 3: firstRow = try reader.readInt64(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }
}
