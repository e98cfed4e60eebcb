import ArgumentParser
import Backfill
import HostEnvironment

/// How a backfill is run and shown.
struct BackfillRunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Units that are loaded at the same time; one a processor unless given.",
            valueName: "N"))
    var workers: Int?
    @Option(
        help: ArgumentHelp(
            "Where progress goes as JSON lines; - is standard output.", valueName: "FILE"))
    var progress: String?

    func validate() throws {
        if let workers, !(1...64).contains(workers) {
            throw ValidationError("--workers must be from 1 to 64")
        }
    }

    /// Runs the job to its end, showing how far it is.
    func run(_ job: JobName, table: String, _ environment: HostEnvironment) async throws {
        let display = try BackfillDisplay(job: job, progress: progress)
        let runner = BackfillRunner(
            table: table, job: job, workers: workers ?? environment.parallelism,
            environment: environment, onProgress: { await display.show($0) })
        do {
            let result = try await runner.run()
            await display.finish(result)
        } catch {
            await display.end()
            throw error
        }
    }
}
