import ArgumentParser

/// `lake stream`: pipelines over data that keeps coming.
struct StreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Run a pipeline over data that keeps coming, each row once.",
        subcommands: [StreamRunCommand.self, StreamStatusCommand.self])
}
