import ArgumentParser
import DeltaTable

struct AlterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alter",
        abstract: "Rename or drop a column of a table.",
        discussion: """
            The table needs column mapping (delta.columnMapping.mode=name); no data file is
            touched, and older versions keep the column as it was.

            EXAMPLES
              lake alter data/events --rename-column amount=price
              lake alter data/events --drop-column note
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("Give a column another name.", valueName: "old=new"))
    var renameColumn: KeyValueArgument?
    @Option(help: ArgumentHelp("Take a column out of the table.", valueName: "name"))
    var dropColumn: String?

    func validate() throws {
        guard (renameColumn == nil) != (dropColumn == nil) else {
            throw ValidationError("say either --rename-column or --drop-column")
        }
    }

    func run() async throws {
        let opened = try await table.open()
        if let renameColumn {
            let done = try await opened.renameColumn(renameColumn.key, to: renameColumn.value)
            StandardError.write(
                "Version \(done.version) of \(table.table): '\(renameColumn.key)' is now "
                    + "'\(renameColumn.value)'.\n")
        } else if let dropColumn {
            let done = try await opened.dropColumn(dropColumn)
            StandardError.write(
                "Version \(done.version) of \(table.table): '\(dropColumn)' was dropped.\n")
        }
    }
}
