import ArgumentParser
import Columnar
import HostEnvironment
import Parquet
import ParquetIO

struct ParquetPagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages",
        abstract: "Show the pages of a Parquet file, by their headers and the page index.",
        discussion: """
            EXAMPLES
              lake parquet pages part-00000.parquet
              lake parquet pages part-00000.parquet --columns id -o jsonl
            """)

    @OptionGroup var file: ParquetFileArgument
    @Option(help: ArgumentHelp("Leaf columns to show, names joined by points.", valueName: "a,b"))
    var columns: NamesArgument?
    @OptionGroup var output: OutputOptions

    private static let schema = Schema([
        Field("rowGroup", .int32, nullable: false), Field("column", .string, nullable: false),
        Field("type", .string, nullable: false), Field("encoding", .string, nullable: false),
        Field("offset", .int64, nullable: false), Field("bytes", .int64, nullable: false),
        Field("uncompressedBytes", .int64, nullable: false),
        Field("values", .int64, nullable: false), Field("nulls", .int64), Field("rows", .int64),
        Field("checksum", .boolean, nullable: false), Field("minimum", .string),
        Field("maximum", .string),
    ])

    func run() async throws {
        let reader = try await file.open(.commandLine())
        let footer = reader.footer
        var printer = RowPrinter(output.output, schema: Self.schema)
        for rowGroup in 0..<footer.rowGroupCount {
            for column in 0..<footer.leafCount {
                let path = footer.leafPath(column)
                let name = path.joined(separator: ".")
                if let columns, !columns.names.contains(name) { continue }
                let pages = try await reader.describePages(column: column, rowGroup: rowGroup)
                let index = try await reader.pages(of: path, rowGroup: rowGroup) ?? []
                let rows = pages.map { page in
                    Self.row(page, rowGroup, name, index.first { $0.offset == page.offset })
                }
                try printer.print(RecordBatch(scalarRows: rows, schema: Self.schema))
            }
        }
        try printer.finish()
    }

    private static func row(
        _ page: PageDescription, _ rowGroup: Int, _ column: String, _ index: PageSummary?
    ) -> [Scalar] {
        [
            .int32(Int32(clamping: rowGroup)), .string(column), .string(page.type),
            .string(page.encoding), .int64(Int64(page.offset)), .int64(Int64(page.byteCount)),
            .int64(Int64(page.uncompressedBytes)), .int64(Int64(page.valueCount)),
            (page.nullCount ?? index?.nullCount).map { .int64(Int64($0)) } ?? .null,
            (page.rowCount ?? index?.rows.count).map { .int64(Int64($0)) } ?? .null,
            .boolean(page.hasChecksum), BoundText.scalar(index?.minimum),
            BoundText.scalar(index?.maximum),
        ]
    }
}
