// `lake-bench`: measures the engine and feeds it. Results are JSON lines on standard output.

import ArgumentParser
import HostEnvironment

@main
struct LakeBench: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "lake-bench",
        abstract: "Measure the engine: JSON lines with median, min, max and peak memory.",
        subcommands: [
            RunCommand.self, WorkerCommand.self, EventsCommand.self, FeedCommand.self,
            RewriteCommand.self,
        ])

    static func main() async {
        FreedMemory.keep()
        await main(nil)
    }
}
