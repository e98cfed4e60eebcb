// Split-block Bloom filters (BloomFilter.md): blocks of 256 bits, of which a value sets one bit in
// each of eight words. Hashes are XXH64 of the PLAIN bytes of the physical value, without a length.

package import BinaryIO

/// A set of values that knows which values it certainly does not hold.
public struct BloomFilter: Equatable, Sendable {
    /// The words, eight a block.
    private var words: [UInt32]

    private static let salts: [UInt32] = [
        0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947,
        0x5C6B_FB31,
    ]
    private static let blockBytes = 32

    /// An empty filter for so many different values.
    ///
    /// - Parameter falsePositiveRate: how often `mayContain` may be wrong, above 0 and below 1.
    package init(distinctCount: Int, falsePositiveRate: Double, bytesMax: Int) {
        // BloomFilter.md, *Sizing*: bits a value for eight bits each.
        let rate = min(max(falsePositiveRate, 1e-9), 0.999)
        let perValue = -8 / Self.naturalLogarithm(1 - Self.eighthRoot(rate))
        let wanted = Double(max(distinctCount, 1)) * perValue / 8
        var bytes = Self.blockBytes
        while Double(bytes) < wanted && bytes * 2 <= bytesMax { bytes *= 2 }
        words = Array(repeating: 0, count: bytes / 4)
    }

    private static func eighthRoot(_ value: Double) -> Double {
        value.squareRoot().squareRoot().squareRoot()
    }

    /// ln by its series around 1, after taking the exponent out: exact enough for a size.
    private static func naturalLogarithm(_ value: Double) -> Double {
        let ratio = (value.significand - 1) / (value.significand + 1)
        var term = ratio
        var sum = 0.0
        for step in 0..<40 {
            sum += term / Double(2 * step + 1)
            term *= ratio * ratio
        }
        return 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
    }

    /// Bytes of the filter without its header.
    public var byteCount: Int { words.count * 4 }

    package mutating func insert(hash: UInt64) {
        let start = block(hash)
        for (index, salt) in Self.salts.enumerated() {
            words[start + index] |= Self.bit(hash, salt)
        }
    }

    /// Whether a value with this hash may be there; false is certain.
    package func mayContain(hash: UInt64) -> Bool {
        let start = block(hash)
        for (index, salt) in Self.salts.enumerated()
        where words[start + index] & Self.bit(hash, salt) == 0 {
            return false
        }
        return true
    }

    private func block(_ hash: UInt64) -> Int {
        let count = UInt64(words.count / 8)
        return Int(((hash >> 32) &* count) >> 32) * 8
    }

    private static func bit(_ hash: UInt64, _ salt: UInt32) -> UInt32 {
        1 << ((UInt32(truncatingIfNeeded: hash) &* salt) >> 27)
    }
}

extension BloomFilter {
    /// A filter with its header, from a file.
    ///
    /// - Throws: `ParquetError` where it is another algorithm, or has another size than it says.
    package init(_ bytes: Bytes) throws(ParquetError) {
        var reader = CompactProtocolReader(bytes)
        let count: Int
        do {
            count = try Self.header(&reader)
        } catch {
            throw .corrupt("a Bloom filter's header is damaged: \(error)")
        }
        guard count > 0, count % Self.blockBytes == 0, let body = bytes.slice(reader.offset, count)
        else { throw .corrupt("a Bloom filter of \(count) bytes") }
        var words: [UInt32] = []
        words.reserveCapacity(count / 4)
        var content = ByteReader(body)
        while let word = try? content.readUInt32() { words.append(word) }
        self.words = words
    }

    /// The size; the algorithm, hash and compression must be the only ones there are.
    private static func header(_ reader: inout CompactProtocolReader) throws(BinaryError) -> Int {
        try reader.enterStructure()
        var last: Int16 = 0
        var count: Int32 = 0
        while let field = try reader.nextField(after: &last) {
            guard field.id > 1 else {
                count = try reader.readInt32(field)
                continue
            }
            try reader.enterStructure(field)
            var member: Int16 = 0
            while let choice = try reader.nextField(after: &member) {
                guard choice.id == 1 else { throw reader.malformed("an unknown kind of filter") }
                try reader.skip(choice)
            }
            reader.leaveStructure()
        }
        reader.leaveStructure()
        return Int(count)
    }

    /// The filter with its header.
    package func bytes() -> Bytes {
        var header = CompactProtocolWriter(capacity: 32)
        header.beginStructure()
        header.field(1, Int32(clamping: byteCount))
        for id in 2...4 {
            header.beginStructure(Int16(id))
            header.emptyStructure(1)
            header.endStructure()
        }
        header.endStructure()
        var writer = ByteWriter(capacity: byteCount + 32)
        writer.append(header.finish())
        for word in words { writer.append(word) }
        return writer.finish()
    }
}
