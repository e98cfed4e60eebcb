// The two buffers that cells point into, and reading views out of them.

import Columnar

/// The memory that cells point into.
struct CellText: ~Escapable {
    let input: RawSpan
    let unescaped: RawSpan

    @_lifetime(copy input, copy unescaped)
    init(input: RawSpan, unescaped: RawSpan) {
        self.input = input
        self.unescaped = unescaped
    }

    /// The bytes of `cell`.
    @inline(__always)
    @_lifetime(copy self)
    func bytes(_ cell: TextCell) -> RawSpan {
        let start = Int(cell.offset)
        let range = start..<(start &+ Int(cell.length))
        return cell.isUnescaped ? unescaped.extracting(range) : input.extracting(range)
    }

    /// The bytes of `cell`, typed.
    @inline(__always)
    @_lifetime(copy self)
    func octets(_ cell: TextCell) -> Span<UInt8> {
        Span<UInt8>(_bytes: bytes(cell))
    }

    /// A view on the text of `cell`: block 0 is the input, block 1 the unescaped buffer.
    @inline(__always)
    func view(_ cell: TextCell) -> BinaryView {
        let bytes = bytes(cell)
        let count = bytes.byteCount
        if count <= BinaryView.inlineBytesMax { return Self.inlineView(bytes, count) }
        let prefix = unsafe bytes.unsafeLoadUnaligned(as: UInt32.self)
        return BinaryView(
            length: cell.length, prefix: prefix, blockIndex: cell.isUnescaped ? 1 : 0,
            offset: cell.offset)
    }

    @inline(__always)
    private static func inlineView(_ bytes: RawSpan, _ count: Int) -> BinaryView {
        var low: UInt64 = 0
        var high: UInt32 = 0
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe withUnsafeMutableBytes(of: &low) {
                unsafe $0.copyMemory(
                    from: UnsafeRawBufferPointer(start: start, count: min(count, 8)))
            }
            guard count > 8 else { return }
            unsafe withUnsafeMutableBytes(of: &high) {
                unsafe $0.copyMemory(
                    from: UnsafeRawBufferPointer(start: start + 8, count: count - 8))
            }
        }
        return BinaryView(
            length: UInt32(count), prefix: UInt32(truncatingIfNeeded: low),
            blockIndex: UInt32(truncatingIfNeeded: low &>> 32), offset: high)
    }
}

extension BinaryViewsBuilder {
    /// Appends a copy of `octets`.
    mutating func append(octets: [UInt8]) {
        unsafe octets.withUnsafeBytes { unsafe append($0.bytes) }
    }
}
