import ArgumentParser

struct ParquetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parquet",
        abstract: "Look into Parquet files.",
        subcommands: [
            ParquetSchemaCommand.self,
            ParquetMetaCommand.self,
            ParquetCatCommand.self,
            ParquetCopyCommand.self,
        ])
}
