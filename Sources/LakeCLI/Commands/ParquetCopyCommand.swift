import ArgumentParser
import Columnar
import Compression
import HostEnvironment
import ObjectStorage
import Parquet
import ParquetIO

struct ParquetCopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Write a Parquet file anew: other compression, other row groups.",
        discussion: """
            EXAMPLES
              lake parquet copy old.parquet new.parquet --compression zstd
            """)

    enum Codec: String, ExpressibleByArgument, CaseIterable {
        case zstd
        case snappy
        case none
    }

    @OptionGroup var file: ParquetFileArgument
    @Argument(help: "The file to write; it must not exist.", completion: .file())
    var target: String
    @Option(help: "How pages are compressed.")
    var compression: Codec = .zstd
    @Option(help: ArgumentHelp("Rows of a row group, at most.", valueName: "N"))
    var rowGroupRows: Int?

    func validate() throws {
        if let rowGroupRows, rowGroupRows < 1 {
            throw ValidationError("--row-group-rows must be at least 1")
        }
    }

    func run() async throws {
        let environment = HostEnvironment.system()
        let reader = try await file.open(environment)
        let batches = try reader.batches()
        let local = try LocalFile(target, environment: environment)
        let writer = try await ParquetObjectWriter.create(
            local.path, in: local.store, schema: batches.schema, options: options,
            environment: environment)
        do {
            for try await batch in batches { try await writer.append(batch) }
        } catch {
            await writer.abort()
            throw error
        }
        let summary = try await writer.finish()
        StandardError.write(
            "Wrote \(ProgressLine.grouped(Int64(summary.rowCount))) rows, "
                + "\(ByteCountArgument.text(Int64(summary.byteCount))) "
                + "(before: \(ByteCountArgument.text(Int64(reader.metadata.size)))).\n")
    }

    private var options: WriteOptions {
        var options = WriteOptions()
        switch compression {
        case .zstd: options.codec = .zstd
        case .snappy: options.codec = .snappy
        case .none: options.codec = .uncompressed
        }
        if let rowGroupRows { options.rowGroupRowsMax = rowGroupRows }
        return options
    }
}
