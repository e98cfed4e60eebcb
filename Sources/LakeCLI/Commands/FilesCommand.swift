import ArgumentParser
import Columnar
import DeltaTable
import Expressions

struct FilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Show the data files of a table.",
        discussion: """
            EXAMPLES
              lake files data/events
              lake files data/events --where "day = '2026-11-20'" -o jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Show only files that can hold matching rows.", valueName: "SQL"))
    var condition: String?
    @OptionGroup var version: VersionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let predicate = try condition.map { try Expression(parsing: $0) }
        let snapshot = try await table.open().snapshot(version.selector)
        let files = try await snapshot.dataFiles(where: predicate)
        var printer = RowPrinter(output.output, schema: FileRows.schema)
        try printer.print(FileRows.batch(files))
        try printer.finish()
    }
}
