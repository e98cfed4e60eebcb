// Columns as text. A column is rendered whole, by one loop of its type, into one run of bytes;
// rows are put together afterwards. A dictionary's values are rendered once each.

import Columnar

/// The text of every row of one column.
struct RenderedColumn {
    /// The texts, one after the other.
    var bytes: [UInt8] = []
    /// Where each text ends; it starts where the one before it ends.
    var ends: [Int] = []
    /// The text of each row, where rows share texts; -1 is null.
    var slots: [Int32]?
    /// Set where the row is null. Empty where no row is.
    var isNull: [Bool] = []

    /// Where the text of `row` stands, or nil where the row is null.
    @inline(__always)
    func range(_ row: Int) -> Range<Int>? {
        var index = row
        if let slots {
            guard slots[row] >= 0 else { return nil }
            index = Int(slots[row])
        }
        if !isNull.isEmpty && isNull[index] { return nil }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Ends the current text.
    @inline(__always)
    mutating func endText() { ends.append(bytes.count) }
}

/// How values are spelt.
enum TextStyle {
    /// As JSON values.
    case json
    /// Scalars without quotes and escapes, nested values as JSON.
    case plain
}
