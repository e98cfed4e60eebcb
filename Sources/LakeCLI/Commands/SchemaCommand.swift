import ArgumentParser
import Columnar
import DeltaProtocol
import DeltaTable

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Show the columns of a table.",
        discussion: """
            EXAMPLES
              lake schema data/events
              lake schema data/events --version 3 -o json
            """)

    @OptionGroup var table: TableArgument
    @OptionGroup var version: VersionOptions
    @Option(name: [.customShort("o"), .long], help: "DDL, or the JSON of Delta.")
    var output: SchemaFormat = .table

    enum SchemaFormat: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
    }

    func run() async throws {
        let snapshot = try await table.open().snapshot(version.selector)
        switch output {
        case .table: StandardOutput.write(snapshot.schema.description + "\n")
        case .json: StandardOutput.write(SchemaCodec.encode(snapshot.schema) + "\n")
        }
    }
}
