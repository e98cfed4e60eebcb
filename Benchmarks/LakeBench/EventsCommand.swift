// `lake-bench events`: an archive of event files, the same for the same arguments.

import ArgumentParser

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Write an archive of NDJSON event files.")

    @Argument(help: "The folder; it is created.")
    var folder: String

    @Option(help: "How many events.")
    var count = 1_000_000

    @Option(help: "In how many files.")
    var files = 20

    @Option(help: "Another seed gives other events.")
    var seed: UInt64 = 1

    /// 2026-01-01T00:00:00Z, and one event every 10 ms from there.
    private static let firstMicroseconds: Int64 = 1_767_225_600_000_000
    private static let stepMicroseconds: Int64 = 10_000

    func validate() throws {
        guard count > 0, files > 0, files <= count else {
            throw ValidationError("--count and --files are positive, with an event for each file")
        }
    }

    func run() throws {
        try EventFiles.makeFolder(folder)
        var generator = EventGenerator(seed: seed)
        var buffer: [UInt8] = []
        var made = 0
        for file in 0..<files {
            buffer.removeAll(keepingCapacity: true)
            while made < count * (file + 1) / files {
                let time = Self.firstMicroseconds + Int64(made) * Self.stepMicroseconds
                generator.append(to: &buffer, committedAt: time)
                made += 1
            }
            try EventFiles.publish(
                buffer, as: "events-\(EventFiles.padded(file)).ndjson", in: folder)
        }
    }
}
