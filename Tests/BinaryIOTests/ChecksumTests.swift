import BinaryIO
import Testing

@Suite struct ChecksumTests {
    @Test("CRC-32 of the catalogue's check input")
    func checkInput() {
        #expect(CRC32.checksum(Bytes(utf8: "123456789")) == 0xCBF4_3926)
        #expect(CRC32.checksum(Bytes.empty) == 0)
    }

    @Test("a checksum continues over pieces of any length")
    func pieces() {
        let bytes = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let whole = CRC32.checksum(bytes)
        for cut in [0, 1, 15, 16, 17, 500, 1000] {
            let first = CRC32.checksum(bytes[0..<cut].span)
            #expect(CRC32.checksum(bytes[cut..<1000].span, continuing: first) == whole)
        }
        // zlib.crc32(bytes(i * 31 % 256 for i in range(1000)))
        #expect(whole == 0x91F4_3DEC)
    }
}
