// A set of row numbers of one data file: what a deletion vector says (PROTOCOL.md, *Deletion Vector
// Format*). Memory is in proportion to the bytes that a vector came in.

package import Columnar

/// Row numbers of a data file, counted from 0; 64-bit Roaring.
package struct RowBitmap: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        /// Row numbers without their low 16 bits.
        let key: UInt64
        var rows: RowContainer
    }

    /// Ascending by key, none of them empty.
    let entries: [Entry]
    /// How many rows are set.
    package let cardinality: Int64

    package static let empty = RowBitmap(entries: [])

    init(entries: [Entry]) {
        self.entries = entries
        cardinality = entries.reduce(0) { $0 + Int64($1.rows.cardinality) }
    }

    /// The set of these row numbers, in any order, each at least 0.
    ///
    /// - Precondition: no row number is negative.
    package init(_ rows: [Int64]) {
        var entries: [Entry] = []
        var low: [UInt16] = []
        var key: UInt64?
        func close() {
            if let key { entries.append(Entry(key: key, rows: RowContainer.array(low).smallest)) }
        }
        var previous: Int64 = -1
        for row in rows.sorted() {
            precondition(row >= 0, "row numbers count from 0")
            guard row != previous else { continue }
            previous = row
            if UInt64(row) >> 16 != key {
                close()
                low = []
                key = UInt64(row) >> 16
            }
            low.append(UInt16(truncatingIfNeeded: row))
        }
        close()
        self.init(entries: entries)
    }

    /// All rows of a file of `count` rows.
    ///
    /// - Complexity: O(count / 65,536).
    package init(allOf count: Int64) {
        var entries: [Entry] = []
        var first: Int64 = 0
        while first < count {
            let last = UInt16(min(count - first, Int64(RowContainer.rowCount)) - 1)
            entries.append(Entry(key: UInt64(first) >> 16, rows: .runs([0...last])))
            first += Int64(RowContainer.rowCount)
        }
        self.init(entries: entries)
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The greatest row number; nil where there is none.
    package var last: Int64? {
        guard let entry = entries.last, let low = entry.rows.last else { return nil }
        return Int64(bitPattern: entry.key << 16 | UInt64(low))
    }

    package func contains(_ row: Int64) -> Bool {
        let bits = UInt64(bitPattern: row)
        let position = index(of: bits >> 16)
        return position < entries.count && entries[position].key == bits >> 16
            && entries[position].rows.contains(UInt16(truncatingIfNeeded: bits))
    }

    /// All row numbers, ascending.
    package var rows: [Int64] {
        entries.flatMap { entry in
            entry.rows.rows.map { Int64(bitPattern: entry.key << 16 | UInt64($0)) }
        }
    }

    /// The rows that are in either.
    package func union(_ other: RowBitmap) -> RowBitmap {
        var merged: [Entry] = []
        var mine = entries[...]
        var theirs = other.entries[...]
        while let left = mine.first, let right = theirs.first {
            if left.key <= right.key { mine.removeFirst() }
            if right.key <= left.key { theirs.removeFirst() }
            if left.key == right.key {
                merged.append(Entry(key: left.key, rows: left.rows.union(right.rows)))
            } else {
                merged.append(left.key < right.key ? left : right)
            }
        }
        return RowBitmap(entries: merged + mine + theirs)
    }

    /// The rows that are here and not there.
    package func subtracting(_ other: RowBitmap) -> RowBitmap {
        RowBitmap(
            entries: entries.compactMap { entry in
                let position = other.index(of: entry.key)
                guard position < other.entries.count, other.entries[position].key == entry.key
                else { return entry }
                let rows = entry.rows.subtracting(other.entries[position].rows)
                return rows.cardinality == 0 ? nil : Entry(key: entry.key, rows: rows)
            })
    }

    /// Whether all rows of `other` are here.
    package func isSuperset(of other: RowBitmap) -> Bool { other.subtracting(self).isEmpty }

    /// Which rows of a stretch of the file are not in the set; nil where none is.
    ///
    /// - Complexity: O(rows of the stretch / 64 + containers that it meets).
    package func complement(of rows: Range<Int64>) -> Bitmap? {
        guard !rows.isEmpty else { return nil }
        let first = UInt64(rows.lowerBound) >> 16
        let last = UInt64(rows.upperBound - 1) >> 16
        var position = index(of: first)
        guard position < entries.count, entries[position].key <= last else { return nil }
        let shift = Int(UInt64(rows.lowerBound) % UInt64(RowContainer.rowCount))
        let wordCount = (shift + rows.count + 63) / 64
        var words = [UInt64](repeating: .max, count: wordCount)
        while position < entries.count, entries[position].key <= last {
            let start = Int(entries[position].key - first) * RowContainer.wordCount
            for (offset, word) in entries[position].rows.words.enumerated()
            where start + offset < wordCount {
                words[start + offset] = ~word
            }
            position += 1
        }
        let kept = Bitmap(words: TypedBuffer(words), count: shift + rows.count)
            .slice(shift..<(shift + rows.count))
        return kept.setCount() == rows.count ? nil : kept
    }

    /// The position of the first entry whose key is at least `key`.
    private func index(of key: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
