// What the scanner finds: records of fields, row by row, before they have columns.

/// The records of one block.
struct CSVRecords {
    /// A record, whole or bad.
    struct Record {
        /// Where it starts in the block, and its bytes without the line end.
        var offset: Int
        var length: Int
        /// Line ends in the block before it.
        var line: Int
        /// Its first field in `fields`, and how many it has.
        var firstField: Int
        var fieldCount: Int
        var defect: Defect?
    }

    /// What keeps a record from being read.
    enum Defect {
        /// A quoted field is not closed.
        case unclosedQuote
        /// Something other than a delimiter or a line end follows a closing quote.
        case textBehindQuote
        /// The record is longer than the limit.
        case tooLong
    }

    var records: [Record] = []
    var fields: [TextCell] = []
    /// The text of quoted fields that had quotes inside.
    var unescaped: [UInt8] = []
    /// How much of the block was read: up to the end of the last whole record.
    var consumed = 0
    /// Line ends in what was read.
    var lineCount = 0
    /// Whether what was read ends inside a line that is too long: the rest of it is to be skipped.
    var endsInsideLine = false
}
