import ArgumentParser
import HostEnvironment
import Streaming

/// `lake stream status`: how far a stream is, from its checkpoint.
struct StreamStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how far a stream is.",
        discussion: """
            Examples:
              lake stream status data/sales/_checkpoints/sales
              lake stream status checkpoint -o json
            """)

    @Argument(help: ArgumentHelp("The folder of the checkpoint.", valueName: "checkpoint"))
    var checkpoint: String

    @Option(name: [.customShort("o"), .long], help: "table or json.")
    var output = OutputFormat.table

    func run() async throws {
        let status = try await StreamStatus.read(
            checkpoint: checkpoint, environment: .commandLine())
        switch output {
        case .json, .jsonl: print(status.json)
        case .table, .csv: print(status.text)
        }
    }
}
