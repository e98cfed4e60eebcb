// The one currency for memory between modules: files, pages, column buffers and string blocks
// are all `Bytes`, so a slice of a page can become a column without a copy.

/// An immutable, reference-counted run of bytes; slicing shares the memory.
///
/// `@unchecked Sendable`: the memory is never written after an initialiser has returned.
@safe
public struct Bytes: @unchecked Sendable {
    @usableFromInline let storage: BytesStorage
    @usableFromInline let base: UnsafeRawPointer
    /// The number of bytes.
    public let count: Int

    /// Regions that are allocated here start at a multiple of this many bytes.
    public static let alignment = 64

    /// No bytes at all; allocates nothing.
    public static let empty = Bytes(storage: BytesStorage.empty, count: 0)

    init(storage: BytesStorage, count: Int) {
        precondition(count <= storage.capacity, "more bytes than the region holds")
        self.storage = storage
        unsafe self.base = UnsafeRawPointer(storage.base)
        self.count = count
    }

    init(storage: BytesStorage, base: UnsafeRawPointer, count: Int) {
        self.storage = storage
        unsafe self.base = base
        self.count = count
    }

    /// Copies `elements`.
    public init(_ elements: [UInt8]) {
        unsafe self.init(copying: elements.span.bytes)
    }

    /// Copies the UTF-8 of `text`.
    public init(utf8 text: String) {
        unsafe self.init(copying: text.utf8.span.bytes)
    }

    /// Copies a borrowed run of bytes.
    public init(copying span: RawSpan) {
        let storage = BytesStorage.ofCapacity(span.byteCount)
        unsafe span.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe storage.base.copyMemory(from: start, byteCount: source.count)
        }
        self.init(storage: storage, count: span.byteCount)
    }

    /// Allocates `capacity` bytes and lets `body` write a prefix of them.
    ///
    /// `body` appends to the output span; what it has appended when it returns is the content.
    public init<E: Error>(
        capacity: Int, initializingWith body: (inout OutputRawSpan) throws(E) -> Void
    ) throws(E) {
        let storage = BytesStorage.ofCapacity(capacity)
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: storage.base, count: capacity)
        var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
        try body(&output)
        let written = unsafe output.finalize(for: buffer)
        self.init(storage: storage, count: written)
    }

    /// Allocates `capacity` aligned bytes, lets `body` write into them and keeps as many as it
    /// returns.
    @unsafe
    public init<E: Error>(
        unsafeUninitializedCapacity capacity: Int,
        initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) {
        let storage = BytesStorage.ofCapacity(capacity)
        let written = try unsafe body(
            UnsafeMutableRawBufferPointer(start: storage.base, count: capacity))
        self.init(storage: storage, count: written)
    }

    /// Takes over foreign memory (a mapped file, a C library's result) without a copy.
    ///
    /// The memory must stay valid and unchanged until `release` is called.
    @unsafe
    public init(
        unsafeAdopting base: UnsafeMutableRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
    ) {
        let storage = unsafe BytesStorage(adopting: base, count: count, release: release)
        self.init(storage: storage, count: count)
    }

    public var isEmpty: Bool { count == 0 }

    /// The bytes, borrowed.
    public var span: RawSpan {
        @_lifetime(borrow self)
        @inlinable get {
            let raw = unsafe RawSpan(_unsafeStart: base, byteCount: count)
            return unsafe _overrideLifetime(raw, borrowing: self)
        }
    }

    /// The bytes of `range`, sharing this memory.
    ///
    /// - Precondition: `range` lies within `0..<count`; check input before, with `slice(_:_:)`.
    public subscript(range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "slice outside the bytes")
        return unsafe Bytes(
            storage: storage, base: base + range.lowerBound, count: range.count)
    }

    /// The byte at `index`.
    ///
    /// - Precondition: `index` lies within `0..<count`.
    public subscript(index: Int) -> UInt8 {
        @inlinable get { span.unsafeLoad(fromByteOffset: index) }
    }

    /// `length` bytes from `offset` on, or nil where they are not all there. For untrusted input.
    public func slice(_ offset: Int, _ length: Int) -> Bytes? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
            return nil
        }
        return self[offset..<(offset + length)]
    }

    /// `length` bytes from `offset` on, bounds checked, but not tied to the life of this value:
    /// for owners of several `Bytes` that tie the span to their own.
    @unsafe
    @inlinable
    @_lifetime(immortal)
    public func unsafeSpan(_ offset: Int, _ length: Int) -> RawSpan {
        precondition(offset >= 0 && length >= 0 && offset <= count && length <= count &- offset)
        let span = unsafe RawSpan(_unsafeStart: base + offset, byteCount: length)
        return unsafe _overrideLifetime(span, copying: ())
    }

    /// Whether these are the very bytes of `other`, not only equal ones.
    ///
    /// - Complexity: O(1).
    public func isSameMemory(as other: Bytes) -> Bool {
        unsafe base == other.base && count == other.count && storage === other.storage
    }

    /// A copy as an array.
    public func array() -> [UInt8] {
        unsafe span.withUnsafeBytes { unsafe Array($0) }
    }

    /// The bytes read as UTF-8; what is not valid is replaced (U+FFFD).
    public func repairedUTF8String() -> String {
        unsafe span.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes read as UTF-8, or nil where they are not valid UTF-8.
    public func utf8String() -> String? {
        unsafe span.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
    }
}

extension RawSpan {
    @inlinable
    func unsafeLoad(fromByteOffset offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "index outside the bytes")
        return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}

extension Bytes: Equatable {
    public static func == (left: Bytes, right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.span.withUnsafeBytes { leftBytes in
            unsafe right.span.withUnsafeBytes { rightBytes in
                unsafe leftBytes.elementsEqual(rightBytes)
            }
        }
    }
}
