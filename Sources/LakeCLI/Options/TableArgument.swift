import ArgumentParser
import DeltaTable
import HostEnvironment

/// The table that a command is about.
struct TableArgument: ParsableArguments {
    @Argument(
        help: "The folder of the table.", completion: .directory)
    var table: String

    /// The table, which must exist.
    func open() async throws -> Table {
        try await Table.open(table, environment: .commandLine())
    }
}
