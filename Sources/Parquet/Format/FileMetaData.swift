// `FileMetaData` of parquet.thrift: the footer.

import BinaryIO

/// What a footer says about a file.
package struct FileMetaData: Equatable, Sendable {
    package var version: Int32 = 1
    /// The schema tree, flattened in depth-first order; the first element is the root.
    package var schema: [SchemaElement] = []
    package var rowCount: Int64 = 0
    package var rowGroups: [RowGroup] = []
    package var keyValues: [KeyValue] = []
    package var createdBy: String?
    /// One for each leaf column; empty where the writer gave none.
    package var columnOrders: [ColumnOrder] = []
    /// Whether the footer is signed, its columns perhaps encrypted.
    package var isEncrypted = false

    package init() {}
}

/// `ColumnOrder`: how the bounds in statistics were compared.
package enum ColumnOrder: Hashable, Sendable {
    /// By the order of the logical type.
    case typeDefined
    /// Of floating-point columns: by the total order of IEEE 754.
    case total
    /// Another order, by its id in the union: bounds are not used.
    case other(Int16)
}

extension FileMetaData {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self.init()
        try reader.enterStructure()
        var last: Int16 = 0
        var seen: FieldSet = []
        while let field = try reader.nextField(after: &last) {
            seen.insert(field.id)
            switch field.id {
            case 1: version = try reader.readInt32(field)
            case 2:
                let count = try reader.readList(field, of: .structure)
                schema.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
                for _ in 0..<count { schema.append(try SchemaElement(from: &reader)) }
            case 3: rowCount = try reader.readInt64(field)
            case 4:
                let count = try reader.readList(field, of: .structure)
                for _ in 0..<count { rowGroups.append(try RowGroup(from: &reader)) }
            case 5: keyValues = try KeyValue.list(from: &reader, field)
            case 6: createdBy = try reader.readString(field)
            case 7:
                for _ in 0..<(try reader.readList(field, of: .structure)) {
                    columnOrders.append(try ColumnOrder(from: &reader))
                }
            case 8:
                isEncrypted = true
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
        guard seen.isSuperset(of: [2, 3, 4]) else {
            throw reader.malformed("the footer lacks its schema, row count or row groups")
        }
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        writer.field(1, version)
        writer.beginList(2, of: .structure, count: schema.count)
        for element in schema { element.write(to: &writer) }
        writer.field(3, rowCount)
        writer.beginList(4, of: .structure, count: rowGroups.count)
        for group in rowGroups { group.write(to: &writer) }
        if !keyValues.isEmpty { KeyValue.write(keyValues, 5, to: &writer) }
        if let createdBy { writer.field(6, createdBy) }
        if !columnOrders.isEmpty {
            writer.beginList(7, of: .structure, count: columnOrders.count)
            for order in columnOrders {
                writer.beginStructure()
                switch order {
                case .typeDefined: writer.emptyStructure(1)
                case .total: writer.emptyStructure(2)
                case .other(let id): writer.emptyStructure(id)
                }
                writer.endStructure()
            }
        }
        writer.endStructure()
    }
}

extension ColumnOrder {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        self = .other(0)
        try reader.enterStructure()
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: self = .typeDefined
            case 2: self = .total
            default: self = .other(field.id)
            }
            try reader.skip(field)
        }
        reader.leaveStructure()
    }
}
