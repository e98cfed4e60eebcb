import BinaryIO
import Testing

@Suite struct BytesTests {
    @Test("a slice shares content and knows its bounds")
    func sliceSharesContent() {
        let bytes = Bytes([1, 2, 3, 4, 5])
        #expect(bytes[1..<4].array() == [2, 3, 4])
        #expect(bytes[1..<4][1] == 3)
        #expect(bytes.slice(3, 2)?.array() == [4, 5])
    }

    @Test("a slice that is not all there is nil", arguments: [(4, 2), (6, 0), (-1, 1), (0, -1)])
    func sliceOutsideIsNil(offset: Int, length: Int) {
        #expect(Bytes([1, 2, 3, 4, 5]).slice(offset, length) == nil)
    }

    @Test("an offset near Int.max does not overflow")
    func hugeOffset() {
        #expect(Bytes([1]).slice(Int.max, Int.max) == nil)
    }

    @Test("what the initialiser appended is the content")
    func initialisingWith() {
        let bytes = Bytes(capacity: 8) { output in
            output.append(7, as: UInt8.self)
            output.append(9, as: UInt8.self)
        }
        #expect(bytes.array() == [7, 9])
    }

    @Test("invalid UTF-8 is nil")
    func invalidText() {
        #expect(Bytes([0xFF]).utf8String() == nil)
        #expect(Bytes(utf8: "grüß").utf8String() == "grüß")
    }
}
