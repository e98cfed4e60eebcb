// Dense values to rows with nulls between them, in place and from the back: the source of a value
// never lies behind its row, so nothing is overwritten before it has moved.

import Columnar

/// The walk that puts values into their rows.
enum Spreading {
    /// Moves `dense` values at the start of `base`, which has room for `slots`, into the rows
    /// whose bit is set; the others become `null`.
    static func spread<Element: BitwiseCopyable>(
        _ type: Element.Type, _ base: UnsafeMutableRawPointer, _ slots: Int, _ dense: Int,
        _ validity: Bitmap, _ null: Element
    ) {
        let values = unsafe base.bindMemory(to: Element.self, capacity: slots)
        var left = dense
        var wordIndex = validity.wordCount - 1
        while wordIndex >= 0 {
            let start = wordIndex * 64
            let end = min(start + 64, slots)
            // As many values as rows are left: each stands in its place.
            if left == end { return }
            let word = validity.word(wordIndex)
            var row = end - 1
            while row >= start {
                if word &>> UInt64(row &- start) & 1 == 1 && left > 0 {
                    left &-= 1
                    unsafe values[row] = values[left]
                } else {
                    unsafe values[row] = null
                }
                row &-= 1
            }
            wordIndex -= 1
        }
    }
}
