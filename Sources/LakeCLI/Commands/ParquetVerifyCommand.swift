import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check all that a Parquet file says about itself against its values.",
        discussion: """
            Every page is read: its checksum, levels and values, and then each count, statistic,
            page index and Bloom filter is held against what is there. Prints what is wrong and
            where; the exit code is 6 if anything is.

            EXAMPLES
              lake parquet verify part-00000.parquet
              lake parquet verify part-00000.parquet -o jsonl
            """)

    @OptionGroup var file: ParquetFileArgument
    @OptionGroup var output: OutputOptions

    private static let schema = Schema([
        Field("rowGroup", .int32), Field("column", .string), Field("byte", .int64),
        Field("kind", .string, nullable: false), Field("message", .string, nullable: false),
    ])

    func run() async throws {
        let reader = try await file.open(.commandLine())
        let findings = try await reader.verify()
        if !findings.isEmpty || output.output != .table {
            var printer = RowPrinter(output.output, schema: Self.schema)
            let rows = findings.map { finding -> [Scalar] in
                [
                    finding.rowGroup.map { .int32(Int32(clamping: $0)) } ?? .null,
                    finding.column.map { .string($0) } ?? .null,
                    finding.offset.map { .int64(Int64($0)) } ?? .null,
                    .string(finding.kind.rawValue), .string(finding.message),
                ]
            }
            try printer.print(RecordBatch(scalarRows: rows, schema: Self.schema))
            try printer.finish()
        }
        let footer = reader.footer
        let extent =
            "\(ProgressLine.grouped(Int64(footer.rowCount))) rows in "
            + "\(footer.rowGroupCount) row group\(footer.rowGroupCount == 1 ? "" : "s") of "
            + "\(footer.leafCount) column\(footer.leafCount == 1 ? "" : "s")"
        guard findings.isEmpty else {
            StandardError.write(
                "Error: \(findings.count) finding\(findings.count == 1 ? "" : "s") in \(extent).\n")
            throw ExitCode(ExitCodes.corrupt.rawValue)
        }
        StandardError.write("Sound: \(extent).\n")
    }
}
