import ArgumentParser
import Backfill
import HostEnvironment
import Streaming

struct BackfillPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Cut an archive into units and pin them as a job.",
        discussion: """
            EXAMPLES
              lake backfill plan sales.sql --job history --source events=archive/ --unit-files 10
            """)

    @OptionGroup var options: BackfillOptions

    func run() async throws {
        let planned = try await options.planned(.commandLine())
        let plan = planned.plan
        StandardOutput.write(
            """
            job      \(plan.job)\(planned.wasThere ? " (planned before)" : "")
            table    \(planned.table)
            archive  \(plan.location.folder ?? "-")
            units    \(ProgressLine.grouped(Int64(plan.units.count)))
            files    \(ProgressLine.grouped(Int64(plan.fileCount)))
            size     \(ByteCountArgument.text(plan.size))

            """)
    }
}
