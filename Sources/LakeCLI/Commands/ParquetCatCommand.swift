import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetCatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print the rows of a Parquet file.",
        discussion: """
            EXAMPLES
              lake parquet cat part-00000.parquet -o jsonl
              lake parquet cat part-00000.parquet --columns id,name --limit 5
            """)

    @OptionGroup var file: ParquetFileArgument
    @Option(help: ArgumentHelp("Columns to print, in this order.", valueName: "a,b"))
    var columns: NamesArgument?
    @Option(help: ArgumentHelp("Print at most this many rows.", valueName: "N"))
    var limit: Int?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    }

    func run() async throws {
        let reader = try await file.open(.commandLine())
        let batches = try reader.batches(columns.map { .columns($0.names) } ?? .all)
        var printer = RowPrinter(output.output, schema: batches.schema)
        var left = limit ?? .max
        if left > 0 {
            for try await batch in batches {
                try printer.print(batch.slice(0..<min(left, batch.count)))
                left -= min(left, batch.count)
                if left == 0 { break }
            }
        }
        try printer.finish()
    }
}
