// Encodings.md, section DELTA_BINARY_PACKED. Sums wrap around, as the format demands.
//
//   header  block size, mini-blocks a block, total count, first value
//   block   least delta, a width for each mini-block, the mini-blocks

import BinaryIO

/// DELTA_BINARY_PACKED integers.
enum DeltaBinaryPacked {
    /// All the integers, and the reader behind them.
    ///
    /// - Parameter countMax: how many are allowed; nothing is allocated for more.
    static func decode(
        _ reader: inout ByteReader, countMax: Int
    ) throws(BinaryError) -> [Int64] {
        let start = reader.offset
        func malformed(_ message: String) -> BinaryError {
            BinaryError(.malformed, message, offset: start)
        }
        let blockSize = Int(clamping: try reader.readVarint())
        let miniBlocks = Int(clamping: try reader.readVarint())
        let total = Int(clamping: try reader.readVarint())
        let first = try reader.readZigZag()
        guard total <= countMax else { throw malformed("\(total) values, at most \(countMax)") }
        guard blockSize > 0, blockSize % 128 == 0, blockSize <= 1 << 24, miniBlocks > 0,
            blockSize % miniBlocks == 0, (blockSize / miniBlocks) % 32 == 0
        else { throw malformed("blocks of \(blockSize) values in \(miniBlocks) parts") }
        var values: [Int64] = []
        guard total > 0 else { return values }
        values.append(first)
        while values.count < total {
            try block(
                &reader, miniBlocks: miniBlocks, valuesEach: blockSize / miniBlocks,
                total: total, into: &values)
        }
        return values
    }

    private static func block(
        _ reader: inout ByteReader, miniBlocks: Int, valuesEach: Int, total: Int,
        into values: inout [Int64]
    ) throws(BinaryError) {
        let least = try reader.readZigZag()
        let widths = try reader.readBytes(miniBlocks)
        for position in 0..<miniBlocks {
            // The widths of mini-blocks that are not needed may be anything.
            guard values.count < total else { return }
            let width = Int(widths[position])
            guard width <= 64 else {
                throw BinaryError(.malformed, "a width of \(width) bits", offset: reader.offset)
            }
            let needed = min(valuesEach, total - values.count)
            // Some writers cut the padding of the last mini-block off.
            let whole = BitPacking.byteCount(count: valuesEach, width: width)
            let neededBytes = BitPacking.byteCount(count: needed, width: width)
            let packed = try reader.readBytes(
                reader.remaining >= whole ? whole : neededBytes)
            let deltas = [UInt64](capacity: needed) { output in
                _ = BitPacking.unpack(
                    packed.span, offset: 0, width: width, count: needed, into: &output)
            }
            var last = values[values.count - 1]
            for delta in deltas {
                last = last &+ least &+ Int64(bitPattern: delta)
                values.append(last)
            }
        }
    }
}
