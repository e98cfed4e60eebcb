import ArgumentParser
import Backfill
import HostEnvironment

struct BackfillResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a job as it was planned; needs no pipeline file.",
        discussion: """
            EXAMPLES
              lake backfill resume data/sales --job history
            """)

    @OptionGroup var table: TableArgument
    @Option(help: ArgumentHelp("The job's name.", valueName: "NAME"))
    var job: String
    @OptionGroup var running: BackfillRunOptions

    func run() async throws {
        try await running.run(try JobName(job), table: table.table, .commandLine())
    }
}
