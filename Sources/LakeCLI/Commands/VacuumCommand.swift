import ArgumentParser
import Columnar
import DeltaTable
import HostEnvironment

struct VacuumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum",
        abstract: "Delete files that no retained version of a table needs.",
        discussion: """
            Files stay for the table's retention (delta.deletedFileRetentionDuration, one week by
            default) after they left the table. With --dry-run nothing is changed.

            EXAMPLES
              lake vacuum data/events --dry-run
              lake vacuum data/events --retain 720h
            """)

    @OptionGroup var table: TableArgument
    @Option(
        help: ArgumentHelp("How long removed files stay, such as 168h or 30d.", valueName: "time"))
    var retain: DurationArgument?
    @Flag(help: "Only say what would be deleted.")
    var dryRun = false
    @Flag(
        help: ArgumentHelp(
            "Take a retention shorter than the table's: older versions become unreadable, and "
                + "writers of other engines may lose files."))
    var forceRetention = false
    @OptionGroup var output: OutputOptions

    private static let schema = Schema([
        Field("path", .string, nullable: false),
        Field("size", .int64, nullable: false),
        Field("lastModified", .timestamp, nullable: false),
    ])

    func run() async throws {
        let result = try await table.open().vacuum(
            retaining: retain?.duration, dryRun: dryRun, forcesRetention: forceRetention)
        if dryRun || output.output != .table {
            var printer = RowPrinter(output.output, schema: Self.schema)
            let rows: [[Scalar]] = result.files.map {
                [.string($0.path), .int64($0.size), .timestamp($0.modified.microseconds)]
            }
            try printer.print(RecordBatch(scalarRows: rows, schema: Self.schema))
            try printer.finish()
        }
        let files = result.files.count == 1 ? "1 file" : "\(result.files.count) files"
        StandardError.write(
            "\(dryRun ? "Would delete" : "Deleted") \(files), "
                + "\(ByteCountArgument.text(result.byteCount)).\n")
        for warning in result.warnings { StandardError.write("Warning: \(warning)\n") }
    }
}
