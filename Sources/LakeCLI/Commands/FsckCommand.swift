import ArgumentParser
import Columnar
import DeltaTable
import HostEnvironment

struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Say what is wrong with a table; changes nothing.",
        discussion: """
            The log is replayed commit by commit and compared with its checkpoints and
            checksums; data files are looked for in the folder. With --depth footers every
            data file is opened, with --depth data every byte is read: checksums, levels and
            values, and every value against the log's statistics. The exit code is 6 if
            there is any error.

            EXAMPLES
              lake fsck data/events
              lake fsck data/events --depth data
              lake fsck data/events --depth log -o jsonl
            """)

    @OptionGroup var table: TableArgument
    @Option(
        help: ArgumentHelp(
            "How deep to look: log, files, footers or data.", valueName: "depth"))
    var depth = DepthArgument(depth: .files)
    @OptionGroup var output: OutputOptions

    private static let linesPerKindMax = 20

    private static let schema = Schema([
        Field("severity", .string, nullable: false), Field("kind", .string, nullable: false),
        Field("path", .string), Field("version", .int64), Field("column", .string),
        Field("message", .string, nullable: false),
    ])

    func run() async throws {
        let table = try await table.open()
        let progress = CheckProgress(table.environment)
        let result = try await table.check(depth: depth.depth) { done, total in
            progress.show(done, of: total)
        }
        progress.finish()
        if output.output == .table {
            for line in Self.lines(result.findings) { print(line) }
        } else {
            var printer = RowPrinter(output.output, schema: Self.schema)
            try printer.print(
                RecordBatch(scalarRows: result.findings.map(Self.row), schema: Self.schema))
            try printer.finish()
        }
        let errors = result.count(.error)
        StandardError.write(
            (errors > 0 ? "Error: " : result.findings.isEmpty ? "Sound: " : "No error: ")
                + Self.counts(result) + Self.extent(result) + ".\n")
        if errors > 0 { throw ExitCode(ExitCodes.corrupt.rawValue) }
    }

    /// Sentences, which a column of a table would cut short; of one kind not more than a screen.
    private static func lines(_ findings: [TableFinding]) -> [String] {
        var lines: [String] = []
        var told: [TableFinding.Kind: Int] = [:]
        for finding in findings {
            told[finding.kind, default: 0] += 1
            guard told[finding.kind, default: 0] <= linesPerKindMax else { continue }
            let column = finding.column.map { ", column '\($0)'" } ?? ""
            let place = finding.path.map { " \($0)\(column):" } ?? ""
            lines.append("\(finding.severity.rawValue):\(place) \(finding.message)")
        }
        for kind in TableFinding.Kind.allCases {
            guard let count = told[kind], count > linesPerKindMax else { continue }
            lines.append(
                "\(kind.severity.rawValue): \(count - linesPerKindMax) more of \(kind.rawValue); "
                    + "`-o jsonl` shows all")
        }
        return lines
    }

    private static func row(_ finding: TableFinding) -> [Scalar] {
        [
            .string(finding.severity.rawValue), .string(finding.kind.rawValue),
            finding.path.map { .string($0) } ?? .null,
            finding.version.map { .int64($0) } ?? .null,
            finding.column.map { .string($0) } ?? .null, .string(finding.message),
        ]
    }

    private static func counts(_ result: TableCheckResult) -> String {
        let parts = TableFinding.Severity.allCases.compactMap { severity -> String? in
            let count = result.count(severity)
            return count > 0 ? plural(count, severity.rawValue) : nil
        }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + " in "
    }

    private static func extent(_ result: TableCheckResult) -> String {
        var parts = [plural(result.commitCount, "commit")]
        if result.checkpointCount > 0 { parts.append(plural(result.checkpointCount, "checkpoint")) }
        if result.checksumCount > 0 { parts.append(plural(result.checksumCount, "checksum")) }
        parts.append(
            result.version.map { "\(plural(result.fileCount, "data file")) of version \($0)" }
                ?? "no data file, because the newest version cannot be read")
        return parts.joined(separator: ", ")
    }

    private static func plural(_ count: Int, _ noun: String) -> String {
        "\(ProgressLine.grouped(Int64(count))) \(noun)\(count == 1 ? "" : "s")"
    }
}
