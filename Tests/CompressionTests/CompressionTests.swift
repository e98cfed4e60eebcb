import BinaryIO
import Compression
import Testing

/// Blocks of a declared size: PQ-ROB-02.
@Suite struct CompressionTests {
    private let text = Bytes(
        utf8: (0..<20_000).map { "line \($0 % 97) of many\n" }.joined())

    private func compressed(_ input: Bytes, _ codec: CompressionCodec) throws -> Bytes {
        let compressor = Compressor(codec: codec, level: 3)
        var writer = ByteWriter()
        try compressor.compress(input.span, into: &writer)
        return writer.finish()
    }

    @Test("every codec gives back what it was given", arguments: CompressionCodec.allCases)
    func roundTrip(codec: CompressionCodec) throws {
        let decompressor = Decompressor()
        for input in [text, Bytes([7]), .empty] {
            let block = try compressed(input, codec)
            let output = try decompressor.decompress(
                block, codec: codec, declaredCount: input.count, limit: 1 << 20)
            #expect(output == input)
        }
    }

    @Test(
        "a block that is longer or shorter than declared is refused",
        arguments: CompressionCodec.allCases)
    func wrongSize(codec: CompressionCodec) throws {
        let block = try compressed(text, codec)
        let decompressor = Decompressor()
        for declared in [0, 1, text.count - 1, text.count + 1, 1 << 30] {
            #expect(throws: CompressionError.self) {
                try decompressor.decompress(
                    block, codec: codec, declaredCount: declared, limit: 1 << 30)
            }
        }
    }

    @Test("a declared size over the limit is refused before anything is allocated")
    func overTheLimit() {
        let error = #expect(throws: CompressionError.self) {
            try Decompressor().decompress(
                Bytes([1, 2, 3]), codec: .zstd, declaredCount: 1 << 40, limit: 1 << 20)
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test(
        "a block cut at any byte is refused",
        arguments: [CompressionCodec.snappy, .gzip, .zstd, .lz4, .lz4Hadoop, .brotli])
    func cutOff(codec: CompressionCodec) throws {
        let input = text[0..<2000]
        let block = try compressed(input, codec)
        let decompressor = Decompressor()
        for end in 0..<block.count {
            #expect(throws: CompressionError.self) {
                try decompressor.decompress(
                    block[0..<end], codec: codec, declaredCount: input.count, limit: 1 << 20)
            }
        }
    }

    @Test(
        "members and frames in a row are one content", arguments: [CompressionCodec.gzip, .zstd])
    func concatenated(codec: CompressionCodec) throws {
        var writer = ByteWriter()
        writer.append(try compressed(text[0..<1000], codec))
        writer.append(try compressed(text[1000..<3000], codec))
        let output = try Decompressor().decompress(
            writer.finish(), codec: codec, declaredCount: 3000, limit: 1 << 20)
        #expect(output == text[0..<3000])
    }

    @Test("an LZ4 frame and a bare block are read under the name of Hadoop's framing")
    func lz4Framings() throws {
        // printf 'hello, %.0s' {1..20} | lz4 -9 -c
        let frame = Bytes([
            0x04, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7, 0x11, 0x00, 0x00, 0x00, 0x7F,
            0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x2C, 0x20, 0x07, 0x00, 0x6D, 0x50, 0x6C,
            0x6C, 0x6F, 0x2C, 0x20, 0x00, 0x00, 0x00, 0x00, 0x6E, 0xD6, 0x99, 0x26,
        ])
        let text = Bytes(utf8: String(repeating: "hello, ", count: 20))
        for input in [frame, try compressed(text, .lz4), try compressed(text, .lz4Hadoop)] {
            let output = try Decompressor().decompress(
                input, codec: .lz4Hadoop, declaredCount: text.count, limit: 1 << 20)
            #expect(output == text)
            for declared in [0, 1, text.count - 1, text.count + 1] {
                #expect(throws: CompressionError.self) {
                    try Decompressor().decompress(
                        input, codec: .lz4Hadoop, declaredCount: declared, limit: 1 << 20)
                }
            }
        }
    }

    @Test("several of Hadoop's blocks are one content")
    func hadoopBlocks() throws {
        var writer = ByteWriter()
        writer.append(try compressed(text[0..<1000], .lz4Hadoop))
        writer.append(try compressed(text[1000..<3000], .lz4Hadoop))
        let output = try Decompressor().decompress(
            writer.finish(), codec: .lz4Hadoop, declaredCount: 3000, limit: 1 << 20)
        #expect(output == text[0..<3000])
    }

    @Test("highly compressible data over the trusted ratio still decompresses")
    func zeros() throws {
        let zeros = Bytes([UInt8](repeating: 0, count: 8 << 20))
        for codec in CompressionCodec.allCases {
            let output = try Decompressor().decompress(
                try compressed(zeros, codec), codec: codec, declaredCount: zeros.count,
                limit: zeros.count)
            #expect(output == zeros)
        }
    }
}

@Suite struct StreamDecompressorTests {
    private let text = Bytes(
        utf8: (0..<60_000).map { "event \($0 &* 7919) happened\n" }.joined())

    private func compressed(_ input: Bytes, _ codec: CompressionCodec) throws -> Bytes {
        let compressor = Compressor(codec: codec, level: 3)
        var writer = ByteWriter()
        try compressor.compress(input.span, into: &writer)
        return writer.finish()
    }

    private func stream(
        _ file: Bytes, _ codec: CompressionCodec, chunk: Int
    ) throws -> [UInt8] {
        var decompressor = try StreamDecompressor(codec: codec)
        var result: [UInt8] = []
        var offset = 0
        while offset < file.count {
            let end = min(offset + chunk, file.count)
            decompressor.supply(file[offset..<end])
            while let piece = try decompressor.next() { result += piece.array() }
            offset = end
        }
        try decompressor.finish()
        return result
    }

    @Test(
        "a file comes out whole, whatever the chunks",
        arguments: [CompressionCodec.uncompressed, .gzip, .zstd], [100, 4096, 1 << 30])
    func anyChunks(codec: CompressionCodec, chunk: Int) throws {
        var writer = ByteWriter()
        writer.append(try compressed(text, codec))
        writer.append(try compressed(text[0..<10], codec))
        let file = writer.finish()
        #expect(try stream(file, codec, chunk: chunk) == text.array() + text[0..<10].array())
        #expect(try stream(.empty, codec, chunk: chunk) == [])
    }

    @Test("a file that is cut off is refused", arguments: [CompressionCodec.gzip, .zstd])
    func cutOff(codec: CompressionCodec) throws {
        let file = try compressed(text, codec)
        for end in [1, 5, file.count / 2, file.count - 1] {
            #expect(throws: CompressionError.self) {
                try stream(file[0..<end], codec, chunk: 1000)
            }
        }
    }

    @Test("the codec of a file is told by its first bytes")
    func detection() throws {
        for codec in [CompressionCodec.gzip, .zstd] {
            #expect(
                CompressionCodec.ofFile(startingWith: try compressed(text, codec)) == codec)
        }
        #expect(CompressionCodec.ofFile(startingWith: text) == .uncompressed)
        #expect(CompressionCodec.ofFile(startingWith: .empty) == .uncompressed)
    }
}
