import ArgumentParser
import DeltaTable
import Expressions

struct OptimizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimize",
        abstract: "Write small files of a table together to larger ones.",
        discussion: """
            No row changes, so other writers go on meanwhile; files that one of them changes are
            left as they are. Rows that deletion vectors mark as deleted are no longer stored in
            what is rewritten. With --dry-run nothing is changed.

            EXAMPLES
              lake optimize data/events
              lake optimize data/events --where "day >= '2026-11-01'" --target-size 256MB
              lake optimize data/events --dry-run
            """)

    @OptionGroup var table: TableArgument
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only partitions on which this SQL condition is true.", valueName: "SQL"))
    var condition: String?
    @Option(
        help: ArgumentHelp(
            "The size that files aim at; what delta.targetFileSize says, or 128MiB, if not given.",
            valueName: "size"))
    var targetSize: ByteCountArgument?
    @Flag(help: "Only say what would be rewritten.")
    var dryRun = false

    func validate() throws {
        if targetSize?.bytes == 0 { throw ValidationError("--target-size must be positive") }
    }

    func run() async throws {
        let condition = try condition.map { try Expression(parsing: $0) }
        let result = try await table.open().optimize(
            where: condition, targetFileBytes: targetSize?.bytes, dryRun: dryRun)
        let files = result.removedFileCount == 1 ? "1 file" : "\(result.removedFileCount) files"
        let before = "\(files) (\(ByteCountArgument.text(result.removedByteCount)))"
        if result.removedFileCount == 0 {
            StandardError.write("Nothing to do: no files are worth writing together.\n")
        } else if dryRun {
            StandardError.write("Would write \(before) anew.\n")
        } else {
            StandardError.write(
                "Version \(result.version) of \(table.table): \(before) became "
                    + "\(result.addedFileCount) (\(ByteCountArgument.text(result.addedByteCount)))"
                    + "\(purged(result)).\n")
        }
        if result.droppedGroupCount > 0 {
            StandardError.write(
                "Others changed \(result.droppedGroupCount) groups of files meanwhile; they were "
                    + "left as they are.\n")
        }
        for warning in result.warnings { StandardError.write("Warning: \(warning)\n") }
    }

    private func purged(_ result: OptimizeResult) -> String {
        switch result.deletionVectorCount {
        case 0: ""
        case 1: "; 1 deletion vector is gone"
        case let count: "; \(count) deletion vectors are gone"
        }
    }
}
