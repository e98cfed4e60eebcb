// `SizeStatistics` of parquet.thrift: how much memory the values of a chunk take when decoded, and
// how often each level stands in it.

import BinaryIO

/// What a reader can know about sizes before it decodes.
package struct SizeStatistics: Equatable, Sendable {
    /// Bytes of BYTE_ARRAY values without their lengths; nil for other types.
    package var byteArrayBytes: Int64?
    /// By level; empty where the highest level is 0.
    package var repetitionLevelCounts: [Int64] = []
    /// By level; empty where the highest level is 0 or 1.
    package var definitionLevelCounts: [Int64] = []

    package init() {}

    var isEmpty: Bool {
        byteArrayBytes == nil && repetitionLevelCounts.isEmpty && definitionLevelCounts.isEmpty
    }
}

extension SizeStatistics {
    init(
        from reader: inout CompactProtocolReader, _ header: CompactProtocolReader.FieldHeader
    ) throws(BinaryError) {
        self.init()
        try reader.enterStructure(header)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: byteArrayBytes = try reader.readInt64(field)
            case 2: repetitionLevelCounts = try reader.readInt64List(field)
            case 3: definitionLevelCounts = try reader.readInt64List(field)
            default: try reader.skip(field)
            }
        }
        reader.leaveStructure()
    }

    func write(_ id: Int16, to writer: inout CompactProtocolWriter) {
        writer.beginStructure(id)
        if let byteArrayBytes { writer.field(1, byteArrayBytes) }
        if !repetitionLevelCounts.isEmpty { writer.field(2, repetitionLevelCounts) }
        if !definitionLevelCounts.isEmpty { writer.field(3, definitionLevelCounts) }
        writer.endStructure()
    }
}

extension CompactProtocolReader {
    /// A list of integers.
    mutating func readInt64List(_ field: FieldHeader) throws(BinaryError) -> [Int64] {
        let count = try readList(field, of: .int64)
        var values: [Int64] = []
        values.reserveCapacity(min(count, ParquetLimits.reservedElementsMax))
        for _ in 0..<count { values.append(try readElementInt64()) }
        return values
    }
}

extension CompactProtocolWriter {
    mutating func field(_ id: Int16, _ values: [Int64]) {
        beginList(id, of: .int64, count: values.count)
        for value in values { element(value) }
    }
}
