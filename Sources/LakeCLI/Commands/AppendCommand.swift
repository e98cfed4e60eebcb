import ArgumentParser
import DeltaTable

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Add the rows of files to a table, in one commit.",
        discussion: """
            Reads NDJSON, CSV and Parquet, compressed with zstd or gzip too. A table that does not
            exist is made with the columns of the files. Columns are matched by name.

            EXAMPLES
              lake append data/flights flights.ndjson.zst
              lake append data/sales day1.csv day2.csv --partition-by day
              lake append data/sales day3.csv --txn-app-id loader --txn-version 3
            """)

    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case append
        case overwrite
    }

    @OptionGroup var table: TableArgument
    @OptionGroup var load: LoadOptions
    @Option(help: "Add to the rows of the table, or replace them.")
    var mode: Mode = .append

    func run() async throws {
        try await load.write(
            mode == .append ? .append : .overwrite(.table), to: table.table)
    }
}
