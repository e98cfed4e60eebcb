import ArgumentParser

struct ParquetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parquet",
        abstract: "Look into Parquet files.",
        subcommands: [
            ParquetSchemaCommand.self,
            ParquetMetaCommand.self,
            ParquetPagesCommand.self,
            ParquetStatsCommand.self,
            ParquetCatCommand.self,
            ParquetHeadCommand.self,
            ParquetCountCommand.self,
            ParquetVerifyCommand.self,
            ParquetCopyCommand.self,
            ParquetMergeCommand.self,
            ParquetDiffCommand.self,
        ])
}
