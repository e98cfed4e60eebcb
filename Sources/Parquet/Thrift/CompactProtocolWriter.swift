// Writing the Thrift compact protocol: the other half of `CompactProtocolReader`.

import BinaryIO

/// Thrift data that grows at its end.
struct CompactProtocolWriter: ~Copyable {
    private var writer: ByteWriter
    /// The id of the last field written, for each open structure.
    private var lastIDs: [Int16] = []

    init(capacity: Int = 256) {
        writer = ByteWriter(capacity: capacity)
    }

    consuming func finish() -> Bytes {
        writer.finish()
    }

    mutating func beginStructure() {
        lastIDs.append(0)
    }

    mutating func endStructure() {
        lastIDs.removeLast()
        writer.append(UInt8(0))
    }

    /// Starts a field that is a structure; `endStructure` ends it.
    mutating func beginStructure(_ id: Int16) {
        header(id, .structure)
        beginStructure()
    }

    /// A field that is a structure without fields.
    mutating func emptyStructure(_ id: Int16) {
        beginStructure(id)
        endStructure()
    }

    /// A field that is a structure, given as its bytes with the end of its fields.
    mutating func structure(_ id: Int16, _ content: [UInt8]) {
        header(id, .structure)
        writer.append(Bytes(content))
    }

    /// Starts a field that is a list; `count` elements must follow.
    mutating func beginList(_ id: Int16, of type: ThriftType, count: Int) {
        header(id, .list)
        if count < 15 {
            writer.append(UInt8(count) << 4 | type.rawValue)
        } else {
            writer.append(0xF0 | type.rawValue)
            writer.appendVarint(UInt64(count))
        }
    }

    private mutating func header(_ id: Int16, _ type: ThriftType) {
        let delta = Int(id) - Int(lastIDs[lastIDs.count - 1])
        if (1...15).contains(delta) {
            writer.append(UInt8(delta) << 4 | type.rawValue)
        } else {
            writer.append(type.rawValue)
            writer.appendZigZag(Int64(id))
        }
        lastIDs[lastIDs.count - 1] = id
    }

    mutating func field(_ id: Int16, _ value: Bool) {
        header(id, value ? .booleanTrue : .booleanFalse)
    }

    mutating func field(_ id: Int16, _ value: Int8) {
        header(id, .byte)
        writer.append(UInt8(bitPattern: value))
    }

    mutating func field(_ id: Int16, _ value: Int16) {
        header(id, .int16)
        writer.appendZigZag(Int64(value))
    }

    mutating func field(_ id: Int16, _ value: Int32) {
        header(id, .int32)
        writer.appendZigZag(Int64(value))
    }

    mutating func field(_ id: Int16, _ value: Int64) {
        header(id, .int64)
        writer.appendZigZag(value)
    }

    mutating func field(_ id: Int16, _ value: Bytes) {
        header(id, .binary)
        element(value)
    }

    mutating func field(_ id: Int16, _ value: String) {
        field(id, Bytes(utf8: value))
    }

    mutating func element(_ value: Int32) {
        writer.appendZigZag(Int64(value))
    }

    mutating func element(_ value: Int64) {
        writer.appendZigZag(value)
    }

    mutating func element(_ value: Bool) {
        writer.append(UInt8(value ? 1 : 2))
    }

    mutating func element(_ value: Bytes) {
        writer.appendVarint(UInt64(value.count))
        writer.append(value)
    }
}
