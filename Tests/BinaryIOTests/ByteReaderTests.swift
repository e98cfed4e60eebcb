import BinaryIO
import Testing

@Suite struct ByteReaderTests {
    @Test("integers are little-endian")
    func littleEndian() throws {
        var reader = ByteReader(Bytes([1, 2, 0, 3, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]))
        #expect(try reader.readUInt8() == 1)
        #expect(try reader.readUInt16() == 2)
        #expect(try reader.readUInt32() == 3)
        #expect(try reader.readInt32() == -1)
        #expect(reader.isAtEnd)
    }

    @Test("a read past the end throws and does not move")
    func pastTheEnd() throws {
        var reader = ByteReader(Bytes([1, 2, 3]))
        try reader.skip(1)
        #expect(throws: BinaryError.self) { try reader.readUInt32() }
        #expect(throws: BinaryError.self) { try reader.readBytes(Int.max) }
        #expect(throws: BinaryError.self) { try reader.skip(-1) }
        #expect(reader.offset == 1)
    }

    @Test(
        "varints read back",
        arguments: [
            ([0], 0), ([0x7F], 127), ([0x80, 0x01], 128), ([0xAC, 0x02], 300),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], UInt64.max),
        ] as [([UInt8], UInt64)])
    func varints(bytes: [UInt8], value: UInt64) throws {
        var reader = ByteReader(Bytes(bytes))
        #expect(try reader.readVarint() == value)
        var writer = ByteWriter()
        writer.appendVarint(value)
        #expect(writer.finish().array() == bytes)
    }

    @Test("a varint of more than 64 bits throws")
    func longVarint() {
        var reader = ByteReader(Bytes([UInt8](repeating: 0xFF, count: 9) + [0x02]))
        #expect(throws: BinaryError.self) { try reader.readVarint() }
        var endless = ByteReader(Bytes([UInt8](repeating: 0x80, count: 30)))
        #expect(throws: BinaryError.self) { try endless.readVarint() }
        var wide = ByteReader(Bytes([0xFF, 0xFF, 0xFF, 0xFF, 0x1F]))
        #expect(throws: BinaryError.self) { try wide.readVarint32() }
    }

    @Test("ZigZag keeps small magnitudes small")
    func zigZag() {
        #expect([0, -1, 1, -2, 2].map(ZigZag.encode) == [0, 1, 2, 3, 4])
        for value in [Int64.min, -1, 0, 1, .max] {
            #expect(ZigZag.decode(ZigZag.encode(value)) == value)
        }
    }
}
