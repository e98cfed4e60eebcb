import ArgumentParser
import Columnar
import DeltaTable
import Expressions

struct ChangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "Print the rows that versions inserted, updated and deleted.",
        discussion: """
            The table must have had a change data feed (delta.enableChangeDataFeed) in these \
            versions. Beside its columns a change has _change_type (insert, update_preimage, \
            update_postimage, delete), _commit_version and _commit_timestamp.

            EXAMPLES
              lake changes data/events --from 3
              lake changes data/events --from 3 --to 7 --where "_change_type = 'delete'"
              lake changes data/events --from 3 --columns id,_change_type -o jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("The first version whose changes are printed.", valueName: "N"))
    var from: Int64
    @Option(help: ArgumentHelp("The last one; the newest unless given.", valueName: "N"))
    var to: Int64?
    @Option(help: ArgumentHelp("Columns to print, in this order.", valueName: "a,b"))
    var columns: NamesArgument?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Print only changes on which this SQL condition is true.", valueName: "SQL"))
    var condition: String?
    @Option(help: ArgumentHelp("Print at most this many changes.", valueName: "N"))
    var limit: Int?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
        if let to, to < from { throw ValidationError("--to must not be less than --from") }
    }

    func run() async throws {
        let predicate = try condition.map { try Expression(parsing: $0) }
        let changes = try await table.open().changes(
            from: from, through: to.map { .version($0) } ?? .latest, columns: columns?.names,
            where: predicate)
        var printer = RowPrinter(output.output, schema: changes.schema)
        try await printer.print(changes, limit: limit)
        try printer.finish()
    }
}
