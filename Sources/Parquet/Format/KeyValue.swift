// `KeyValue` of parquet.thrift. What stands in it is data for the caller: nothing here acts on it.

import BinaryIO

/// An entry of a file's or a column chunk's own metadata.
package struct KeyValue: Hashable, Sendable {
    package var key: String
    package var value: String?

    package init(key: String, value: String?) {
        self.key = key
        self.value = value
    }
}

extension KeyValue {
    static func list(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) -> [KeyValue] {
        var entries: [KeyValue] = []
        for _ in 0..<(try reader.readList(header, of: .structure)) {
            try reader.enterStructure()
            var last: Int16 = 0
            var entry = KeyValue(key: "", value: nil)
            while let field = try reader.nextField(after: &last) {
                switch field.id {
                case 1: entry.key = try reader.readString(field)
                case 2: entry.value = try reader.readString(field)
                default: try reader.skip(field)
                }
            }
            reader.leaveStructure()
            entries.append(entry)
        }
        return entries
    }

    static func write(
        _ entries: [KeyValue], _ id: Int16, to writer: inout CompactProtocolWriter
    ) {
        writer.beginList(id, of: .structure, count: entries.count)
        for entry in entries {
            writer.beginStructure()
            writer.field(1, entry.key)
            if let value = entry.value { writer.field(2, value) }
            writer.endStructure()
        }
    }
}
