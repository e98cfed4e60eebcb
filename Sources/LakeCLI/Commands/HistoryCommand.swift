import ArgumentParser
import DeltaTable

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the versions of a table, newest first.",
        discussion: """
            EXAMPLES
              lake history data/events
              lake history data/events --limit 20 -o jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("Show at most this many versions.", valueName: "N"))
    var limit: Int?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let entries = try await table.open().history(limit: limit)
        var printer = RowPrinter(output.output, schema: HistoryRows.schema)
        try printer.print(HistoryRows.batch(entries))
        try printer.finish()
    }
}
