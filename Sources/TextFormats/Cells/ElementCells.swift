// The cells inside lists and maps, flattened, with the row that each belongs to.

import JSONCodec

/// Elements of list cells, one list after the other.
struct ElementCells {
    private(set) var cells: [TextCell] = []
    /// The row in the chunk of each element.
    private(set) var rows: [Int32] = []
    /// Where each list starts, and at last where the last one ends.
    private(set) var offsets: [Int32] = [0]

    init(reserving lists: Int) {
        offsets.reserveCapacity(lists + 1)
    }

    mutating func append(_ cell: TextCell, row: Int) {
        cells.append(cell)
        rows.append(Int32(truncatingIfNeeded: row))
    }

    /// Ends the current list. The parser's limits keep elements below 2^31.
    mutating func endRow() {
        offsets.append(Int32(truncatingIfNeeded: cells.count))
    }

    /// Appends the elements of a JSON array.
    mutating func append(elementsOf array: TextCell, tokens: JSONTokens?, row: Int) {
        guard let tokens else { return }
        let all = tokens.tokens
        let start = Int(array.token)
        let end = Int(all[start].link)
        var position = start + 1
        while position < end {
            let value = all[position]
            append(TextCell(value, at: position), row: row)
            position = value.kind.isContainer ? Int(value.link) : position + 1
        }
    }

    /// Appends the keys of a JSON object here, and its values to `values`. A key may stand for a
    /// value of any type.
    mutating func append(
        fieldsOf object: TextCell, tokens: JSONTokens?, row: Int, _ values: inout [TextCell]
    ) {
        guard let tokens else { return }
        let all = tokens.tokens
        let start = Int(object.token)
        let end = Int(all[start].link)
        var position = start + 1
        while position < end {
            let value = all[position + 1]
            var key = TextCell(all[position], at: position)
            key.kind = .bare
            append(key, row: row)
            values.append(TextCell(value, at: position + 1))
            position = value.kind.isContainer ? Int(value.link) : position + 2
        }
    }
}

extension JSONTokenKind {
    @inline(__always)
    var isContainer: Bool { rawValue >= JSONTokenKind.array.rawValue }
}

extension TextCell {
    /// The cell of a token.
    @inline(__always)
    init(_ token: JSONToken, at index: Int) {
        self.init(
            offset: token.offset, length: token.length, token: UInt32(truncatingIfNeeded: index),
            kind: Kind(rawValue: token.kind.rawValue) ?? .null,
            isUnescaped: token.flags & JSONToken.escapedFlag != 0)
    }
}
