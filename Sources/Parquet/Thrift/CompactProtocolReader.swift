// Reading the Thrift compact protocol from bytes that may be hostile. A structure is read by
// asking for one field header after the other and reading or skipping each; every read checks
// that the wire type is the one that the field has in parquet.thrift.

import BinaryIO

/// A position in Thrift data that moves forwards.
struct CompactProtocolReader {
    private var reader: ByteReader
    private var depth = 0

    /// A field header: the id and the type of the value that follows.
    struct FieldHeader {
        let id: Int16
        let type: ThriftType
    }

    init(_ bytes: Bytes, offset: Int = 0) {
        reader = ByteReader(bytes, offset: offset)
    }

    /// Where the next read starts.
    var offset: Int { reader.offset }

    /// The data, from the first byte on.
    var allBytes: Bytes { reader.bytes }

    /// Reads on from `offset`, where a structure has ended.
    mutating func move(to offset: Int) {
        reader = ByteReader(reader.bytes, offset: offset)
    }

    /// What has been read since the reader stood at `start`.
    func bytes(from start: Int) -> Bytes { reader.bytes[start..<reader.offset] }

    func malformed(_ message: String) -> BinaryError {
        BinaryError(.malformed, message, offset: reader.offset)
    }

    /// Enters a structure; `leaveStructure` must follow its last field.
    mutating func enterStructure() throws(BinaryError) {
        depth += 1
        guard depth <= ParquetLimits.thriftDepthMax else {
            throw BinaryError(
                .limitExceeded, "structures are nested too deeply", offset: reader.offset)
        }
    }

    /// Enters the structure that is the value of `field`.
    mutating func enterStructure(_ field: FieldHeader) throws(BinaryError) {
        try check(field, .structure)
        try enterStructure()
    }

    mutating func leaveStructure() {
        depth -= 1
    }

    /// The next field's header, or nil at the end of the structure.
    ///
    /// - Parameter last: the id of the field before, 0 at the start; updated.
    mutating func nextField(after last: inout Int16) throws(BinaryError) -> FieldHeader? {
        let byte = try reader.readUInt8()
        if byte == 0 { return nil }
        guard let type = ThriftType(rawValue: byte & 0x0F) else {
            throw malformed("a field has the unknown type \(byte & 0x0F)")
        }
        let delta = Int16(byte >> 4)
        if delta == 0 {
            guard let id = Int16(exactly: try reader.readZigZag()) else {
                throw malformed("a field id exceeds 16 bits")
            }
            last = id
        } else {
            let (id, overflow) = last.addingReportingOverflow(delta)
            if overflow { throw malformed("a field id exceeds 16 bits") }
            last = id
        }
        return FieldHeader(id: last, type: type)
    }

    private func check(_ field: FieldHeader, _ type: ThriftType) throws(BinaryError) {
        guard field.type == type else {
            throw malformed("field \(field.id) is a \(field.type), expected \(type)")
        }
    }

    mutating func readBool(_ field: FieldHeader) throws(BinaryError) -> Bool {
        switch field.type {
        case .booleanTrue: return true
        case .booleanFalse: return false
        default: throw malformed("field \(field.id) is a \(field.type), expected a boolean")
        }
    }

    mutating func readInt8(_ field: FieldHeader) throws(BinaryError) -> Int8 {
        try check(field, .byte)
        return Int8(bitPattern: try reader.readUInt8())
    }

    mutating func readInt16(_ field: FieldHeader) throws(BinaryError) -> Int16 {
        try check(field, .int16)
        guard let value = Int16(exactly: try reader.readZigZag()) else {
            throw malformed("an integer exceeds 16 bits")
        }
        return value
    }

    mutating func readInt32(_ field: FieldHeader) throws(BinaryError) -> Int32 {
        try check(field, .int32)
        return try readElementInt32()
    }

    mutating func readInt64(_ field: FieldHeader) throws(BinaryError) -> Int64 {
        try check(field, .int64)
        return try reader.readZigZag()
    }

    mutating func readBinary(_ field: FieldHeader) throws(BinaryError) -> Bytes {
        try check(field, .binary)
        return try readElementBinary()
    }

    /// Text; bytes that are not UTF-8 are repaired.
    mutating func readString(_ field: FieldHeader) throws(BinaryError) -> String {
        try readBinary(field).repairedUTF8String()
    }

    /// Enters a list of elements of `type`; returns how many follow.
    ///
    /// An element takes at least a byte, so no count above the bytes left is believed.
    mutating func readList(
        _ field: FieldHeader, of type: ThriftType
    ) throws(BinaryError) -> Int {
        try check(field, .list)
        let (count, elementType) = try readListHeader()
        let matches =
            elementType == type || (type == .booleanTrue && elementType == .booleanFalse)
        guard matches || count == 0 else {
            throw malformed("a list holds \(elementType), expected \(type)")
        }
        return count
    }

    private mutating func readListHeader() throws(BinaryError) -> (Int, ThriftType) {
        let byte = try reader.readUInt8()
        var count = Int(byte >> 4)
        if count == 15 {
            count = Int(try reader.readVarint32())
        }
        guard count <= reader.remaining else {
            throw BinaryError(
                .truncated, "a list of \(count) elements in \(reader.remaining) bytes",
                offset: reader.offset)
        }
        guard let type = ThriftType(rawValue: byte & 0x0F) else {
            if count == 0 { return (0, .byte) }
            throw malformed("a list has the unknown element type \(byte & 0x0F)")
        }
        return (count, type)
    }

    mutating func readElementBool() throws(BinaryError) -> Bool {
        try reader.readUInt8() == 1
    }

    mutating func readElementInt32() throws(BinaryError) -> Int32 {
        guard let value = Int32(exactly: try reader.readZigZag()) else {
            throw malformed("an integer exceeds 32 bits")
        }
        return value
    }

    mutating func readElementInt64() throws(BinaryError) -> Int64 {
        try reader.readZigZag()
    }

    mutating func readElementBinary() throws(BinaryError) -> Bytes {
        let count = Int(try reader.readVarint32())
        return try reader.readBytes(count)
    }
}

extension CompactProtocolReader {
    /// Moves past the value of a field that is not known here.
    mutating func skip(_ field: FieldHeader) throws(BinaryError) {
        try skip(field.type, isElement: false)
    }

    private mutating func skip(
        _ type: ThriftType, isElement: Bool
    ) throws(BinaryError) {
        switch type {
        case .booleanTrue, .booleanFalse: if isElement { try reader.skip(1) }
        case .byte: try reader.skip(1)
        case .int16, .int32, .int64: _ = try reader.readVarint()
        case .double: try reader.skip(8)
        case .uuid: try reader.skip(16)
        case .binary: try reader.skip(Int(try reader.readVarint32()))
        case .list, .set:
            try enterStructure()
            let (count, element) = try readListHeader()
            for _ in 0..<count { try skip(element, isElement: true) }
            leaveStructure()
        case .map: try skipMap()
        case .structure:
            try enterStructure()
            var last: Int16 = 0
            while let field = try nextField(after: &last) { try skip(field) }
            leaveStructure()
        }
    }

    private mutating func skipMap() throws(BinaryError) {
        let count = Int(try reader.readVarint32())
        guard count > 0 else { return }
        let byte = try reader.readUInt8()
        guard count <= reader.remaining, let key = ThriftType(rawValue: byte >> 4),
            let value = ThriftType(rawValue: byte & 0x0F)
        else { throw malformed("a map of \(count) entries is malformed") }
        try enterStructure()
        for _ in 0..<count {
            try skip(key, isElement: true)
            try skip(value, isElement: true)
        }
        leaveStructure()
    }
}
