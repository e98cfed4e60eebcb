import ArgumentParser
import Columnar
import DeltaTable

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the versions of a table, newest first.",
        discussion: """
            EXAMPLES
              lake history data/events
              lake history data/events --limit 20 -o jsonl

            The table on a terminal is a summary; the other formats have every field.
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
        let forPeople = output.output == .table
        let rows = forPeople ? HistoryRows.summary(entries) : HistoryRows.batch(entries)
        var printer = RowPrinter(output.output, schema: rows.schema)
        try printer.print(rows)
        try printer.finish()
    }
}
