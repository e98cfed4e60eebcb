import ArgumentParser
import DeltaTable
import Expressions

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete rows of a table.",
        discussion: """
            In tables with delta.enableDeletionVectors=true rows are marked as deleted;
            in others the files that hold them are written anew. With --dry-run nothing
            is changed.

            EXAMPLES
              lake delete data/events --where "amount < 0"
              lake delete data/events --where "day < '2020-01-01'" --dry-run
            """)

    @OptionGroup var table: TableArgument
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Delete the rows on which this SQL condition is true.", valueName: "SQL"))
    var condition: String
    @Flag(help: "Only say what would be deleted.")
    var dryRun = false

    func run() async throws {
        let result = try await table.open().delete(
            where: try Expression(parsing: condition), dryRun: dryRun)
        let rows = result.deletedRowCount == 1 ? "1 row" : "\(result.deletedRowCount) rows"
        if dryRun {
            StandardError.write("Would delete \(rows).\n")
        } else if result.deletedRowCount == 0 {
            StandardError.write("No row matches; nothing was changed.\n")
        } else {
            StandardError.write("Version \(result.version) of \(table.table): \(rows) deleted.\n")
        }
        for warning in result.warnings { StandardError.write("Warning: \(warning)\n") }
    }
}
