import BinaryIO

/// Collects string or binary values, copying long ones into blocks.
public struct BinaryViewsBuilder: Sendable {
    private var views: [BinaryView] = []
    private var sealed: [Bytes] = []
    private var block: [UInt8] = []

    /// A block is sealed when it holds this many bytes.
    public static let blockBytesTarget = 1 << 20
    /// The longest value: an offset and a length have 32 bits, of which Arrow uses 31.
    public static let valueBytesMax = Int(Int32.max)

    public init(reserving capacity: Int = 0) {
        views.reserveCapacity(capacity)
    }

    public var count: Int { views.count }

    /// Appends a copy of `bytes`.
    ///
    /// - Precondition: at most `valueBytesMax` bytes.
    public mutating func append(_ bytes: RawSpan) {
        let count = bytes.byteCount
        if count <= BinaryView.inlineBytesMax {
            views.append(BinaryView(inlining: bytes))
            return
        }
        precondition(count <= Self.valueBytesMax, "a value of more than 2 GiB")
        if block.count + count > Self.blockBytesTarget && !block.isEmpty { seal() }
        if block.isEmpty { block.reserveCapacity(Swift.max(count, 4096)) }
        let offset = block.count
        unsafe bytes.withUnsafeBytes { unsafe block.append(contentsOf: $0) }
        views.append(
            BinaryView(
                length: UInt32(count), prefix: bytes.loadPrefix(),
                blockIndex: UInt32(sealed.count), offset: UInt32(offset)))
    }

    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            unsafe append(UnsafeRawBufferPointer(utf8).bytes)
        }
    }

    /// Appends an empty value; what stands under a null.
    public mutating func appendEmpty() {
        views.append(.empty)
    }

    private mutating func seal() {
        sealed.append(Bytes(block))
        block.removeAll(keepingCapacity: true)
    }

    /// The values, and an empty builder again.
    public mutating func finish() -> BinaryViews {
        if !block.isEmpty { seal() }
        let result = BinaryViews(views: TypedBuffer(views), blocks: sealed)
        views.removeAll(keepingCapacity: true)
        sealed.removeAll()
        return result
    }
}

extension BinaryView {
    /// A value of at most 12 bytes, in the view itself.
    ///
    /// - Precondition: at most 12 bytes.
    public init(inlining bytes: RawSpan) {
        let count = bytes.byteCount
        precondition(count <= Self.inlineBytesMax, "too long to stand in the view")
        self.init(
            length: UInt32(count), prefix: bytes.loadWord(at: 0),
            blockIndex: bytes.loadWord(at: 4), offset: bytes.loadWord(at: 8))
    }

    /// A value of more than 12 bytes that stands in `block` from `offset` on.
    public init(referencing bytes: RawSpan, blockIndex: Int, offset: Int) {
        self.init(
            length: UInt32(bytes.byteCount), prefix: bytes.loadWord(at: 0),
            blockIndex: UInt32(blockIndex), offset: UInt32(offset))
    }
}

extension RawSpan {
    /// The first four bytes.
    func loadPrefix() -> UInt32 { loadWord(at: 0) }

    /// Four bytes from `offset` on in little-endian order; bytes past the end are zero.
    func loadWord(at offset: Int) -> UInt32 {
        if offset + 4 <= byteCount {
            return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        }
        var word: UInt32 = 0
        var shift: UInt32 = 0
        var index = offset
        while index < byteCount {
            let byte = unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
            word |= UInt32(byte) << shift
            shift += 8
            index += 1
        }
        return word
    }
}
