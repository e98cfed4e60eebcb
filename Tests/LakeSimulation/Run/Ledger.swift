// A text file with a line for each stretch of seeds that is done, so that a long run can be broken
// off and taken up again: `FROM TO COMMITS FAULTS rev:REVISION FAILED…`. It is replaced as a whole,
// so whoever is killed leaves the lines of before or those of after (SI-RUN-04).

import Foundation

/// The seeds that are done.
public final class Ledger {
    public struct Entry: Equatable, Sendable {
        public var seeds: ClosedRange<UInt64>
        public var commits: Int
        public var faults: Int
        /// The revision of the code that ran the seeds.
        public var revision: String
        public var failed: [UInt64]

        public init(
            seeds: ClosedRange<UInt64>, commits: Int, faults: Int, revision: String,
            failed: [UInt64]
        ) {
            self.seeds = seeds
            self.commits = commits
            self.faults = faults
            self.revision = revision
            self.failed = failed
        }
    }

    /// The revision of seeds of which nobody said with what code they were run.
    public static let unknownRevision = "unknown"
    private static let revisionMark = "rev:"

    private let url: URL
    public private(set) var entries: [Entry] = []

    /// - Throws: where there is a file that cannot be read: it is not to be written over.
    public init(path: String) throws {
        url = URL(fileURLWithPath: path)
        guard FileManager.default.fileExists(atPath: path) else { return }
        let text = try String(contentsOf: url, encoding: .utf8)
        entries = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { Self.entry($0) }
    }

    /// Nil for a line that says something else, whose seeds are then run again.
    private static func entry(_ line: Substring) -> Entry? {
        var revision = unknownRevision
        var numbers: [UInt64] = []
        for word in line.split(separator: " ") {
            if word.hasPrefix(revisionMark) {
                revision = String(word.dropFirst(revisionMark.count))
            } else if let number = UInt64(word) {
                numbers.append(number)
            } else {
                return nil
            }
        }
        guard numbers.count >= 4, numbers[0] <= numbers[1],
            let commits = Int(exactly: numbers[2]), let faults = Int(exactly: numbers[3])
        else { return nil }
        return Entry(
            seeds: numbers[0]...numbers[1], commits: commits, faults: faults, revision: revision,
            failed: Array(numbers.dropFirst(4)))
    }

    public func has(_ seed: UInt64) -> Bool { entries.contains { $0.seeds.contains(seed) } }

    public func add(_ entry: Entry) throws {
        entries.append(entry)
        let lines =
            ["# first seed, last seed, commits, injected faults, revision, seeds that failed"]
            + entries.map(Self.line)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url, options: .atomic)
    }

    private static func line(_ entry: Entry) -> String {
        let counts = [
            entry.seeds.lowerBound, entry.seeds.upperBound, UInt64(entry.commits),
            UInt64(entry.faults),
        ]
        let revision = revisionMark + entry.revision.replacing(" ", with: "_")
        let words = counts.map(String.init) + [revision] + entry.failed.map(String.init)
        return words.joined(separator: " ")
    }

    /// How many seeds of a range are done, by the revision that ran each last, and which of them
    /// failed then; revisions in the order of their first entry.
    public func summary(of range: ClosedRange<UInt64>) -> String {
        var last: [UInt64: Int] = [:]
        for (index, entry) in entries.enumerated() where entry.seeds.overlaps(range) {
            for seed in entry.seeds.clamped(to: range) { last[seed] = index }
        }
        var counts: [String: Int] = [:]
        for index in last.values { counts[entries[index].revision, default: 0] += 1 }
        var parts: [String] = []
        for entry in entries {
            guard let count = counts.removeValue(forKey: entry.revision) else { continue }
            parts.append("\(count) at \(entry.revision)")
        }
        let failed = last.filter { entries[$0.value].failed.contains($0.key) }.keys.sorted()
        return "the ledger has \(last.count) of \(range.count) seeds"
            + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + "; "
            + (failed.isEmpty
                ? "none failed" : "FAILED: " + failed.map(String.init).joined(separator: " "))
    }
}
