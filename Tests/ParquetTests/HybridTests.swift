import BinaryIO
import Columnar
import Testing

@testable import Parquet

/// Runs and packed values: PQ-WRT-03.
@Suite struct HybridTests {
    /// An independent reader of Encodings.md, section RLE: bit by bit.
    private func model(_ bytes: [UInt8], width: Int, count: Int) -> [UInt32] {
        var values: [UInt32] = []
        var position = 0
        while values.count < count && position < bytes.count {
            var header = 0
            var shift = 0
            while true {
                let byte = Int(bytes[position])
                position += 1
                header |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            if header & 1 == 0 {
                var value: UInt32 = 0
                for byte in 0..<((width + 7) / 8) {
                    value |= UInt32(bytes[position + byte]) << UInt32(byte * 8)
                }
                position += (width + 7) / 8
                values += Array(repeating: value, count: header >> 1)
            } else {
                for index in 0..<((header >> 1) * 8) {
                    var value: UInt32 = 0
                    for bit in 0..<width {
                        let place = index * width + bit
                        value |= UInt32(bytes[position + place / 8] >> (place % 8) & 1) << bit
                    }
                    values.append(value)
                }
                position += (header >> 1) * width
            }
        }
        return Array(values.prefix(count))
    }

    private func runs(_ seed: UInt64, width: Int, count: Int) -> [UInt32] {
        var random = SmallRandom(seed: seed)
        let mask = width == 32 ? UInt32.max : (1 << UInt32(width)) - 1
        var values: [UInt32] = []
        while values.count < count {
            let value = UInt32(truncatingIfNeeded: random.next() as UInt64) & mask
            let length = [1, 1, 2, 3, 7, 8, 9, 15, 16, 40][random.next(10)]
            values += Array(repeating: value, count: length)
        }
        return Array(values.prefix(count))
    }

    private func decode(
        _ bytes: [UInt8], width: Int, count: Int, step: Int
    ) throws -> [UInt32] {
        var decoder = try HybridDecoder(Bytes(bytes), width: width)
        var values = [UInt32](repeating: 0, count: count)
        try values.withUnsafeMutableBufferPointer { buffer in
            var done = 0
            while done < count {
                let taken = min(step, count - done)
                try decoder.decode(taken, into: buffer.baseAddress! + done)
                done += taken
            }
        }
        return values
    }

    @Test("indices are written as the specification says and read back in any steps")
    func indices() throws {
        for width in [1, 2, 3, 5, 8, 11, 17, 24, 32] {
            for (seed, count) in [0, 1, 7, 8, 9, 64, 1000, 3001].enumerated() {
                let values = runs(UInt64(seed + width * 100), width: width, count: count)
                var writer = ByteWriter()
                HybridIndices.encode(values, width: width, into: &writer)
                let bytes = writer.finish().array()
                #expect(model(bytes, width: width, count: count) == values)
                for step in [1, 3, 8, 100, 4096] {
                    let read = try decode(bytes, width: width, count: count, step: step)
                    #expect(read == values)
                }
            }
        }
    }

    @Test("levels are written as the specification says and read back")
    func levels() throws {
        for width in 1...4 {
            for count in [0, 1, 8, 9, 500] {
                let values = runs(UInt64(count + width), width: width, count: count)
                var encoder = HybridEncoder(width: width)
                for value in values { encoder.append(repeating: value, count: 1) }
                var writer = ByteWriter()
                encoder.finish(into: &writer)
                let bytes = writer.finish().array()
                #expect(model(bytes, width: width, count: count) == values)
                #expect(try decode(bytes, width: width, count: count, step: 3) == values)
            }
        }
    }

    @Test("a long run of one level takes a few bytes")
    func longRun() {
        var encoder = HybridEncoder(width: 1)
        encoder.append(repeating: 1, count: 20_000)
        var writer = ByteWriter()
        encoder.finish(into: &writer)
        #expect(writer.finish().array() == [0xC0, 0xB8, 0x02, 0x01])
    }

    @Test("data that end too early are refused")
    func cutOff() throws {
        for bytes in [[], [0x10], [0x03], [0x00, 0x01], [0xFF]] as [[UInt8]] {
            #expect(throws: ParquetError.self) {
                try decode(bytes, width: 3, count: 8, step: 8)
            }
        }
    }
}
