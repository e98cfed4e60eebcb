import ArgumentParser
import HostEnvironment
import Streaming

/// `lake stream run`: a pipeline over what comes in, until it is told to end.
struct StreamRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline over what comes in.",
        discussion: """
            Ends after the running batch on SIGTERM or SIGINT, at once on a second one. Started
            again it goes on where it was: every row is in the table once.

            Examples:
              lake stream run sales.sql --source sales=incoming --table sales=data/sales
              lake stream run sales.sql --trigger available-now
              tail -f app.log | lake stream run log.sql --source log=- --spool spool
            """)

    @Argument(help: ArgumentHelp("The pipeline.", valueName: "pipeline.sql"))
    var pipeline: String

    @OptionGroup var names: BindingOptions

    @Option(
        help: ArgumentHelp(
            "Where the stream keeps how far it is; in the table where not given.",
            valueName: "folder"))
    var checkpoint: String?

    @Option(help: "The name of the query; the table's where not given.")
    var name: String?

    @Option(help: "asap, once, available-now, or a pause such as 500ms or 10s.")
    var trigger = "asap"

    @Option(help: "Files that one batch takes at most.")
    var maxFiles: Int?

    @Option(help: ArgumentHelp("Bytes that one batch takes at most.", valueName: "size"))
    var maxBytes: ByteCountArgument?

    @Option(
        help: ArgumentHelp(
            "Where standard input is kept until it is in the table.", valueName: "folder"))
    var spool: String?

    @Option(
        help: ArgumentHelp(
            "Where reports go as lines of JSON; - for standard output.", valueName: "file"))
    var progress: String?

    @Flag(help: "End at the first bad record instead of setting it aside.")
    var failOnBadRecords = false

    @Flag(help: "Go on where the query stopped although the pipeline has changed.")
    var acceptPipelineChange = false

    func validate() throws {
        do {
            _ = try Trigger(parsing: trigger)
        } catch {
            throw ValidationError(error.message)
        }
        if let maxFiles, maxFiles < 1 {
            throw ValidationError("--max-files must be at least 1")
        }
    }

    func run() async throws {
        let environment = try HostEnvironment.commandLine()
        let definition = try await Pipeline(file: pipeline, environment: environment)
        var binding = try await names.binding(
            of: definition, live: true, environment: environment)
        if let spool { binding.spoolStandardInput(in: spool) }
        let display = StreamDisplay(reports: try progress.map { try LineFile(path: $0) })
        let stream = try await definition.stream(
            binding: binding, trigger: try Trigger(parsing: trigger),
            options: options(display), environment: environment)
        TerminationSignals.install()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await stream.run()
                return true
            }
            group.addTask {
                try? await TerminationSignals.wait(on: environment)
                return false
            }
            while let hasEnded = try await group.next() {
                group.cancelAll()
                if hasEnded { break }
                await display.stopping()
            }
        }
        await display.finish()
    }

    private func options(_ display: StreamDisplay) -> StreamOptions {
        var options = StreamOptions()
        options.name = name
        options.checkpoint = checkpoint
        options.failsOnBadRecords = failOnBadRecords
        options.acceptsPipelineChange = acceptPipelineChange
        if let maxFiles { options.limit.filesMax = maxFiles }
        if let maxBytes { options.limit.bytesMax = Int(clamping: maxBytes.bytes) }
        options.onEvent = { await display.show($0) }
        return options
    }
}
