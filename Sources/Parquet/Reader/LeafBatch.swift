// The rows of one leaf column for one batch, with the levels that nesting is rebuilt from.

import Columnar

/// What a leaf reader hands to the assembler.
struct LeafBatch {
    /// The values: a row for each place in the innermost list, or for each row of the batch.
    let array: ColumnArray
    /// One a level entry; empty where nothing nested needs them.
    let definitionLevels: LevelBuffer
    /// One a level entry; empty where the column stands in no list.
    let repetitionLevels: LevelBuffer
}
