// Reading texts row by row without touching reference counts, and writing texts row by row into
// blocks. The pointers point into memory that the value itself owns.

import BinaryIO
import Columnar

/// The values of a text or bytes column, ready to be read in a loop.
@safe
struct TextReader {
    let owner: BinaryViews
    let count: Int
    private let views: UnsafePointer<BinaryView>
    private let blocks: [UnsafeRawBufferPointer]

    init(_ owner: BinaryViews) {
        self.owner = owner
        count = owner.count
        let span = owner.views.span
        unsafe views = span.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress ?? UnsafePointer(bitPattern: 16)!
        }
        unsafe blocks = owner.blocks.map { block in
            let bytes = block.span
            return unsafe bytes.withUnsafeBytes { unsafe $0 }
        }
    }

    /// The bytes of row `index`.
    @_lifetime(borrow self)
    @inline(__always)
    func bytes(at index: Int) -> RawSpan {
        precondition(index >= 0 && index < count, "row outside the column")
        let view = unsafe views[index]
        let length = view.count
        let start: UnsafeRawPointer
        if view.isInline {
            unsafe start = UnsafeRawPointer(views + index) + 4
        } else {
            let block = unsafe blocks[Int(view.blockIndex)]
            let offset = Int(view.offset)
            precondition(offset <= block.count && length <= block.count &- offset)
            unsafe start = block.baseAddress.unsafelyUnwrapped + offset
        }
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: length)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    func string(at index: Int) -> String { owner.string(at: index) }

    func view(_ index: Int) -> BinaryView { owner.views[index] }
}

/// Texts that are written one after the other, each in place.
struct TextWriter {
    /// What is written belongs to the row that is open.
    var buffer: [UInt8] = []
    private var views: [BinaryView] = []
    private var sealed: [Bytes] = []
    private var start = 0

    init(reserving count: Int) {
        views.reserveCapacity(count)
        buffer.reserveCapacity(4096)
    }

    /// Bytes of the row that is open.
    var openCount: Int { buffer.count - start }

    /// Forgets what the open row has.
    mutating func discard() { buffer.removeLast(buffer.count - start) }

    /// Ends the open row and opens the next.
    mutating func finishRow() {
        let count = buffer.count - start
        let view = unsafe buffer.withUnsafeBytes { raw in
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: raw[start...]).bytes
            return count <= BinaryView.inlineBytesMax
                ? BinaryView(inlining: bytes)
                : BinaryView(referencing: bytes, blockIndex: sealed.count, offset: start)
        }
        views.append(view)
        if count <= BinaryView.inlineBytesMax {
            buffer.removeLast(count)
        } else if buffer.count >= BinaryViewsBuilder.blockBytesTarget {
            seal()
        }
        start = buffer.count
    }

    private mutating func seal() {
        sealed.append(Bytes(buffer))
        buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish() -> BinaryViews {
        if !buffer.isEmpty { seal() }
        return BinaryViews(views: TypedBuffer(views), blocks: sealed)
    }
}

extension TextWriter {
    /// Appends `text` with the letters of one case exchanged; false, with nothing appended,
    /// where it is not ASCII.
    mutating func appendMapped(_ text: RawSpan, from first: UInt8) -> Bool {
        let count = text.byteCount
        let isASCII = unsafe text.withUnsafeBytes { input in
            var all: UInt8 = 0
            for index in 0..<input.count { unsafe all |= input[index] }
            return all < 0x80
        }
        guard isASCII else { return false }
        let start = buffer.count
        buffer.append(text)
        unsafe buffer.withUnsafeMutableBytes { output in
            for index in start..<(start + count) {
                let byte = unsafe output[index]
                unsafe output[index] = byte &- first < 26 ? byte ^ 0x20 : byte
            }
        }
        return true
    }
}
