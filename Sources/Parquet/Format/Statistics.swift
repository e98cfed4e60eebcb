// `Statistics` of parquet.thrift: bounds as PLAIN-encoded values without a length in front.

package import BinaryIO

/// What a writer recorded about the values of a column chunk or page.
package struct Statistics: Equatable, Sendable {
    /// Deprecated: signed order, whatever the type.
    package var deprecatedMax: Bytes?
    package var deprecatedMin: Bytes?
    package var nullCount: Int64?
    package var distinctCount: Int64?
    package var maxValue: Bytes?
    package var minValue: Bytes?
    package var isMaxValueExact: Bool?
    package var isMinValueExact: Bool?
    package var nanCount: Int64?

    package init() {}
}

extension Statistics {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        self.init()
        try reader.enterStructure(header)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: deprecatedMax = try reader.readBinary(field)
            case 2: deprecatedMin = try reader.readBinary(field)
            case 3: nullCount = try reader.readInt64(field)
            case 4: distinctCount = try reader.readInt64(field)
            case 5: maxValue = try reader.readBinary(field)
            case 6: minValue = try reader.readBinary(field)
            case 7: isMaxValueExact = try reader.readBool(field)
            case 8: isMinValueExact = try reader.readBool(field)
            case 9: nanCount = try reader.readInt64(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(_ id: Int16, to writer: inout CompactProtocolWriter) {
        writer.beginStructure(id)
        if let deprecatedMax { writer.field(1, deprecatedMax) }
        if let deprecatedMin { writer.field(2, deprecatedMin) }
        if let nullCount { writer.field(3, nullCount) }
        if let distinctCount { writer.field(4, distinctCount) }
        if let maxValue { writer.field(5, maxValue) }
        if let minValue { writer.field(6, minValue) }
        if let isMaxValueExact { writer.field(7, isMaxValueExact) }
        if let isMinValueExact { writer.field(8, isMinValueExact) }
        if let nanCount { writer.field(9, nanCount) }
        writer.endStructure()
    }
}
