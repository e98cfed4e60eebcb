// LZ4 in the forms that Parquet files have: a bare block (LZ4_RAW), and three framings that writers
// have put under the one deprecated name LZ4. Hadoop's is tried first, because its sizes are held
// against the block's; then the LZ4 frame by its magic number; then the bare block.

import BinaryIO
import CLZ4

/// Blocks of LZ4.
enum LZ4Blocks {
    /// A block grows at best to 255 times its size.
    private static let ratioMax = 255
    private static let frameMagic: UInt32 = 0x184D_2204

    /// One bare block of exactly `declaredCount` bytes.
    static func decompress(
        _ input: Bytes, _ declaredCount: Int, codec: CompressionCodec = .lz4
    ) throws(CompressionError) -> Bytes {
        guard declaredCount / ratioMax <= input.count + 1 else {
            throw Decompressor.mismatch(declaredCount, input.count * ratioMax, codec)
        }
        guard let inputCount = Int32(exactly: input.count),
            let room = Int32(exactly: declaredCount)
        else {
            throw CompressionError(.limitExceeded, "a block is over 2 GiB", codec: codec)
        }
        return try Bytes(capacity: declaredCount) { (output) throws(CompressionError) in
            try unsafe output.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                let result = unsafe input.span.withUnsafeBytes { source in
                    unsafe LZ4_decompress_safe(
                        source.baseAddress?.assumingMemoryBound(to: CChar.self),
                        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), inputCount, room)
                }
                guard result >= 0 else {
                    throw CompressionError(.corrupt, "the block is damaged", codec: codec)
                }
                guard Int(result) == declaredCount else {
                    throw Decompressor.mismatch(declaredCount, Int(result), codec)
                }
                count = Int(result)
            }
        }
    }

    static func compress(
        _ input: RawSpan, _ output: inout ByteWriter, codec: CompressionCodec = .lz4
    ) throws(CompressionError) -> Int {
        guard let inputCount = Int32(exactly: input.byteCount), LZ4_compressBound(inputCount) > 0
        else {
            throw CompressionError(.limitExceeded, "a block is over 2 GiB", codec: codec)
        }
        let room = LZ4_compressBound(inputCount)
        return try output.append(capacity: Int(room)) { (target) throws(CompressionError) in
            try unsafe target.withUnsafeMutableBytes { (buffer, count) throws(CompressionError) in
                let result = unsafe input.withUnsafeBytes { source in
                    unsafe LZ4_compress_default(
                        source.baseAddress?.assumingMemoryBound(to: CChar.self),
                        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), inputCount, room)
                }
                guard result > 0 else {
                    throw CompressionError(.corrupt, "compression failed", codec: codec)
                }
                count = Int(result)
                return Int(result)
            }
        }
    }
}

extension LZ4Blocks {
    /// Blocks as Hadoop frames them, or what else writers have named LZ4.
    static func decompressFramed(
        _ input: Bytes, _ declaredCount: Int
    ) throws(CompressionError) -> Bytes {
        if let blocks = hadoopBlocks(input, declaredCount) {
            if blocks.isEmpty { return .empty }
            if let output = try? joined(blocks) { return output }
        }
        var reader = ByteReader(input)
        if let magic = try? reader.readUInt32(), magic == frameMagic {
            return try LZ4Frames.decompress(input, declaredCount)
        }
        return try decompress(input, declaredCount, codec: .lz4Hadoop)
    }

    /// The blocks of Hadoop's framing, their sizes apart; nil where the input is not that.
    private static func hadoopBlocks(
        _ input: Bytes, _ declaredCount: Int
    ) -> [(block: Bytes, count: Int)]? {
        var blocks: [(block: Bytes, count: Int)] = []
        var offset = 0
        var total = 0
        while offset < input.count {
            guard let count = bigEndian(input, offset),
                let compressedCount = bigEndian(input, offset + 4),
                let block = input.slice(offset + 8, compressedCount), !block.isEmpty
            else { return nil }
            total += count
            guard total <= declaredCount else { return nil }
            blocks.append((block, count))
            offset += 8 + compressedCount
        }
        return total == declaredCount ? blocks : nil
    }

    private static func bigEndian(_ input: Bytes, _ offset: Int) -> Int? {
        input.slice(offset, 4).map { word in
            word.array().reduce(0) { $0 << 8 | Int($1) }
        }
    }

    private static func joined(
        _ blocks: [(block: Bytes, count: Int)]
    ) throws(CompressionError) -> Bytes {
        if blocks.count == 1 {
            return try decompress(blocks[0].block, blocks[0].count, codec: .lz4Hadoop)
        }
        var writer = ByteWriter()
        for (block, count) in blocks {
            writer.append(try decompress(block, count, codec: .lz4Hadoop))
        }
        return writer.finish()
    }

    /// One block behind its two sizes, as Hadoop writes them.
    static func compressFramed(
        _ input: RawSpan, _ output: inout ByteWriter
    ) throws(CompressionError) -> Int {
        let start = output.count
        output.append(UInt32(clamping: input.byteCount).byteSwapped)
        output.append(UInt32(0))
        let count = try compress(input, &output, codec: .lz4Hadoop)
        output.overwrite(UInt32(clamping: count).byteSwapped, at: start + 4)
        return output.count - start
    }
}
