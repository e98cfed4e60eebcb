// The rows of one row group, cut into batches.

public import Columnar

/// Decodes one row group, front to back.
public struct RowGroupDecoder {
    private let decoder: ParquetDecoder
    private let rowGroup: Int
    private let readers: [Int: LeafReader]
    private let batchRows: Int
    /// Rows that have not been handed out.
    public private(set) var rowsLeft: Int

    init(
        decoder: ParquetDecoder, rowGroup: Int, readers: [Int: LeafReader], batchRows: Int
    ) {
        self.decoder = decoder
        self.rowGroup = rowGroup
        self.readers = readers
        self.batchRows = batchRows
        rowsLeft = decoder.footer.rowCount(ofRowGroup: rowGroup)
    }

    /// The next rows, at most `ReadOptions.batchRowsMax`; nil after the last one.
    ///
    /// - Throws: `ParquetError` where the pages cannot be read; then the row group is done with.
    public mutating func next() throws(ParquetError) -> RecordBatch? {
        guard rowsLeft > 0 else { return nil }
        let rows = min(rowsLeft, batchRows)
        do {
            let batch = try read(rows)
            rowsLeft -= rows
            if rowsLeft == 0 { try checkEnds() }
            return batch
        } catch {
            rowsLeft = 0
            throw error.located(rowGroup: rowGroup)
        }
    }

    private func read(_ rows: Int) throws(ParquetError) -> RecordBatch {
        var leaves: [Int: LeafBatch] = [:]
        for leaf in decoder.leaves { leaves[leaf] = try readers[leaf]?.read(rows) }
        let assembler = RecordAssembler(rows: rows, leaves: leaves)
        var columns: [ColumnArray] = []
        for node in decoder.columns { columns.append(try assembler.column(node)) }
        return RecordBatch(schema: decoder.schema, columns: columns, count: rows)
    }

    private func checkEnds() throws(ParquetError) {
        for leaf in decoder.leaves {
            guard let reader = readers[leaf], !reader.isAtEnd else { continue }
            throw ParquetError(
                .corrupt, "the column has more rows than its row group",
                column: reader.column.name)
        }
    }
}
