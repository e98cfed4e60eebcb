import ArgumentParser
import Columnar
import DeltaTable
import Expressions

struct AlterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alter",
        abstract: "Change the columns, constraints and properties of a table.",
        discussion: """
            No data file is touched, and older versions keep what they had. New columns are null in
            the rows that the table has. Renaming and dropping columns needs column mapping
            (--set-property delta.columnMapping.mode=name). A constraint must hold on the rows that
            the table has; rows on which it is not true are refused from then on.

            EXAMPLES
              lake alter data/events --add-column "note STRING, seen TIMESTAMP"
              lake alter data/events --rename-column amount=price
              lake alter data/events --drop-column note
              lake alter data/events --add-constraint "positive=price > 0"
              lake alter data/events --drop-constraint positive
              lake alter data/events --set-property delta.enableDeletionVectors=true
              lake alter data/events --unset-property delta.targetFileSize
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("Append columns, in Spark SQL's DDL.", valueName: "DDL"))
    var addColumn: String?
    @Option(help: ArgumentHelp("Give a column another name.", valueName: "old=new"))
    var renameColumn: KeyValueArgument?
    @Option(help: ArgumentHelp("Take a column out of the table.", valueName: "name"))
    var dropColumn: String?
    @Option(help: ArgumentHelp("Add a condition on every row.", valueName: "name=SQL"))
    var addConstraint: KeyValueArgument?
    @Option(help: ArgumentHelp("Take a constraint away.", valueName: "name"))
    var dropConstraint: String?
    @Option(help: ArgumentHelp("Set a table property; may be repeated.", valueName: "key=value"))
    var setProperty: [KeyValueArgument] = []
    @Option(help: ArgumentHelp("Take a table property away; may be repeated.", valueName: "key"))
    var unsetProperty: [String] = []

    func validate() throws {
        let wishes = [
            addColumn != nil, renameColumn != nil, dropColumn != nil, addConstraint != nil,
            dropConstraint != nil, !setProperty.isEmpty, !unsetProperty.isEmpty,
        ]
        guard wishes.count(where: { $0 }) == 1 else {
            throw ValidationError("say one change; `lake alter --help` lists them")
        }
    }

    func run() async throws {
        let opened = try await table.open()
        let (done, what) = try await change(opened)
        if done.wasThere {
            StandardError.write("Nothing to do: \(table.table) is like that already.\n")
        } else {
            StandardError.write("Version \(done.version) of \(table.table): \(what).\n")
        }
        for warning in done.warnings { StandardError.write("Warning: \(warning)\n") }
    }

    private func change(_ opened: Table) async throws -> (CommitResult, String) {
        if let addColumn {
            let fields = try Schema(parsingDDL: addColumn).fields
            let names = fields.map { "'\($0.name)'" }.joined(separator: ", ")
            return (try await opened.addColumns(fields), "\(names) added")
        }
        if let renameColumn {
            return (
                try await opened.renameColumn(renameColumn.key, to: renameColumn.value),
                "'\(renameColumn.key)' is now '\(renameColumn.value)'"
            )
        }
        if let dropColumn {
            return (try await opened.dropColumn(dropColumn), "'\(dropColumn)' was dropped")
        }
        if let addConstraint {
            let condition = try Expression(parsing: addConstraint.value)
            return (
                try await opened.addConstraint(addConstraint.key, condition),
                "constraint '\(addConstraint.key)' added"
            )
        }
        if let dropConstraint {
            return (
                try await opened.dropConstraint(dropConstraint),
                "constraint '\(dropConstraint)' was dropped"
            )
        }
        guard unsetProperty.isEmpty else {
            return (try await opened.unsetProperties(unsetProperty), "properties were unset")
        }
        let properties = Dictionary(
            setProperty.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        return (try await opened.setProperties(properties), "properties were set")
    }
}
