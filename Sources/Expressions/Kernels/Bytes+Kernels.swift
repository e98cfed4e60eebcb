// The few places where text is read and copied byte by byte.

import Columnar

extension RawSpan {
    /// The byte at `index`, which must lie within the span.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < byteCount)
        return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}

extension [UInt8] {
    mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension BinaryViewsBuilder {
    mutating func append(_ bytes: [UInt8]) { unsafe append(bytes.span.bytes) }
}
