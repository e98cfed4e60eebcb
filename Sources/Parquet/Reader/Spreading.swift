// Dense values to rows with nulls between them, in place and from the back: the source of a value
// never lies behind its row, so nothing is overwritten before it has moved.

import Columnar

/// The walk that puts values into their rows.
enum Spreading {
    /// Calls `place` for each row from the last one down, with the position of its dense value or
    /// nil where it is null; stops where all rows before are valid.
    @inline(__always)
    static func backwards(
        slots: Int, dense: inout Int, validity: Bitmap, place: (_ row: Int, _ dense: Int?) -> Void
    ) {
        var wordIndex = validity.wordCount - 1
        while wordIndex >= 0 {
            let start = wordIndex * 64
            let end = min(start + 64, slots)
            // As many values as rows are left: each stands in its place.
            if dense == end { return }
            let word = validity.word(wordIndex)
            var row = end - 1
            while row >= start {
                if word >> UInt64(row - start) & 1 == 1 && dense > 0 {
                    dense -= 1
                    place(row, dense)
                } else {
                    place(row, nil)
                }
                row -= 1
            }
            wordIndex -= 1
        }
    }
}
