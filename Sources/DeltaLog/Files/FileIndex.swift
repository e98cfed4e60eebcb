// From the hash of a key to the number of its record: open addressing over numbers only, half full
// at most. The records themselves stay where they are.

/// An index over records by the hash of their key.
struct FileIndex: Sendable {
    private var slots: [UInt32]
    private var count = 0
    private static let free = UInt32.max

    init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        slots = Array(repeating: Self.free, count: size)
    }

    /// The record with this hash that `isSame` accepts.
    func find(_ hash: UInt64, in hashes: [UInt64], isSame: (Int) -> Bool) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != Self.free {
            let record = Int(slots[slot])
            if hashes[record] == hash, isSame(record) { return record }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Makes room for `more` records, so that the index does not grow one doubling at a time.
    mutating func reserve(_ more: Int, hashes: [UInt64]) {
        while 2 * (count + more) > slots.count { grow(hashes) }
    }

    /// Adds the record that comes next in `hashes`, unless one with this hash is there that
    /// `isSame` accepts: then that one is the answer.
    mutating func findOrAdd(
        _ hash: UInt64, as record: Int, in hashes: [UInt64], isSame: (Int) -> Bool
    ) -> Int? {
        if 2 * (count + 1) > slots.count { grow(hashes) }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != Self.free {
            let known = Int(slots[slot])
            if hashes[known] == hash, isSame(known) { return known }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(record)
        count += 1
        return nil
    }

    private mutating func put(_ record: UInt32, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = record
    }

    private mutating func grow(_ hashes: [UInt64]) {
        let old = slots
        slots = Array(repeating: Self.free, count: 2 * old.count)
        for record in old where record != Self.free {
            put(record, hash: hashes[Int(record)])
        }
    }
}
