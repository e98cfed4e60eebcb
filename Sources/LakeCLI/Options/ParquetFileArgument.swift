import ArgumentParser
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

/// A Parquet file to read.
struct ParquetFileArgument: ParsableArguments {
    @Argument(help: "A Parquet file.", completion: .file(extensions: ["parquet"]))
    var file: String

    func open(
        _ environment: HostEnvironment, options: ReadOptions = ReadOptions()
    ) async throws -> ParquetObjectReader {
        let local = try LocalFile(file, environment: environment)
        return try await ParquetObjectReader.open(
            local.path, in: local.store, environment: environment, options: options)
    }
}
