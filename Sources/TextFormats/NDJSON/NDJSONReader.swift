// A file of lines, chunk by chunk: the splitter and the decoder together, with places counted
// from the file's start.

package import BinaryIO
package import Columnar

/// Reads one NDJSON file that arrives in chunks.
package struct NDJSONReader: Sendable {
    private var decoder: NDJSONDecoder
    private var splitter: LineSplitter
    private var line = 1
    private let limits: TextLimits

    package init(schema: Schema, options: NDJSONOptions = NDJSONOptions()) {
        decoder = NDJSONDecoder(schema: schema, options: options)
        splitter = LineSplitter(limits: options.limits)
        limits = options.limits
    }

    /// Decodes every line that is whole with this chunk.
    ///
    /// - Throws: `.limitExceeded` for a chunk of 2 GiB.
    package mutating func append(_ chunk: Bytes) throws(TextFormatError) -> [DecodedRows] {
        var results: [DecodedRows] = []
        for output in splitter.append(chunk) { results.append(try decode(output)) }
        return results
    }

    /// Decodes the last line, where the file does not end with a line end.
    package mutating func finish() throws(TextFormatError) -> DecodedRows? {
        guard let output = splitter.finish() else { return nil }
        return try decode(output)
    }

    private mutating func decode(
        _ output: LineSplitter.Output
    ) throws(TextFormatError) -> DecodedRows {
        switch output {
        case .lines(let lines, let byte):
            let rows = try decoder.decode(lines: lines, at: TextPosition(line: line, byte: byte))
            line = rows.end.line
            return rows
        case .oversized(let text, let byte):
            let bad = BadRow(
                code: .tooLong,
                message: "the line is longer than \(limits.lineBytesMax) bytes",
                position: TextPosition(line: line, byte: byte), text: text)
            line += 1
            return DecodedRows(
                batch: .empty(decoder.schema), badRows: [bad],
                end: TextPosition(line: line, byte: byte + text.count))
        }
    }
}
