import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Show the columns of a Parquet file.",
        discussion: """
            EXAMPLES
              lake parquet schema part-00000.parquet
            """)

    @OptionGroup var file: ParquetFileArgument

    func run() async throws {
        let reader = try await file.open(.commandLine())
        StandardOutput.write(reader.footer.schema.description + "\n")
    }
}
