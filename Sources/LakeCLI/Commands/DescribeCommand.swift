import ArgumentParser
import Columnar
import DeltaTable

struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show what a table is: id, size, partitioning, properties, protocol.",
        discussion: """
            EXAMPLES
              lake describe data/events
              lake describe data/events -o json
            """)

    @OptionGroup var table: TableArgument
    @OptionGroup var version: VersionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let detail = try await table.open().snapshot(version.selector).detail()
        guard output.output != .table else { return show(detail) }
        var printer = RowPrinter(output.output, schema: DetailRow.schema)
        try printer.print(DetailRow.batch(detail))
        try printer.finish()
    }

    private func show(_ detail: TableDetail) {
        let row = DetailRow.batch(detail)
        let width = DetailRow.schema.names.map(\.count).max() ?? 0
        for (index, name) in DetailRow.schema.names.enumerated() {
            let padding = String(repeating: " ", count: width - name.count)
            let value = DetailRow.text(row.columns[index].scalar(at: 0))
            StandardOutput.write("\(name)\(padding)  \(value)\n")
        }
    }
}
