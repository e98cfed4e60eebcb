// `lake-bench rewrite`: a Parquet file as this engine writes it, for the suites that read it.

import ArgumentParser
import Parquet

struct RewriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rewrite", abstract: "Write the rows of a Parquet file again.")

    @Argument var source: String
    @Argument var target: String

    func run() async throws {
        let batches = try await ParquetWriteCases.plainBatches(source)
        _ = try await ParquetWriteCases.write(batches, to: target, WriteOptions())
    }
}
