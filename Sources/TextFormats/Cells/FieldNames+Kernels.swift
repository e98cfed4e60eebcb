// Finding the column of a key without making a string: the field that is expected next first,
// then a small open-addressing table. Keys are compared byte for byte.

/// The names of an object's fields, for look-up by bytes.
struct FieldNames: Sendable {
    /// All names, one after the other.
    private let bytes: [UInt8]
    /// Where each name ends; it starts where the one before it ends.
    private let ends: [Int]
    /// Field numbers by hash; -1 is free. A power of two, at most half full.
    private let slots: [Int32]

    init(_ names: [String]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for name in names {
            bytes += Array(name.utf8)
            ends.append(bytes.count)
        }
        var capacity = 8
        while capacity < names.count * 2 { capacity *= 2 }
        var slots = [Int32](repeating: -1, count: capacity)
        for (index, name) in names.enumerated() {
            let utf8 = Array(name.utf8)
            var slot = unsafe utf8.withUnsafeBytes { unsafe Self.hash($0) } & (capacity - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        self.bytes = bytes
        self.ends = ends
        self.slots = slots
    }

    var count: Int { ends.count }

    /// The number of the field `key`, or -1; the first of that name where there are two.
    /// `expected` is tried first.
    func index(of key: RawSpan, expected: Int) -> Int {
        if expected < ends.count, matches(key, expected) { return expected }
        let mask = slots.count - 1
        var slot = unsafe key.withUnsafeBytes { unsafe Self.hash($0) } & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if matches(key, index) { return index }
            slot = (slot + 1) & mask
        }
        return -1
    }

    @inline(__always)
    private func matches(_ key: RawSpan, _ index: Int) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        let length = ends[index] - start
        guard key.byteCount == length else { return false }
        return unsafe key.withUnsafeBytes { left in
            unsafe bytes.withUnsafeBytes { right in
                unsafe Self.equal(left, right, from: start, count: length)
            }
        }
    }

    @inline(__always)
    private static func equal(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, from start: Int, count: Int
    ) -> Bool {
        guard count > 0, let left = left.baseAddress, let right = right.baseAddress else {
            return true
        }
        var index = 0
        while index + 8 <= count {
            let first = unsafe left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let second = unsafe right.loadUnaligned(fromByteOffset: start + index, as: UInt64.self)
            if first != second { return false }
            index += 8
        }
        while index < count {
            let first = unsafe left.load(fromByteOffset: index, as: UInt8.self)
            let second = unsafe right.load(fromByteOffset: start + index, as: UInt8.self)
            if first != second { return false }
            index += 1
        }
        return true
    }

    /// FNV-1a. The table's keys are the schema's own, so chosen input cannot make it long.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in 0..<key.count {
            hash = unsafe (hash ^ UInt32(key[index])) &* 16_777_619
        }
        return Int(hash)
    }
}
