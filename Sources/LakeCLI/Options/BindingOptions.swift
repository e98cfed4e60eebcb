// What the names in a pipeline stand for: the configuration file and the flags that override it.
// Streams and backfills take the same ones.

import ArgumentParser
import HostEnvironment
import Streaming

/// The flags that bind a pipeline's names.
struct BindingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file that binds names to places; lake.yml beside the pipeline where there is one.",
            valueName: "lake.yml"))
    var config: String?

    @Option(
        name: .customLong("source"),
        help: ArgumentHelp(
            "Where a source is: a folder, tail:FILE, or - for standard input.",
            valueName: "name=path"))
    var sources: [KeyValueArgument] = []

    @Option(
        name: .customLong("table"),
        help: ArgumentHelp("Where a table is.", valueName: "name=path"))
    var tables: [KeyValueArgument] = []

    @Option(help: ArgumentHelp("Where bad records go.", valueName: "path"))
    var badRecords: String?

    /// The binding that the file and the flags make together.
    func binding(
        of pipeline: Pipeline, live: Bool, environment: HostEnvironment
    ) async throws -> PipelineBinding {
        let file = try await pipeline.configuration(at: config, environment: environment)
        var flags = PipelineBinding(badRecords: badRecords)
        for table in tables { flags.tables[table.key] = table.value }
        for source in sources {
            let location = try SourceLocation(parsing: source.value)
            flags.sources[source.key] =
                live ? SourceBinding(live: location) : SourceBinding(archive: location)
        }
        return file.overridden(by: flags)
    }
}
