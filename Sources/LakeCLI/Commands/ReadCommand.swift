import ArgumentParser
import Columnar
import DeltaTable
import Expressions

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Print the rows of a table.",
        discussion: """
            EXAMPLES
              lake read data/events --limit 10
              lake read data/events --columns id,amount --where "day = '2026-11-20'"
              lake read data/events --version 3 -o jsonl > events.jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("Columns to print, in this order.", valueName: "a,b"))
    var columns: NamesArgument?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Print only rows on which this SQL condition is true.", valueName: "SQL")
    )
    var condition: String?
    @Option(help: ArgumentHelp("Print at most this many rows.", valueName: "N"))
    var limit: Int?
    @Flag(help: "Say on stderr what was read and what was left out, and why.")
    var metrics = false
    @OptionGroup var version: VersionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    }

    func run() async throws {
        let predicate = try condition.map { try Expression(parsing: $0) }
        let snapshot = try await table.open().snapshot(version.selector)
        let scan = try await snapshot.scan(columns: columns?.names, where: predicate)
        var printer = RowPrinter(output.output, schema: scan.schema)
        try await printer.print(scan, limit: limit)
        try printer.finish()
        if metrics { StandardError.write(ScanReport(scan.metrics).text) }
    }
}
