// A CSV file, block by block. Records may span lines and blocks: what is not whole is carried
// and scanned again with the next block.

package import BinaryIO
package import Columnar
import JSONCodec

/// Reads one CSV file that arrives in chunks as rows of a schema.
///
/// With a header, columns are found by their exact name, in any order; a column that the file has
/// not is null. A record that does not fit is left out and told as a `BadRow`.
package struct CSVReader: Sendable {
    private let schema: Schema
    private let options: CSVOptions
    private let plans: [ColumnPlan]
    private let scanner: CSVScanner
    private var binding: CSVBinding?
    /// What was not a whole record yet.
    private var tail: Bytes = .empty
    /// Where the tail starts in the file.
    private var position = TextPosition.start
    /// Whether the rest of a record that is too long is being skipped.
    private var isSkipping = false

    /// - Throws: `.unsupportedType` for a schema with nested columns.
    package init(
        schema: Schema, options: CSVOptions = CSVOptions()
    ) throws(TextFormatError) {
        for field in schema.fields where field.type.isNested {
            throw TextFormatError(
                .unsupportedType,
                "CSV has no \(field.type): read column \(field.name) as string")
        }
        self.schema = schema
        self.options = options
        plans = schema.fields.map { ColumnPlan($0, path: $0.name) }
        scanner = CSVScanner(options)
        if case .absent = options.header { binding = CSVBinding(columnCount: schema.count) }
    }

    /// Decodes every record that is whole with this chunk.
    ///
    /// - Throws: `.headerMismatch`, `.malformed` for the header; `.limitExceeded` for a chunk of
    ///   2 GiB.
    package mutating func append(_ chunk: Bytes) throws(TextFormatError) -> DecodedRows {
        try read(chunk, isLast: false)
    }

    /// Decodes the last record, where the file does not end with a line end.
    package mutating func finish() throws(TextFormatError) -> DecodedRows {
        try read(.empty, isLast: true)
    }

    private mutating func read(
        _ chunk: Bytes, isLast: Bool
    ) throws(TextFormatError) -> DecodedRows {
        guard chunk.count < Int(Int32.max) - options.limits.lineBytesMax - 8 else {
            throw TextFormatError(.limitExceeded, "a chunk of \(chunk.count) bytes is too long")
        }
        guard let block = nextBlock(chunk, isLast) else { return empty() }
        let records = scanner.scan(block.span, isLast: isLast)
        tail = Bytes(copying: block[records.consumed..<block.count].span)
        let start = position
        position.byte += records.consumed
        position.line += records.lineCount
        isSkipping = records.endsInsideLine
        var first = 0
        if binding == nil {
            guard let header = records.records.first else { return empty() }
            binding = try bind(header, records, block, start)
            first = 1
        }
        return decode(records, from: first, block, start)
    }

    /// The tail and the chunk as one block, or nil where there is nothing to scan yet.
    private mutating func nextBlock(_ chunk: Bytes, _ isLast: Bool) -> Bytes? {
        var block = chunk
        if isSkipping {
            guard let newline = chunk.firstNewline else {
                position.byte += chunk.count
                return nil
            }
            position.byte += newline + 1
            position.line += 1
            isSkipping = false
            block = chunk[(newline + 1)..<chunk.count]
        }
        if !tail.isEmpty { block = Bytes(tail.array() + block.array()) }
        tail = .empty
        guard position.byte == 0, !block.isEmpty else { return block }
        // A byte order mark may arrive in pieces.
        if block.count < 3, !isLast, block[0] == 0xEF {
            tail = block
            return nil
        }
        let text = block.withoutByteOrderMark
        position.byte += block.count - text.count
        return text
    }

    private func empty() -> DecodedRows {
        DecodedRows(batch: .empty(schema), badRows: [], end: position)
    }

    private func bind(
        _ header: CSVRecords.Record, _ records: CSVRecords, _ block: Bytes, _ start: TextPosition
    ) throws(TextFormatError) -> CSVBinding {
        guard header.defect == nil,
            block[header.offset..<(header.offset + header.length)].span.isValidUTF8
        else {
            throw TextFormatError(.malformed, "the header is not a CSV record", position: start)
        }
        let unescaped = Bytes(records.unescaped)
        let text = CellText(input: block.span, unescaped: unescaped.span)
        let cells = records.fields[header.firstField..<(header.firstField + header.fieldCount)]
        var names: [String] = []
        for cell in cells { names.append(JSONText(text.bytes(cell)).string()) }
        return try CSVBinding(header: names, schema: schema, options: options)
    }

    private func decode(
        _ records: CSVRecords, from first: Int, _ block: Bytes, _ start: TextPosition
    ) -> DecodedRows {
        guard let binding else { return empty() }
        var rows = CSVRows(block: block, start: start, bytesMax: options.limits.badRowBytesMax)
        rows.read(records.records[first...], fieldCount: binding.fieldCount)
        let builder = CellColumnBuilder(
            input: block, unescaped: Bytes(records.unescaped), tokens: nil, refusesUnknown: false)
        var columns: [ColumnArray] = []
        for (position, plan) in plans.enumerated() {
            let cells = rows.cells(of: binding.fields[position], records.fields)
            if !plan.nullable { builder.requireValues(cells.span, plan) }
            columns.append(builder.column(cells.span, plan, rows: nil))
        }
        let failures = builder.failures.all
        let batch = RowAssembly.batch(schema, columns, count: rows.count, failures: failures)
        return DecodedRows(batch: batch, badRows: rows.badRows(failures), end: position)
    }
}
