// `SchemaElement` of parquet.thrift: one node of the schema tree, which a file stores flattened
// in depth-first order.

import BinaryIO

/// A group or a column of the schema.
package struct SchemaElement: Hashable, Sendable {
    /// Nil for a group.
    package var type: PhysicalType?
    /// Bytes of a FIXED_LEN_BYTE_ARRAY.
    package var typeLength: Int32?
    /// Nil only for the root.
    package var repetition: Repetition?
    package var name: String
    /// Nil for a column.
    package var childCount: Int32?
    package var convertedType: ConvertedType?
    package var scale: Int32?
    package var precision: Int32?
    package var fieldID: Int32?
    package var logicalType: LogicalType?

    package init(name: String) {
        self.name = name
    }
}

extension SchemaElement {
    init(from reader: inout CompactProtocolReader) throws(BinaryError) {
        try reader.enterStructure()
        var last: Int16 = 0
        var element = SchemaElement(name: "")
        var hasName = false
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                element.type = PhysicalType(rawValue: try reader.readInt32(field)) ?? .unknown
            case 2: element.typeLength = try reader.readInt32(field)
            case 3:
                let number = try reader.readInt32(field)
                guard let repetition = Repetition(rawValue: number) else {
                    throw reader.malformed("a column has the unknown repetition \(number)")
                }
                element.repetition = repetition
            case 4:
                element.name = try reader.readString(field)
                hasName = true
            case 5: element.childCount = try reader.readInt32(field)
            case 6: element.convertedType = ConvertedType(rawValue: try reader.readInt32(field))
            case 7: element.scale = try reader.readInt32(field)
            case 8: element.precision = try reader.readInt32(field)
            case 9: element.fieldID = try reader.readInt32(field)
            case 10: element.logicalType = try LogicalType(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
        guard hasName else { throw reader.malformed("a schema element has no name") }
        self = element
    }

    func write(to writer: inout CompactProtocolWriter) {
        writer.beginStructure()
        if let type { writer.field(1, type.rawValue) }
        if let typeLength { writer.field(2, typeLength) }
        if let repetition { writer.field(3, repetition.rawValue) }
        writer.field(4, name)
        if let childCount { writer.field(5, childCount) }
        if let convertedType { writer.field(6, convertedType.rawValue) }
        if let scale { writer.field(7, scale) }
        if let precision { writer.field(8, precision) }
        if let fieldID { writer.field(9, fieldID) }
        if let logicalType { logicalType.write(10, to: &writer) }
        writer.endStructure()
    }
}
