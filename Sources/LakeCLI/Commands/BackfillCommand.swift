import ArgumentParser

struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Load an archive into a table, each file once, beside live streams.",
        discussion: """
            A job is planned once and then run until it is finished; it may be killed at any time
            and started again, or started twice.

            EXAMPLES
              lake backfill plan sales.sql --job history --source events=archive/
              lake backfill run sales.sql --job history --source events=archive/ --workers 2
              lake backfill status data/sales --job history
              lake backfill resume data/sales --job history
            """,
        subcommands: [
            BackfillPlanCommand.self,
            BackfillRunCommand.self,
            BackfillStatusCommand.self,
            BackfillResumeCommand.self,
        ])
}
