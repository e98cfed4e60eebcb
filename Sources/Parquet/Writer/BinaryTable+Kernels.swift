// The hash table of a dictionary of strings, and the loops that write strings plain. The values of
// the dictionary stand in one writer in PLAIN form, each with its length in front: it is the
// dictionary page. Views are those of a column and lie within their blocks.

import BinaryIO
import Columnar
import Glibc

/// Where the blocks of views start; valid only while the views are kept alive.
@safe
private struct BlockBases {
    let bases: [UnsafeRawPointer?]

    init(_ views: BinaryViews) {
        unsafe bases = views.blocks.map { block in
            unsafe block.span.withUnsafeBytes { $0.baseAddress }
        }
    }

    /// The bytes of a view, which itself lies at `view`.
    @inline(__always)
    func start(_ view: UnsafePointer<BinaryView>) -> UnsafeRawPointer? {
        if unsafe view.pointee.isInline { return unsafe UnsafeRawPointer(view) + 4 }
        return unsafe bases[Int(view.pointee.blockIndex)].map {
            unsafe $0 + Int(view.pointee.offset)
        }
    }
}

/// Gives equal values equal codes, counting from 0.
struct BinaryTable: ~Copyable {
    private var plain = ByteWriter(capacity: 0)
    /// Where each value's bytes start in `plain`, and how many they are.
    private var starts: [Int] = []
    private var lengths: [UInt32] = []
    private var hashes: [UInt64] = []
    private var slots: [UInt32] = Array(repeating: Self.empty, count: Self.slotsMin)

    /// Bytes of the length in front of a value in `plain`: 4, or 0 where all have one length.
    private let lengthBytes: Int

    private static let empty = UInt32.max
    private static let slotsMin = 64

    init(hasLengths: Bool) {
        lengthBytes = hasLengths ? 4 : 0
    }

    var count: Int { starts.count }
    var plainBytes: Int { plain.count }

    /// Appends the code of each value of `range`.
    mutating func appendCodes(
        _ views: BinaryViews, _ range: Range<Int>, to codes: inout [UInt32]
    ) {
        let blocks = BlockBases(views)
        codes.reserveCapacity(codes.count + range.count)
        unsafe views.views.span.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in range {
                unsafe codes.append(code(base + row, blocks))
            }
        }
    }

    /// Appends the code of each index's value; each value is looked up once.
    mutating func appendCodes(
        _ indices: TypedBuffer<Int32>, of values: BinaryViews, to codes: inout [UInt32]
    ) {
        let blocks = BlockBases(values)
        var known = [UInt32](repeating: Self.empty, count: values.count)
        let rows = indices.span
        codes.reserveCapacity(codes.count + rows.count)
        unsafe values.views.span.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in rows.indices {
                let index = Int(rows[row])
                if known[index] == Self.empty {
                    unsafe known[index] = code(base + index, blocks)
                }
                codes.append(known[index])
            }
        }
    }

    private mutating func code(
        _ view: UnsafePointer<BinaryView>, _ blocks: BlockBases
    ) -> UInt32 {
        let length = unsafe view.pointee.count
        guard let start = unsafe blocks.start(view) else { return 0 }
        if (starts.count + 1) * 2 > slots.count { grow() }
        let hash = unsafe Self.hash(start, length)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != Self.empty {
            let code = slots[slot]
            if hashes[Int(code)] == hash && lengths[Int(code)] == UInt32(length),
                unsafe memcmp(plain.mutableBase + starts[Int(code)], start, length) == 0
            {
                return code
            }
            slot = (slot + 1) & mask
        }
        let code = UInt32(truncatingIfNeeded: starts.count)
        slots[slot] = code
        hashes.append(hash)
        lengths.append(UInt32(length))
        if lengthBytes > 0 { plain.append(UInt32(length)) }
        starts.append(plain.count)
        unsafe plain.appendUninitialized(length).copyMemory(from: start, byteCount: length)
        return code
    }

    private mutating func grow() {
        slots = Array(repeating: Self.empty, count: slots.count * 2)
        let mask = slots.count - 1
        for (code, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != Self.empty { slot = (slot + 1) & mask }
            slots[slot] = UInt32(truncatingIfNeeded: code)
        }
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }

    private static func hash(_ start: UnsafeRawPointer, _ length: Int) -> UInt64 {
        var hash = mix(UInt64(truncatingIfNeeded: length) ^ 0xA076_1D64_78BD_642F)
        var offset = 0
        while length - offset >= 8 {
            hash = unsafe mix(hash ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < length {
            rest = unsafe rest << 8 | UInt64(start.load(fromByteOffset: offset, as: UInt8.self))
            offset += 1
        }
        return mix(hash ^ rest)
    }

    /// Appends the values that `codes` stand for, in PLAIN form.
    mutating func appendPlain(_ codes: [UInt32], to writer: inout ByteWriter) {
        for code in codes {
            let length = Int(lengths[Int(code)])
            if lengthBytes > 0 { writer.append(UInt32(length)) }
            unsafe writer.appendUninitialized(length).copyMemory(
                from: plain.mutableBase + starts[Int(code)], byteCount: length)
        }
    }

    func plainBytes(_ codes: [UInt32]) -> Int {
        codes.reduce(0) { $0 + lengthBytes + Int(lengths[Int($1)]) }
    }

    /// Appends all values in the order of their codes.
    func appendAll(to writer: inout ByteWriter) {
        writer.append(plain.span)
    }

    /// The least and the greatest of the values of `codes`; nil where there are none.
    func extremes(of codes: [UInt32]) -> (least: [UInt8], greatest: [UInt8])? {
        guard let first = codes.first else { return nil }
        var isSeen = [Bool](repeating: false, count: count)
        for code in codes { isSeen[Int(code)] = true }
        var least = Int(first)
        var greatest = Int(first)
        for code in 0..<count where isSeen[code] {
            if bytes(code).lexicographicallyCompared(to: bytes(least)) < 0 { least = code }
            if bytes(code).lexicographicallyCompared(to: bytes(greatest)) > 0 { greatest = code }
        }
        return (array(least), array(greatest))
    }

    @_lifetime(borrow self)
    private borrowing func bytes(_ code: Int) -> RawSpan {
        plain.span.extracting(starts[code]..<(starts[code] + Int(lengths[code])))
    }

    private func array(_ code: Int) -> [UInt8] {
        unsafe bytes(code).withUnsafeBytes { unsafe Array($0) }
    }
}

/// Strings without a dictionary.
enum BinaryPlain {
    /// Appends the values of `range`, each with its length in front unless all have one length.
    static func append(
        _ views: BinaryViews, _ range: Range<Int>, hasLengths: Bool, to writer: inout ByteWriter
    ) {
        let lengthBytes = hasLengths ? 4 : 0
        let blocks = BlockBases(views)
        unsafe views.views.span.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var total = 0
            for row in range { total += unsafe lengthBytes + buffer[row].count }
            var target = unsafe writer.appendUninitialized(total)
            for row in range {
                let length = unsafe buffer[row].count
                guard let start = unsafe blocks.start(base + row) else { continue }
                if hasLengths { unsafe target.storeBytes(of: UInt32(length), as: UInt32.self) }
                unsafe (target + lengthBytes).copyMemory(from: start, byteCount: length)
                unsafe target += lengthBytes + length
            }
        }
    }

    /// The rows of the least and the greatest value of `range`; nil where it is empty.
    static func extremes(
        _ views: BinaryViews, _ range: Range<Int>
    ) -> (least: Int, greatest: Int)? {
        guard let first = range.first else { return nil }
        let span = views.views.span
        var least = first
        var greatest = first
        // Most values are told apart by their first four bytes, compared as a number.
        var leastPrefix = span[first].prefix.byteSwapped
        var greatestPrefix = leastPrefix
        for row in range {
            let prefix = span[row].prefix.byteSwapped
            if prefix < leastPrefix
                || (prefix == leastPrefix && BinaryViews.compare(views, row, views, least) < 0)
            {
                least = row
                leastPrefix = prefix
            }
            if prefix > greatestPrefix
                || (prefix == greatestPrefix
                    && BinaryViews.compare(views, row, views, greatest) > 0)
            {
                greatest = row
                greatestPrefix = prefix
            }
        }
        return (least, greatest)
    }

    /// The length of the longest value.
    static func longest(_ views: BinaryViews) -> Int {
        let span = views.views.span
        var longest = 0
        for row in span.indices { longest = max(longest, span[row].count) }
        return longest
    }
}

extension BinaryViews {
    /// A copy of the bytes of row `index`.
    func array(at index: Int) -> [UInt8] {
        unsafe bytes(at: index).withUnsafeBytes { unsafe Array($0) }
    }
}
