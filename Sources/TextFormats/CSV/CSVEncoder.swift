// Batches into CSV. Values are spelt as in NDJSON without JSON's quotes; nested values are their
// JSON text. Null is an empty field, an empty string is a quoted one, so that both read back.

package import BinaryIO
package import Columnar
import JSONCodec

/// Writes batches as CSV (RFC 4180, lines ended by LF).
package struct CSVEncoder: Sendable {
    private let schema: Schema
    private let options: CSVOptions
    private let nullBytes: [UInt8]

    package init(schema: Schema, options: CSVOptions = CSVOptions()) {
        self.schema = schema
        self.options = options
        nullBytes = Array(options.nullText.utf8)
    }

    /// The record of column names; empty where the options have no header.
    package func header() -> Bytes {
        guard case .present = options.header else { return .empty }
        var output: [UInt8] = []
        for (position, name) in schema.names.enumerated() {
            if position > 0 { output.append(options.delimiter) }
            append(Array(name.utf8).span, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        return Bytes(output)
    }

    /// One record a row, each with its line end.
    ///
    /// - Precondition: `batch` has the schema's columns.
    /// - Complexity: O(bytes written); a dictionary's values are formatted once each.
    package func encode(_ batch: RecordBatch) -> Bytes {
        let renderer = ColumnRenderer(style: .plain)
        let columns = batch.columns.map { quoted(renderer.render($0)) }
        // A record of one empty field is a blank line, which readers skip: there an empty string
        // stands for null, so that at least the row stays.
        let isBlankLine = schema.count == 1 && options.nullText.isEmpty
        let joiner = RowJoiner(
            prefixes: columns.indices.map { $0 == 0 ? [] : [options.delimiter] },
            suffix: [UInt8(ascii: "\n")],
            nullText: Array((isBlankLine ? "\"\"" : options.nullText).utf8))
        return joiner.join(columns, count: batch.count)
    }

    /// The same texts, in quotes where they would not read back as they are.
    private func quoted(_ column: RenderedColumn) -> RenderedColumn {
        var output = column
        output.bytes.removeAll()
        output.bytes.reserveCapacity(column.bytes.count)
        var start = 0
        let bytes = column.bytes.span
        for index in column.ends.indices {
            append(bytes.extracting(start..<column.ends[index]), to: &output.bytes)
            start = column.ends[index]
            output.ends[index] = output.bytes.count
        }
        return output
    }

    /// Appends a field, in quotes where it would not read back as it is.
    private func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        guard needsQuotes(text) else { return output.append(run: text) }
        output.append(UInt8(ascii: "\""))
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "\"") {
            output.append(run: text.extracting(start..<(index + 1)))
            start = index
        }
        output.append(run: text.extracting(start..<text.count))
        output.append(UInt8(ascii: "\""))
    }

    private func needsQuotes(_ text: Span<UInt8>) -> Bool {
        if CSVQuoting.holdsSyntax(text, delimiter: options.delimiter) { return true }
        guard text.count == nullBytes.count else { return false }
        for index in text.indices where text[index] != nullBytes[index] { return false }
        return true
    }
}
