// `lake-bench feed`: live events at a steady rate. `committed_at` of an event is the time at which
// its slice was begun, so that now - committed_at never understates how long an event is under way.

import ArgumentParser
import Glibc
import HostEnvironment

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Feed live NDJSON events at a steady rate.")

    @Argument(help: "The folder that grows, or with --tail the file.")
    var path: String

    @Option(help: "Events a second.")
    var rate = 100_000

    @Option(help: "For how long.")
    var seconds = 60.0

    @Option(help: "How often a second events are written: a file each, or with --tail an append.")
    var slicesPerSecond = 20

    @Flag(help: "Append to one file instead of growing a folder.")
    var tail = false

    @Option(help: "Another seed gives other events.")
    var seed: UInt64 = 2

    func validate() throws {
        guard rate > 0, seconds > 0, slicesPerSecond > 0, rate >= slicesPerSecond else {
            throw ValidationError("--rate, --seconds and --slices-per-second are positive")
        }
    }

    func run() async throws {
        let host = HostEnvironment.system()
        if !tail { try EventFiles.makeFolder(path) }
        let descriptor = try openTail()
        var generator = EventGenerator(seed: seed, first: 1 << 40)
        var buffer: [UInt8] = []
        var made = 0
        var latest = Duration.zero
        let slices = Int(seconds * Double(slicesPerSecond))
        let started = host.monotonicNow
        for slice in 0..<slices {
            let due = Duration.seconds(Double(slice) / Double(slicesPerSecond))
            let behind = started.advanced(by: due).duration(to: host.monotonicNow)
            if behind < .zero { try await host.sleep(for: .zero - behind) }
            latest = max(latest, behind)
            buffer.removeAll(keepingCapacity: true)
            let now = host.now.microseconds
            while made < rate * (slice + 1) / slicesPerSecond {
                generator.append(to: &buffer, committedAt: now)
                made += 1
            }
            try publish(buffer, slice: slice, descriptor: descriptor)
        }
        let took = started.duration(to: host.monotonicNow)
        print(
            ResultLine("feed").with("events", made).with("seconds", took.inSeconds)
                .with("behind_max_s", latest.inSeconds).text)
    }

    private func openTail() throws -> Int32 {
        guard tail else { return -1 }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else { throw FileFailure("create", path) }
        return descriptor
    }

    private func publish(_ buffer: [UInt8], slice: Int, descriptor: Int32) throws {
        if tail {
            try EventFiles.writeAll(buffer, to: descriptor, path: path)
        } else {
            let name = "live-\(EventFiles.padded(slice)).ndjson"
            try EventFiles.publish(buffer, as: name, in: path)
        }
    }
}
