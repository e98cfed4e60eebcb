import ArgumentParser
import Columnar
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

struct ParquetMetaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meta",
        abstract: "Show the row groups and column chunks of a Parquet file.",
        discussion: """
            EXAMPLES
              lake parquet meta part-00000.parquet
              lake parquet meta part-00000.parquet -o jsonl
            """)

    @OptionGroup var file: ParquetFileArgument
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let reader = try await file.open(.commandLine())
        if output.output == .table { summarize(reader) }
        var printer = RowPrinter(output.output, schema: ChunkRows.schema)
        try printer.print(ChunkRows.batch(reader.footer))
        try printer.finish()
    }

    private func summarize(_ reader: ParquetObjectReader) {
        let footer = reader.footer
        let lines = [
            ("rows", ProgressLine.grouped(Int64(footer.rowCount))),
            ("row groups", ProgressLine.grouped(Int64(footer.rowGroupCount))),
            ("size", ByteCountArgument.text(Int64(reader.metadata.size))),
            ("created by", VisibleMessage.escaped(footer.createdBy ?? "-")),
        ]
        for (name, value) in lines {
            let padding = String(repeating: " ", count: 12 - name.count)
            StandardOutput.write("\(name)\(padding)\(value)\n")
        }
        StandardOutput.write("\n")
    }
}
