import ArgumentParser
import Backfill
import HostEnvironment

struct BackfillRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Plan a job, unless it is planned, and run it to its end.",
        discussion: """
            Safe to kill, to start again and to start twice; runs beside live streams.

            EXAMPLES
              lake backfill run sales.sql --job history --source events=archive/ --workers 2
            """)

    @OptionGroup var options: BackfillOptions
    @OptionGroup var running: BackfillRunOptions

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        let planned = try await options.planned(environment)
        try await running.run(planned.plan.job, table: planned.table, environment)
    }
}
