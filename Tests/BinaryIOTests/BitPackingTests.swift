import BinaryIO
import Testing

@Suite struct BitPackingTests {
    /// Encodings.md, RLE: the numbers 0 through 7 with width 3.
    private let example: [UInt8] = [0b1000_1000, 0b1100_0110, 0b1111_1010]

    private func unpack(_ bytes: [UInt8], width: Int, count: Int) -> [UInt32]? {
        let source = Bytes(bytes)
        var fits = false
        let values = [UInt32](capacity: count) { output in
            fits = BitPacking.unpack(
                source.span, offset: 0, width: width, count: count, into: &output)
        }
        return fits ? values : nil
    }

    private func pack(_ values: [UInt32], width: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.appendPacked(values.span, width: width)
        return writer.finish().array()
    }

    private func unpack64(_ bytes: [UInt8], width: Int, count: Int) -> [UInt64] {
        let source = Bytes(bytes)
        return [UInt64](capacity: count) { output in
            _ = BitPacking.unpack(
                source.span, offset: 0, width: width, count: count, into: &output)
        }
    }

    /// An independent model: the bits one by one.
    private func model(_ bytes: [UInt8], width: Int, count: Int) -> [UInt64] {
        (0..<count).map { index in
            (0..<width).reduce(UInt64(0)) { value, bit in
                let position = index * width + bit
                return value | UInt64(bytes[position / 8] >> (position % 8) & 1) << bit
            }
        }
    }

    @Test("the example of the specification unpacks to 0 through 7")
    func specificationExample() {
        #expect(unpack(example, width: 3, count: 8) == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test("0 through 7 pack to the example of the specification")
    func specificationExamplePacked() {
        #expect(pack([0, 1, 2, 3, 4, 5, 6, 7], width: 3) == example)
    }

    @Test("every width unpacks like the bit-by-bit model, and packs back", arguments: 0...32)
    func everyWidth(width: Int) {
        var random = SystemRandomNumberGenerator()
        for count in [0, 1, 7, 8, 9, 31, 64, 200] {
            let bytes = (0..<BitPacking.byteCount(count: count, width: width)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let expected = model(bytes, width: width, count: count)
            #expect(unpack(bytes, width: width, count: count) == expected.map { UInt32($0) })
            #expect(unpack64(bytes, width: width, count: count) == expected)
            let packed = pack(expected.map { UInt32($0) }, width: width)
            #expect(model(packed, width: width, count: count) == expected)
            #expect(packed.count == bytes.count)
        }
    }

    @Test("wide integers unpack like the bit-by-bit model", arguments: 33...64)
    func wideWidths(width: Int) {
        let count = 67
        let bytes = (0..<BitPacking.byteCount(count: count, width: width)).map { index in
            UInt8(truncatingIfNeeded: index &* 151 &+ 17)
        }
        #expect(
            unpack64(bytes, width: width, count: count)
                == model(bytes, width: width, count: count))
    }

    @Test("bytes that are too few are refused", arguments: [(3, 9), (8, 4), (32, 1), (33, 0)])
    func tooFewBytes(width: Int, count: Int) {
        #expect(unpack([1, 2, 3], width: width, count: count) == nil)
    }

    @Test("the width of a value is its number of significant bits")
    func widths() {
        #expect(
            [0, 1, 2, 3, 4, 255, 256].map { BitPacking.width(of: $0) } == [0, 1, 2, 2, 3, 8, 9])
        #expect(BitPacking.width(of: .max) == 64)
    }
}
