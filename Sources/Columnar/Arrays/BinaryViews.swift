public import BinaryIO

/// The values of a string or binary column: a view for each row, and the blocks that long values
/// stand in. A block may be anybody's memory, a decompressed Parquet page for instance.
public struct BinaryViews: Sendable {
    public let views: TypedBuffer<BinaryView>
    public let blocks: [Bytes]

    /// - Precondition: every view that is not inline lies within its block. `isWellFormed` checks
    ///   it for views that come from outside.
    public init(views: TypedBuffer<BinaryView>, blocks: [Bytes]) {
        self.views = views
        self.blocks = blocks
    }

    public var count: Int { views.count }

    /// The bytes of row `index`, borrowed. A null row has no bytes.
    @_lifetime(borrow self)
    public func bytes(at index: Int) -> RawSpan {
        let view = views.span[index]
        if view.isInline {
            let start = index * MemoryLayout<BinaryView>.stride + 4
            let raw = views.bytes.span.extracting(start..<(start + view.count))
            return unsafe _overrideLifetime(raw, borrowing: self)
        }
        let raw = unsafe blocks[Int(view.blockIndex)].unsafeSpan(Int(view.offset), view.count)
        return unsafe _overrideLifetime(raw, borrowing: self)
    }

    /// Row `index` as text; bytes that are not UTF-8 are repaired.
    ///
    /// - Note: for messages and single values, never for every row.
    public func string(at index: Int) -> String {
        unsafe bytes(at: index).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Whether every view lies within its block.
    ///
    /// - Complexity: O(count).
    public var isWellFormed: Bool {
        let span = views.span
        for index in span.indices {
            let view = span[index]
            if view.isInline { continue }
            guard Int(view.blockIndex) < blocks.count,
                blocks[Int(view.blockIndex)].count >= Int(view.offset) + view.count
            else { return false }
        }
        return true
    }

    /// The rows of `range`, sharing memory.
    public func slice(_ range: Range<Int>) -> BinaryViews {
        BinaryViews(views: views.slice(range), blocks: blocks)
    }
}

extension BinaryViews {
    /// Compares two values as unsigned bytes; for UTF-8 that is the order of code points.
    ///
    /// - Returns: below zero, zero, or above zero.
    public static func compare(
        _ left: BinaryViews, _ leftIndex: Int, _ right: BinaryViews, _ rightIndex: Int
    ) -> Int {
        let first = left.views.span[leftIndex].prefix.byteSwapped
        let second = right.views.span[rightIndex].prefix.byteSwapped
        if first != second { return first < second ? -1 : 1 }
        return left.bytes(at: leftIndex).lexicographicallyCompared(
            to: right.bytes(at: rightIndex))
    }

    /// Whether two values have the same bytes.
    public static func equal(
        _ left: BinaryViews, _ leftIndex: Int, _ right: BinaryViews, _ rightIndex: Int
    ) -> Bool {
        let first = left.views.span[leftIndex]
        let second = right.views.span[rightIndex]
        guard first.length == second.length, first.prefix == second.prefix else { return false }
        if first.isInline {
            return first.blockIndex == second.blockIndex && first.offset == second.offset
        }
        return left.bytes(at: leftIndex).lexicographicallyCompared(
            to: right.bytes(at: rightIndex)) == 0
    }
}

extension BinaryViews {
    /// Whether the bytes of row `index` are valid UTF-8.
    public func isUTF8(at index: Int) -> Bool {
        unsafe bytes(at: index).withUnsafeBytes { bytes in
            unsafe String(validating: bytes, as: UTF8.self) != nil
        }
    }
}
