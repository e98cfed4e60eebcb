// Lines of JSON objects into batches. One parse a chunk, then one walk over the objects that
// lays out the cells of all columns, then one loop a column.

package import BinaryIO
package import Columnar
import JSONCodec

/// Reads newline-delimited JSON, and JSON documents, as rows of a schema.
///
/// Fields are found by their exact name; a field that is not there is null; of a field that is
/// there twice the last one counts, as in Spark. A row that does not fit the schema is left out
/// and told as a `BadRow`.
package struct NDJSONDecoder: Sendable {
    package let schema: Schema
    private let options: NDJSONOptions
    private let plans: [ColumnPlan]
    private let names: FieldNames
    private var parser: JSONParser

    package init(schema: Schema, options: NDJSONOptions = NDJSONOptions()) {
        self.schema = schema
        self.options = options
        plans = schema.fields.map { ColumnPlan($0, path: $0.name) }
        names = FieldNames(schema.names)
        var limits = JSONLimits()
        limits.depthMax = options.limits.depthMax
        limits.lineBytesMax = options.limits.lineBytesMax
        limits.inputBytesMax = Int(Int32.max)
        parser = JSONParser(limits: limits)
    }

    /// Decodes whole lines; the last one needs no line end.
    ///
    /// The batch shares the memory of `lines`.
    ///
    /// - Parameter start: where `lines` starts in its file, for the places of bad rows.
    /// - Throws: `.limitExceeded` for a chunk of 2 GiB.
    /// - Complexity: O(bytes).
    package mutating func decode(
        lines: Bytes, at start: TextPosition = .start
    ) throws(TextFormatError) -> DecodedRows {
        let tokens: JSONTokens
        do {
            tokens = try parser.lines(start.byte == 0 ? lines.withoutByteOrderMark : lines)
        } catch {
            throw TextFormatError(
                .limitExceeded, "the chunk cannot be parsed: \(error.message)", position: start,
                cause: error)
        }
        let skipped = lines.count - tokens.source.count
        let origin = TextPosition(line: start.line, byte: start.byte + skipped)
        var rows = JSONRows(tokens)
        rows.readLines(origin, keeping: options.limits.badRowBytesMax)
        return decode(
            rows, tokens,
            end: TextPosition(
                line: start.line + tokens.newlineCount, byte: start.byte + lines.count))
    }

    /// Decodes a whole JSON document: an array of objects is a row an object, an object is one
    /// row.
    ///
    /// - Throws: `.malformed` where it is not one JSON document, or not of that shape.
    package mutating func decode(document: Bytes) throws(TextFormatError) -> DecodedRows {
        guard document.count <= options.limits.documentBytesMax else {
            throw TextFormatError(
                .limitExceeded,
                "the JSON document has \(document.count) bytes, the limit is "
                    + "\(options.limits.documentBytesMax); write it as one object a line")
        }
        let tokens: JSONTokens
        do {
            tokens = try parser.document(document)
        } catch {
            throw TextFormatError(
                .malformed, "this is not one JSON document: \(error.code.reason)",
                position: TextPosition(line: error.line, byte: error.offset), cause: error)
        }
        let rows = try JSONRows(document: tokens, keeping: options.limits.badRowBytesMax)
        return decode(rows, tokens, end: TextPosition(line: 1, byte: document.count))
    }

    private func decode(
        _ rows: JSONRows, _ tokens: JSONTokens, end: TextPosition
    ) -> DecodedRows {
        let builder = CellColumnBuilder(
            input: tokens.source, unescaped: Bytes(copying: tokens.unescaped), tokens: tokens,
            refusesUnknown: options.unknownFields == .refuse)
        let columns = builder.fields(rows.objects.span, plans, names, rows: nil, path: "")
        let batch = RowAssembly.batch(
            schema, columns, count: rows.objects.count, failures: builder.failures.all)
        let badRows = rows.badRows(
            builder.failures.all, tokens.source, keeping: options.limits.badRowBytesMax)
        return DecodedRows(batch: batch, badRows: badRows, end: end)
    }
}
