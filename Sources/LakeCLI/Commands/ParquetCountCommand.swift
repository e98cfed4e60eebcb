import ArgumentParser
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetCountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Print how many rows Parquet files have, by their footers.",
        discussion: """
            EXAMPLES
              lake parquet count part-*.parquet
            """)

    @Argument(help: "Parquet files.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        var rows = 0
        for file in files {
            let local = try LocalFile(file, environment: environment)
            let reader = try await ParquetObjectReader.open(
                local.path, in: local.store, environment: environment)
            rows += reader.footer.rowCount
        }
        StandardOutput.write("\(rows)\n")
    }
}
