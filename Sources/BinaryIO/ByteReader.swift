// Reading forwards through bytes that may be hostile: every read is checked against the end and
// throws, none traps. Little-endian, as every format in this package is.

/// A position in `Bytes` that moves forwards.
package struct ByteReader {
    /// The bytes that are read.
    package let bytes: Bytes
    /// Where the next read starts.
    package private(set) var offset: Int

    /// Starts at `offset`, which is clamped to the bytes.
    package init(_ bytes: Bytes, offset: Int = 0) {
        self.bytes = bytes
        self.offset = Swift.min(Swift.max(offset, 0), bytes.count)
    }

    /// How many bytes are left.
    package var remaining: Int { bytes.count - offset }
    /// Whether no byte is left.
    package var isAtEnd: Bool { offset == bytes.count }

    private func check(_ count: Int, _ what: StaticString) throws(BinaryError) {
        guard count >= 0, count <= remaining else {
            throw BinaryError(
                .truncated, "\(what) needs \(count) bytes, \(remaining) are left", offset: offset)
        }
    }

    /// Moves past `count` bytes.
    package mutating func skip(_ count: Int) throws(BinaryError) {
        try check(count, "skipped data")
        offset += count
    }

    /// The next `count` bytes, sharing memory.
    package mutating func readBytes(_ count: Int) throws(BinaryError) -> Bytes {
        try check(count, "a byte run")
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }

    package mutating func readUInt8() throws(BinaryError) -> UInt8 {
        guard offset < bytes.count else {
            throw BinaryError(.truncated, "a byte is missing", offset: offset)
        }
        defer { offset += 1 }
        return unsafe bytes.span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    package mutating func readUInt16() throws(BinaryError) -> UInt16 {
        try check(2, "a 16-bit integer")
        defer { offset += 2 }
        return UInt16(
            littleEndian: unsafe bytes.span.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt16.self))
    }

    package mutating func readUInt32() throws(BinaryError) -> UInt32 {
        try check(4, "a 32-bit integer")
        defer { offset += 4 }
        return UInt32(
            littleEndian: unsafe bytes.span.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt32.self))
    }

    package mutating func readUInt64() throws(BinaryError) -> UInt64 {
        try check(8, "a 64-bit integer")
        defer { offset += 8 }
        return UInt64(
            littleEndian: unsafe bytes.span.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt64.self))
    }

    package mutating func readInt32() throws(BinaryError) -> Int32 {
        Int32(bitPattern: try readUInt32())
    }

    package mutating func readInt64() throws(BinaryError) -> Int64 {
        Int64(bitPattern: try readUInt64())
    }

    package mutating func readDouble() throws(BinaryError) -> Double {
        Double(bitPattern: try readUInt64())
    }
}

extension RawSpan {
    /// The byte at `offset`.
    ///
    /// - Precondition: `offset` lies within the span.
    @inlinable
    package func byte(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset)
    }

    /// Eight bytes from `offset` on in little-endian order; bytes past the end are zero.
    package func wordOrZeros(at offset: Int) -> UInt64 {
        if offset >= 0 && offset + 8 <= byteCount {
            return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        var word: UInt64 = 0
        var shift: UInt64 = 0
        for position in max(offset, 0)..<max(byteCount, offset) {
            word |= UInt64(byte(at: position)) << shift
            shift += 8
        }
        return word
    }
}

extension Bytes {
    /// Whether the first byte lies at a multiple of `alignment`, so that values of that width can
    /// be read in place.
    package func isAligned(to alignment: Int) -> Bool {
        unsafe span.withUnsafeBytes { Int(bitPattern: $0.baseAddress) % alignment == 0 }
    }
}
