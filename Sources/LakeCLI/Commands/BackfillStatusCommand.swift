import ArgumentParser
import Backfill
import Columnar
import HostEnvironment

struct BackfillStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how much of a job is in the table.",
        discussion: """
            EXAMPLES
              lake backfill status data/sales --job history
              lake backfill status data/sales --job history -o jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("The job's name.", valueName: "NAME"))
    var job: String
    @OptionGroup var output: OutputOptions

    private static let schema = Schema([
        Field("unit", .int64, nullable: false),
        Field("files", .int64, nullable: false),
        Field("bytes", .int64, nullable: false),
        Field("firstFile", .string),
        Field("isDone", .boolean, nullable: false),
    ])

    func run() async throws {
        let status = try await BackfillStatus.read(
            try JobName(job), table: table.table, environment: .commandLine())
        let plan = status.plan
        if output.output == .table {
            StandardOutput.write(
                "job \(plan.job): \(status.unitsDone) of \(plan.units.count) units, "
                    + "\(ByteCountArgument.text(status.bytesDone)) of "
                    + "\(ByteCountArgument.text(plan.size)) "
                    + ProgressLine.bar(done: status.unitsDone, of: plan.units.count) + "\n")
            return
        }
        var printer = RowPrinter(output.output, schema: Self.schema)
        let rows: [[Scalar]] = zip(plan.units, status.isDone).map { unit, isDone in
            [
                .int64(Int64(unit.index)), .int64(Int64(unit.files.count)), .int64(unit.size),
                unit.files.first.map { .string($0.path) } ?? .null, .boolean(isDone),
            ]
        }
        try printer.print(RecordBatch(scalarRows: rows, schema: Self.schema))
        try printer.finish()
    }
}
