import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show what a Parquet file says about the values of its columns.",
        discussion: """
            Bounds that cannot be believed are left out: NaN, of the wrong length, in an order that
            is not known. An exact bound is a value of the column.

            EXAMPLES
              lake parquet stats part-00000.parquet
            """)

    @OptionGroup var file: ParquetFileArgument
    @OptionGroup var output: OutputOptions

    private static let schema = Schema([
        Field("rowGroup", .int32, nullable: false), Field("column", .string, nullable: false),
        Field("values", .int64, nullable: false), Field("nulls", .int64),
        Field("minimum", .string), Field("maximum", .string),
        Field("exactMinimum", .boolean, nullable: false),
        Field("exactMaximum", .boolean, nullable: false),
        Field("bloomFilter", .boolean, nullable: false),
        Field("pageIndex", .boolean, nullable: false),
    ])

    func run() async throws {
        let footer = try await file.open(.commandLine()).footer
        var printer = RowPrinter(output.output, schema: Self.schema)
        for rowGroup in 0..<footer.rowGroupCount {
            let statistics = footer.statistics(ofRowGroup: rowGroup)
            let rows = (0..<footer.leafCount).map { column in
                Self.row(footer, footer.leafPath(column), statistics)
            }
            try printer.print(RecordBatch(scalarRows: rows, schema: Self.schema))
        }
        try printer.finish()
    }

    private static func row(
        _ footer: ParquetFooter, _ path: [String], _ statistics: RowGroupStatistics
    ) -> [Scalar] {
        let found = statistics.column(path)
        let index = footer.pageIndexRanges(of: path, rowGroup: statistics.rowGroup)
        let filter = footer.bloomFilterRange(of: path, rowGroup: statistics.rowGroup)
        return [
            .int32(Int32(clamping: statistics.rowGroup)), .string(path.joined(separator: ".")),
            .int64(Int64(found?.valueCount ?? statistics.rowCount)),
            found?.nullCount.map { .int64(Int64($0)) } ?? .null,
            BoundText.scalar(found?.minimum), BoundText.scalar(found?.maximum),
            .boolean(found?.isMinimumExact ?? false), .boolean(found?.isMaximumExact ?? false),
            .boolean(filter != nil), .boolean(index.offsetIndex != nil),
        ]
    }
}
