import ArgumentParser
import Columnar
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO
import TextFormats

struct ParquetDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the columns and rows of two Parquet files.",
        discussion: """
            Rows are compared in their order, by value: how they are encoded makes no difference.
            The exit code is 0 where the files are equal, 1 where they differ.

            EXAMPLES
              lake parquet diff old.parquet new.parquet
            """)

    @Argument(help: "A Parquet file.", completion: .file(extensions: ["parquet"]))
    var left: String
    @Argument(help: "Another.", completion: .file(extensions: ["parquet"]))
    var right: String
    @Option(help: ArgumentHelp("Print at most this many rows that differ.", valueName: "N"))
    var limit = 10

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        let first = try await batches(left, environment)
        let second = try await batches(right, environment)
        guard first.schema == second.schema else {
            StandardOutput.write(
                "< \(first.schema.description)\n> \(second.schema.description)\n")
            throw ExitCode(ExitCodes.error.rawValue)
        }
        var comparison = RowComparison(schema: first.schema, limit: limit)
        var rest = first.makeAsyncIterator()
        var held: RecordBatch?
        for try await batch in second {
            var start = 0
            while start < batch.count {
                if held == nil { held = try await rest.next() }
                guard let other = held else {
                    comparison.missing(batch.count - start, sign: ">")
                    break
                }
                let taken = min(other.count, batch.count - start)
                comparison.compare(
                    other.slice(0..<taken), batch.slice(start..<(start + taken)))
                held = taken == other.count ? nil : other.slice(taken..<other.count)
                start += taken
            }
        }
        if let held { comparison.missing(held.count, sign: "<") }
        while let batch = try await rest.next() { comparison.missing(batch.count, sign: "<") }
        try comparison.finish()
    }

    private func batches(
        _ file: String, _ environment: HostEnvironment
    ) async throws -> ParquetBatches {
        let local = try LocalFile(file, environment: environment)
        var options = ReadOptions()
        options.keepsStoredTypes = true
        return try await ParquetObjectReader.open(
            local.path, in: local.store, environment: environment, options: options
        ).batches()
    }
}
