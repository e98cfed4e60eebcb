import ArgumentParser
import DeltaTable
import Expressions

struct OverwriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overwrite",
        abstract: "Replace rows of a table by the rows of files, in one commit.",
        discussion: """
            Replaces all rows unless told otherwise; older versions keep what they had. With
            --replace-where the rows on which the condition is true are replaced, and it must be
            true on the new rows too. With --partition-overwrite dynamic the partitions that the
            new rows are in are replaced, and the others stay.

            EXAMPLES
              lake overwrite data/sales all.csv
              lake overwrite data/sales day3.csv --replace-where "day = '2026-11-03'"
              lake overwrite data/sales days.csv --partition-overwrite dynamic
            """)

    enum PartitionOverwrite: String, ExpressibleByArgument, CaseIterable {
        case `static`
        case dynamic
    }

    @OptionGroup var table: TableArgument
    @OptionGroup var load: LoadOptions
    @Option(
        help: ArgumentHelp(
            "Replace only the rows on which this SQL condition is true.", valueName: "SQL"))
    var replaceWhere: String?
    @Option(help: "Replace the whole table, or only partitions that get new rows.")
    var partitionOverwrite: PartitionOverwrite = .static

    func validate() throws {
        if replaceWhere != nil, partitionOverwrite == .dynamic {
            throw ValidationError(
                "--replace-where and --partition-overwrite dynamic exclude each other")
        }
    }

    func run() async throws {
        let scope: OverwriteScope
        if let replaceWhere {
            scope = .rows(where: try Expression(parsing: replaceWhere))
        } else {
            scope = partitionOverwrite == .dynamic ? .partitions : .table
        }
        try await load.write(.overwrite(scope), to: table.table)
    }
}
