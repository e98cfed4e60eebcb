import ArgumentParser
import Columnar
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

struct ParquetMergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write the rows of several Parquet files into one, in their order.",
        discussion: """
            The files must have the same columns. Memory does not depend on their size.

            EXAMPLES
              lake parquet merge a.parquet b.parquet --into all.parquet
            """)

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]
    @Option(help: ArgumentHelp("The file to write; it must not exist.", valueName: "file"))
    var into: String
    @Option(
        help: ArgumentHelp(
            "compatible: what every reader reads; compact: what is smallest.",
            valueName: "profile"))
    var profile: ProfileArgument = .compatible

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        var reading = ReadOptions()
        reading.keepsStoredTypes = true
        var sources: [ParquetBatches] = []
        for file in files {
            let local = try LocalFile(file, environment: environment)
            sources.append(
                try await ParquetObjectReader.open(
                    local.path, in: local.store, environment: environment, options: reading
                ).batches())
        }
        for (file, source) in zip(files, sources) where source.schema != sources[0].schema {
            throw ValidationError(
                "\(file) has other columns than \(files[0]); lake parquet schema shows them")
        }
        let target = try LocalFile(into, environment: environment)
        let writer = try await ParquetObjectWriter.create(
            target.path, in: target.store, schema: sources[0].schema,
            options: profile.options, environment: environment)
        do {
            for source in sources {
                for try await batch in source { try await writer.append(batch) }
            }
        } catch {
            await writer.abort()
            throw error
        }
        let summary = try await writer.finish()
        StandardError.write(
            "Wrote \(ProgressLine.grouped(Int64(summary.rowCount))) rows of \(files.count) files, "
                + "\(ByteCountArgument.text(Int64(summary.byteCount))).\n")
    }
}
