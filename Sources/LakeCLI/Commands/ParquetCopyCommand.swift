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
        abstract: "Write a Parquet file anew: other compression, encodings, row groups.",
        discussion: """
            Columns keep their types and annotations, also those that are not known here; lists and
            maps of old forms get the standard one, INT96 columns become timestamps.

            EXAMPLES
              lake parquet copy old.parquet new.parquet --compression zstd
              lake parquet copy old.parquet small.parquet --profile compact
            """)

    enum Codec: String, ExpressibleByArgument, CaseIterable {
        case zstd
        case snappy
        case gzip
        case lz4
        case brotli
        case none
    }

    @OptionGroup var file: ParquetFileArgument
    @Argument(help: "The file to write; it must not exist.", completion: .file())
    var target: String
    @Option(help: "How pages are compressed.")
    var compression: Codec = .zstd
    @Option(
        help: ArgumentHelp(
            "Level of zstd, gzip or brotli; the profile's unless given.", valueName: "N"))
    var compressionLevel: Int?
    @Option(
        help: ArgumentHelp(
            "compatible: what every reader reads; compact: what is smallest.",
            valueName: "profile"))
    var profile: ProfileArgument = .compatible
    @Option(help: ArgumentHelp("Columns that get a Bloom filter.", valueName: "a,b"))
    var bloomFilter: NamesArgument?
    @Flag(name: .customLong("int96"), help: "Keep INT96 columns, which newer readers deprecate.")
    var keepsInt96 = false
    @Option(help: ArgumentHelp("Rows of a row group, at most.", valueName: "N"))
    var rowGroupRows: Int?

    func validate() throws {
        if let rowGroupRows, rowGroupRows < 1 {
            throw ValidationError("--row-group-rows must be at least 1")
        }
        if let compressionLevel, !(1...22).contains(compressionLevel) {
            throw ValidationError("--compression-level must be between 1 and 22")
        }
    }

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        var reading = ReadOptions()
        reading.keepsStoredTypes = true
        reading.keepsInt96 = keepsInt96
        let reader = try await file.open(environment, options: reading)
        let batches = try reader.batches()
        try checkBloomFilter(reader.footer)
        let local = try LocalFile(target, environment: environment)
        let writer = try await ParquetObjectWriter.create(
            local.path, in: local.store, schema: batches.schema, options: options(reader.footer),
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

    private func checkBloomFilter(_ footer: ParquetFooter) throws {
        let known = (0..<footer.leafCount).map { footer.leafPath($0).joined(separator: ".") }
        for name in bloomFilter?.names ?? [] where !known.contains(name) {
            throw ValidationError(
                "--bloom-filter: the file has no column \(name); it has "
                    + known.joined(separator: ", "))
        }
    }

    private func options(_ footer: ParquetFooter) -> WriteOptions {
        var options = profile.options
        // Arrow's own schema may say more than the file that is written.
        options.keyValues = footer.keyValues.filter { $0.key != "ARROW:schema" }
        options.sortedBy = footer.sortedBy
        if let compressionLevel { options.compressionLevel = compressionLevel }
        options.bloomFilters = Set(bloomFilter?.names ?? [])
        switch compression {
        case .zstd: options.codec = .zstd
        case .snappy: options.codec = .snappy
        case .gzip: options.codec = .gzip
        case .lz4: options.codec = .lz4
        case .brotli: options.codec = .brotli
        case .none: options.codec = .uncompressed
        }
        if let rowGroupRows { options.rowGroupRowsMax = rowGroupRows }
        return options
    }
}
