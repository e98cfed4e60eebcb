public import BinaryIO

/// An immutable run of fixed-width values over shared bytes.
public struct TypedBuffer<Element: BitwiseCopyable & Sendable>: Sendable {
    public let bytes: Bytes
    /// The number of values.
    public let count: Int

    /// Views `bytes` as `count` values.
    ///
    /// - Precondition: the bytes are aligned for `Element` and hold at least `count` values.
    public init(bytes: Bytes, count: Int) {
        precondition(count >= 0 && bytes.count / MemoryLayout<Element>.stride >= count)
        let aligned = unsafe bytes.span.withUnsafeBytes { raw in
            Int(bitPattern: raw.baseAddress) % MemoryLayout<Element>.alignment == 0
        }
        precondition(aligned, "a typed buffer needs aligned bytes; copy them first")
        self.bytes = bytes[0..<(count * MemoryLayout<Element>.stride)]
        self.count = count
    }

    public init(_ values: [Element]) {
        self.init(capacity: values.count) { output in
            for value in values { output.append(value) }
        }
    }

    public init(repeating value: Element, count: Int) {
        self.init(capacity: count) { output in
            output.append(repeating: value, count: count)
        }
    }

    /// Allocates room for `capacity` values and lets `body` append the content.
    public init<E: Error>(
        capacity: Int, initializingWith body: (inout OutputSpan<Element>) throws(E) -> Void
    ) throws(E) {
        var written = 0
        let (size, overflow) = capacity.multipliedReportingOverflow(
            by: MemoryLayout<Element>.stride)
        precondition(capacity >= 0 && !overflow, "a buffer of more bytes than there are")
        let bytes = try unsafe Bytes(unsafeUninitializedCapacity: size) {
            (raw) throws(E) -> Int in
            let buffer = unsafe raw.bindMemory(to: Element.self)
            var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
            try body(&output)
            written = unsafe output.finalize(for: buffer)
            return written * MemoryLayout<Element>.stride
        }
        self.bytes = bytes
        self.count = written
    }

    private init(uncheckedBytes bytes: Bytes, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    /// The values, borrowed.
    public var span: Span<Element> {
        @_lifetime(borrow self)
        @inlinable get {
            let span = Span<Element>(_bytes: bytes.span)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    public subscript(index: Int) -> Element {
        @inlinable get { span[index] }
    }

    /// The values of `range`, sharing memory.
    public func slice(_ range: Range<Int>) -> TypedBuffer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let stride = MemoryLayout<Element>.stride
        return TypedBuffer(
            uncheckedBytes: bytes[(range.lowerBound * stride)..<(range.upperBound * stride)],
            count: range.count)
    }

    /// A copy as an array.
    public func array() -> [Element] {
        let span = self.span
        var result: [Element] = []
        result.reserveCapacity(span.count)
        for index in span.indices { result.append(span[index]) }
        return result
    }
}
