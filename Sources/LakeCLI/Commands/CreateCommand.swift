import ArgumentParser
import Columnar
import DeltaTable
import Expressions
import HostEnvironment

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an empty table.",
        discussion: """
            EXAMPLES
              lake create data/sales --schema "id STRING NOT NULL, day DATE" --partition-by day
              lake create data/log --schema "line STRING" --property delta.appendOnly=true
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("The columns, in Spark SQL's DDL.", valueName: "DDL"))
    var schema: String
    @Option(help: ArgumentHelp("Columns to partition by.", valueName: "a,b"))
    var partitionBy: NamesArgument?
    @Option(help: ArgumentHelp("A table property; may be repeated.", valueName: "key=value"))
    var property: [KeyValueArgument] = []

    func run() async throws {
        let schema = try Schema(parsingDDL: schema)
        let properties = Dictionary(
            property.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        _ = try await Table.create(
            at: table.table, schema: schema, partitionedBy: partitionBy?.names ?? [],
            properties: properties, environment: .commandLine())
        StandardError.write("Created \(table.table) with \(schema.count) columns.\n")
    }
}
