// Batches into CSV. Values are spelt as in NDJSON without JSON's quotes; nested values are their
// JSON text. Null is an empty field, an empty string is a quoted one, so that both read back.

package import BinaryIO
package import Columnar
import JSONCodec

/// Writes batches as CSV (RFC 4180, lines ended by LF).
package struct CSVEncoder: Sendable {
    private let schema: Schema
    private let options: CSVOptions

    package init(schema: Schema, options: CSVOptions = CSVOptions()) {
        self.schema = schema
        self.options = options
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
    package func encode(_ batch: RecordBatch) -> Bytes {
        let renderer = ColumnRenderer(style: .plain)
        let columns = batch.columns.map { renderer.render($0) }
        // A record of one empty field is a blank line, which readers skip: there an empty string
        // stands for null, so that at least the row stays.
        let isBlankLine = schema.count == 1 && options.nullText.isEmpty
        let nullText = Array((isBlankLine ? "\"\"" : options.nullText).utf8)
        var output: [UInt8] = []
        for row in 0..<batch.count {
            for position in columns.indices {
                if position > 0 { output.append(options.delimiter) }
                append(columns[position], row, nullText, to: &output)
            }
            output.append(UInt8(ascii: "\n"))
        }
        return Bytes(output)
    }

    private func append(
        _ column: RenderedColumn, _ row: Int, _ nullText: [UInt8], to output: inout [UInt8]
    ) {
        guard let range = column.range(row) else {
            output.append(contentsOf: nullText)
            return
        }
        append(column.bytes.span.extracting(range), to: &output)
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
        var isNullText = text.count == options.nullText.utf8.count
        if isNullText {
            for (index, byte) in options.nullText.utf8.enumerated() where text[index] != byte {
                isNullText = false
            }
        }
        if isNullText { return true }
        for index in text.indices {
            switch text[index] {
            case options.delimiter, UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                return true
            default: continue
            }
        }
        return false
    }
}
