import BinaryIO
import Columnar
import Glibc
import TextFormats

/// Prints batches of one schema to standard output in one of the formats.
struct RowPrinter {
    private enum Format {
        case table(TableFormatter, [RecordBatch])
        case jsonl(NDJSONEncoder)
        case json(JSONArrayEncoder)
        case csv(CSVEncoder, hasHeader: Bool)
    }

    /// Rows that a table on the terminal holds at most: more than people read, few enough to hold.
    static let tableRowsMax = 10_000

    private var format: Format
    private var rowCount = 0
    private var omittedRows = 0

    init(_ output: OutputFormat, schema: Schema) {
        switch output {
        case .table: format = .table(TableFormatter(schema: schema, options: Self.options), [])
        case .jsonl: format = .jsonl(NDJSONEncoder(schema: schema))
        case .json: format = .json(JSONArrayEncoder(schema: schema))
        case .csv: format = .csv(CSVEncoder(schema: schema), hasHeader: false)
        }
    }

    private static var options: TableOptions {
        TableOptions(widthMax: TerminalSize.standardOutputColumns)
    }

    mutating func print(_ batch: RecordBatch) throws {
        switch format {
        case .table(let formatter, let held):
            let room = max(0, Self.tableRowsMax - rowCount)
            let shown = batch.slice(0..<min(room, batch.count))
            omittedRows += batch.count - shown.count
            rowCount += shown.count
            if shown.count > 0 { format = .table(formatter, held + [shown]) }
        case .jsonl(let encoder): write(encoder.encode(batch))
        case .json(var encoder):
            write(encoder.encode(batch))
            format = .json(encoder)
        case .csv(let encoder, let hasHeader):
            if !hasHeader { write(encoder.header()) }
            format = .csv(encoder, hasHeader: true)
            write(encoder.encode(batch))
        }
    }

    /// Prints the first rows of a sequence of batches.
    ///
    /// - Parameter limit: how many; nil for all.
    mutating func print<Batches: AsyncSequence>(
        _ batches: Batches, limit: Int?
    ) async throws where Batches.Element == RecordBatch {
        var left = limit ?? .max
        guard left > 0 else { return }
        for try await batch in batches {
            try print(batch.slice(0..<min(left, batch.count)))
            left -= min(left, batch.count)
            if left == 0 { return }
        }
    }

    /// Prints what stands at the end.
    mutating func finish() throws {
        switch format {
        case .table(let formatter, let held):
            StandardOutput.write(formatter.format(held))
            if omittedRows > 0 {
                StandardError.write(
                    "\(ProgressLine.grouped(Int64(omittedRows))) more rows; "
                        + "-o jsonl prints all of them\n")
            }
        case .jsonl: break
        case .json(let encoder): write(encoder.finish())
        case .csv(let encoder, let hasHeader):
            if !hasHeader { write(encoder.header()) }
        }
    }

    private func write(_ bytes: Bytes) {
        StandardOutput.write(bytes)
    }
}
