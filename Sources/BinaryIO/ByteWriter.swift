// Building bytes front to back in memory that becomes `Bytes` without a copy. Little-endian.

/// A growing run of bytes with one owner.
@safe
package struct ByteWriter: ~Copyable {
    private var storage: BytesStorage
    /// How many bytes have been written.
    package private(set) var count: Int

    /// What a writer without room begins to grow with.
    private static let grownBytesMin = 64

    /// Starts empty with room for `capacity` bytes; for none nothing is allocated.
    package init(capacity: Int = 256) {
        storage = BytesStorage.ofCapacity(capacity)
        count = 0
    }

    /// The bytes written so far, borrowed.
    package var span: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let raw = unsafe RawSpan(
                _unsafeStart: UnsafeRawPointer(storage.base), byteCount: count)
            return unsafe _overrideLifetime(raw, borrowing: self)
        }
    }

    /// Makes room for `additional` more bytes.
    ///
    /// - Complexity: amortised O(1) a byte; the room at least doubles when it grows.
    package mutating func reserve(_ additional: Int) {
        let needed = count + additional
        guard needed > storage.capacity else { return }
        let grown = BytesStorage.ofCapacity(
            Swift.max(needed, storage.capacity * 2, Self.grownBytesMin))
        unsafe grown.base.copyMemory(from: storage.base, byteCount: count)
        storage = grown
    }

    /// Lets `body` append at most `capacity` bytes in place.
    package mutating func append<E: Error, Result>(
        capacity: Int, initializingWith body: (inout OutputRawSpan) throws(E) -> Result
    ) throws(E) -> Result {
        reserve(capacity)
        let buffer = unsafe UnsafeMutableRawBufferPointer(
            start: storage.base + count, count: capacity)
        var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
        let result = try body(&output)
        count += unsafe output.finalize(for: buffer)
        return result
    }

    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe storage.base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    package mutating func append(_ value: UInt16) {
        reserve(2)
        unsafe storage.base.storeBytes(
            of: value.littleEndian, toByteOffset: count, as: UInt16.self)
        count += 2
    }

    package mutating func append(_ value: UInt32) {
        reserve(4)
        unsafe storage.base.storeBytes(
            of: value.littleEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    package mutating func append(_ value: UInt64) {
        reserve(8)
        unsafe storage.base.storeBytes(
            of: value.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    /// Copies `bytes` behind what is there.
    package mutating func append(_ bytes: RawSpan) {
        reserve(bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe (storage.base + count).copyMemory(from: start, byteCount: source.count)
        }
        count += bytes.byteCount
    }

    /// Copies `bytes` behind what is there.
    package mutating func append(_ bytes: Bytes) {
        append(bytes.span)
    }

    /// Copies what another writer holds behind what is there.
    package mutating func append(contentsOf other: borrowing ByteWriter) {
        append(other.span)
    }

    /// Appends a copy of bytes that were written before.
    package mutating func append(again range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "not written yet")
        reserve(range.count)
        unsafe (storage.base + count).copyMemory(
            from: storage.base + range.lowerBound, byteCount: range.count)
        count += range.count
    }

    /// Replaces four bytes that were written before, for a length known only afterwards.
    package mutating func overwrite(_ value: UInt32, at offset: Int) {
        precondition(offset >= 0 && offset + 4 <= count, "overwrite outside what was written")
        unsafe storage.base.storeBytes(
            of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
    }

    /// Forgets what was written and keeps the memory.
    package mutating func removeAll() {
        count = 0
    }

    /// Ends writing; the memory becomes the result.
    package consuming func finish() -> Bytes {
        Bytes(storage: storage, count: count)
    }

    /// A copy of what was written, of exact size; the writer keeps its memory for more.
    package borrowing func copy() -> Bytes {
        Bytes(copying: span)
    }
}

extension ByteWriter {
    /// Adds `count` bytes whose content the caller writes before anybody reads them.
    ///
    /// - Returns: where they start; valid until the next change of the writer.
    @unsafe
    package mutating func appendUninitialized(_ added: Int) -> UnsafeMutableRawPointer {
        reserve(added)
        defer { count += added }
        return unsafe storage.base + count
    }

    /// Where the bytes start; valid until the next change of the writer.
    @unsafe
    package var mutableBase: UnsafeMutableRawPointer {
        mutating get { unsafe storage.base }
    }
}
