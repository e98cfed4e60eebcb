import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetHeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Print the first rows of a Parquet file.",
        discussion: """
            EXAMPLES
              lake parquet head part-00000.parquet
              lake parquet head part-00000.parquet --rows 3 -o jsonl
            """)

    @OptionGroup var file: ParquetFileArgument
    @Option(help: ArgumentHelp("How many rows.", valueName: "N"))
    var rows = 10
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if rows < 1 { throw ValidationError("--rows must be at least 1") }
    }

    func run() async throws {
        var options = ReadOptions()
        options.batchRowsMax = min(rows, options.batchRowsMax)
        let reader = try await file.open(.commandLine(), options: options)
        let batches = try reader.batches()
        var printer = RowPrinter(output.output, schema: batches.schema)
        var left = rows
        for try await batch in batches {
            let taken = min(left, batch.count)
            try printer.print(batch.slice(0..<taken))
            left -= taken
            if left == 0 { break }
        }
        try printer.finish()
    }
}
