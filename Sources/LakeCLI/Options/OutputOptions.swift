import ArgumentParser

/// How a command prints rows.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: "How rows are printed.")
    var output: OutputFormat = .table
}
