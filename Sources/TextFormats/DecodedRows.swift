package import Columnar

/// What a decoder made of some bytes.
package struct DecodedRows: Sendable {
    /// The good rows, in order.
    package let batch: RecordBatch
    /// The others, in order.
    package let badRows: [BadRow]
    /// Where the bytes ended.
    package let end: TextPosition

    package init(batch: RecordBatch, badRows: [BadRow], end: TextPosition) {
        self.batch = batch
        self.badRows = badRows
        self.end = end
    }
}
