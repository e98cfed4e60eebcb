// The hybrid of runs and bit packing that levels, dictionary indices and some booleans have:
// Encodings.md, section RLE. Decoder and encoder.
//
//   run header (varint)   low bit 0: count << 1, then the value in whole bytes
//                         low bit 1: groups << 1 | 1, then groups * 8 packed values

import BinaryIO
import Columnar

/// Reads hybrid data from front to back, run by run.
struct HybridDecoder {
    let bytes: Bytes
    /// Bits of a value, 0 through 32.
    let width: Int
    private var offset = 0
    /// Values of the current run that have not been read.
    private var left = 0
    private var isPacked = false
    private var value: UInt32 = 0
    /// Where the current packed run starts, and which of its values is next.
    private var packedStart = 0
    private var packedIndex = 0

    /// A part of a run.
    enum Piece {
        case repeated(UInt32, count: Int)
        /// Packed values from bit `index * width` of byte `offset` on.
        case packed(offset: Int, index: Int, count: Int)
    }

    /// - Parameter bytes: the runs alone, without a length in front.
    init(_ bytes: Bytes, width: Int) throws(ParquetError) {
        guard (0...32).contains(width) else {
            throw .corrupt("values of \(width) bits, at most 32 are possible")
        }
        self.bytes = bytes
        self.width = width
    }

    /// The next part of a run, at least one and at most `count` values of it.
    mutating func next(atMost count: Int) throws(ParquetError) -> Piece {
        if left == 0 { try startRun() }
        let taken = min(left, count)
        left -= taken
        if !isPacked { return .repeated(value, count: taken) }
        defer { packedIndex += taken }
        return .packed(offset: packedStart, index: packedIndex, count: taken)
    }

    /// Moves past `count` values; a run is passed over whole.
    mutating func skip(_ count: Int) throws(ParquetError) {
        var toPass = count
        while toPass > 0 {
            switch try next(atMost: toPass) {
            case .repeated(_, let taken), .packed(_, _, let taken): toPass -= taken
            }
        }
    }

    private mutating func startRun() throws(ParquetError) {
        var reader = ByteReader(bytes, offset: offset)
        if width == 0 && reader.isAtEnd {
            // Values of no bits need no bytes; some writers leave even the run header out.
            (value, isPacked, left) = (0, false, Int.max)
            return
        }
        guard let header = try? reader.readVarint() else {
            throw .corrupt("a run header is cut off")
        }
        if header & 1 == 0 {
            // A run of no values is padding of old writers: there is nothing more.
            let count = Int(clamping: header >> 1)
            let valueBytes = (width + 7) / 8
            guard count > 0, reader.remaining >= valueBytes else {
                throw .corrupt("there are fewer values than declared")
            }
            value = 0
            for position in 0..<valueBytes {
                guard let byte = try? reader.readUInt8() else { break }
                value |= UInt32(byte) << UInt32(position * 8)
            }
            isPacked = false
            left = count
            offset = reader.offset
            return
        }
        let groups = Int(clamping: min(header >> 1, 1 << 31))
        packedStart = reader.offset
        packedIndex = 0
        isPacked = true
        // Some writers cut the padding of the last group off; the values themselves must be there.
        left = width == 0 ? groups * 8 : min(groups * 8, reader.remaining * 8 / width)
        offset = packedStart + min(groups * width, reader.remaining)
        guard left > 0 else { throw .corrupt("there are fewer values than declared") }
    }
}

extension HybridDecoder {
    /// Appends `count` one-bit values to a bitmap.
    mutating func appendBits(_ count: Int, to bits: inout BitmapBuilder) throws(ParquetError) {
        var needed = count
        while needed > 0 {
            switch try next(atMost: needed) {
            case .repeated(let value, let taken):
                guard value <= 1 else { throw .corrupt("a level exceeds the highest one") }
                bits.append(repeating: value == 1, count: taken)
                needed -= taken
            case .packed(let start, let index, let taken):
                PackedBits.append(bytes, start: start, index: index, count: taken, to: &bits)
                needed -= taken
            }
        }
    }
}

/// Copies of packed bits into bitmaps.
enum PackedBits {
    /// Appends bits `index` to `index + count` of the bytes from `start` on.
    static func append(
        _ bytes: Bytes, start: Int, index: Int, count: Int, to bits: inout BitmapBuilder
    ) {
        var done = 0
        while done < count {
            let bit = index + done
            let byte = start + bit / 8
            let shift = bit % 8
            let taken = min(64 - shift, count - done)
            bits.append(bits: bytes.span.wordOrZeros(at: byte) >> UInt64(shift), count: taken)
            done += taken
        }
    }
}

/// Writes hybrid data. Values are collected in groups of eight; a group of equal values that the
/// next ones continue becomes a run, anything else is packed.
struct HybridEncoder: ~Copyable {
    private var writer = ByteWriter(capacity: 0)
    /// Bits of a value, 0 through 32.
    private let width: Int
    /// The value that has come last, and how often in a row.
    private var runValue: UInt32 = 0
    private var runCount = 0
    /// Values that wait to be packed.
    private var literals: [UInt32] = []

    /// Runs shorter than this are packed with their neighbours.
    private static let runCountMin = 8
    /// Packed values that are written as one run at most.
    private static let literalsMax = 8 * 512

    init(width: Int) {
        self.width = width
    }

    /// Appends `count` copies of `value`.
    mutating func append(repeating value: UInt32, count: Int) {
        guard count > 0 else { return }
        if runCount > 0 && value != runValue { settle() }
        runValue = value
        runCount += count
    }

    /// Decides what becomes of the run that has just ended.
    private mutating func settle() {
        // Literals go out in groups of eight, so a run first completes the group before it.
        let padding = (8 - literals.count % 8) % 8
        if runCount - padding >= Self.runCountMin {
            for _ in 0..<padding { literals.append(runValue) }
            flushGroups()
            writeRun(runValue, runCount - padding)
        } else {
            for _ in 0..<runCount { literals.append(runValue) }
            if literals.count >= Self.literalsMax { flushGroups() }
        }
        runCount = 0
    }

    private mutating func writeRun(_ value: UInt32, _ count: Int) {
        var left = count
        while left > 0 {
            // Runs of up to 2^31 - 1 values are readable everywhere.
            let taken = min(left, Int(Int32.max))
            writer.appendVarint(UInt64(taken) << 1)
            for position in 0..<((width + 7) / 8) {
                writer.append(UInt8(truncatingIfNeeded: value >> UInt32(position * 8)))
            }
            left -= taken
        }
    }

    /// Packs all whole groups of eight that wait.
    private mutating func flushGroups() {
        let count = literals.count / 8 * 8
        guard count > 0 else { return }
        Self.writePacked(literals, count: count, width: width, to: &writer)
        literals.removeFirst(count)
    }

    private static func writePacked(
        _ values: [UInt32], count: Int, width: Int, to writer: inout ByteWriter
    ) {
        writer.appendVarint(UInt64(count / 8) << 1 | 1)
        writer.appendPacked(values.span.extracting(0..<count), width: width)
    }

    /// Ends the data, appends it to `output` and starts anew.
    mutating func finish(into output: inout ByteWriter) {
        settle()
        while literals.count % 8 != 0 { literals.append(0) }
        flushGroups()
        output.append(writer.span)
        writer.removeAll()
    }
}
