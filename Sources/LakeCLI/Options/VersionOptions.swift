import ArgumentParser
import DeltaTable
import HostEnvironment

/// Which version a reading command reads.
struct VersionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read this version.", valueName: "N"))
    var version: Int64?

    @Option(
        help: ArgumentHelp(
            "Read the newest version of this time or before, such as 2026-11-20T08:00:00Z.",
            valueName: "T"))
    var timestamp: TimestampArgument?

    func validate() throws {
        if version != nil && timestamp != nil {
            throw ValidationError("give --version or --timestamp, not both")
        }
    }

    var selector: VersionSelector {
        if let version { return .version(version) }
        if let timestamp { return .timestamp(timestamp.time) }
        return .latest
    }
}
