// Walks the rows of a shredded leaf in steps, so that pages end between rows.

import Columnar

/// A position among the rows of a leaf.
struct LeafCursor {
    private let leaf: ShreddedLeaf
    private let maxDefinitionLevel: UInt8
    private var row = 0
    private var entry = 0
    private var value = 0

    init(_ leaf: ShreddedLeaf, maxDefinitionLevel: Int) {
        self.leaf = leaf
        self.maxDefinitionLevel = UInt8(clamping: maxDefinitionLevel)
    }

    /// Some rows: their number, their entries and the values among these.
    struct Part {
        let rows: Int
        let entries: Range<Int>
        let values: Range<Int>
    }

    /// The next rows, at most so many; nil after the last one.
    mutating func next(rows: Int) -> Part? {
        let taken = min(rows, leaf.rows - row)
        guard taken > 0 else { return nil }
        let end = endOfRows(taken)
        let count = valueCount(entry..<end)
        let part = Part(rows: taken, entries: entry..<end, values: value..<(value + count))
        row += taken
        entry = end
        value += count
        return part
    }

    private func endOfRows(_ rows: Int) -> Int {
        guard case .nested(_, let repetition?) = leaf.levels else { return entry + rows }
        var started = 0
        var index = entry
        while index < repetition.count {
            if repetition[index] == 0 {
                if started == rows { return index }
                started += 1
            }
            index += 1
        }
        return index
    }

    private func valueCount(_ entries: Range<Int>) -> Int {
        switch leaf.levels {
        case .none: return entries.count
        case .validity(let bits): return bits.slice(entries).setCount()
        case .nested(let definition, _):
            var count = 0
            for index in entries where definition[index] == maxDefinitionLevel { count += 1 }
            return count
        }
    }
}
