// A text file with a line for each stretch of seeds that is done, so that a long run can be broken
// off and taken up again: `FROM TO COMMITS FAULTS FAILED…`.

import Foundation
import LakeSimulation

/// The seeds that are done.
final class Ledger {
    struct Entry {
        var seeds: ClosedRange<UInt64>
        var commits: Int
        var faults: Int
        var failed: [UInt64]
    }

    private let url: URL
    private(set) var entries: [Entry] = []

    init(path: String) throws {
        url = URL(fileURLWithPath: path)
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return }
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            guard numbers.count >= 4, numbers[0] <= numbers[1] else { continue }
            entries.append(
                Entry(
                    seeds: numbers[0]...numbers[1], commits: Int(numbers[2]),
                    faults: Int(numbers[3]), failed: Array(numbers.dropFirst(4))))
        }
    }

    func has(_ seed: UInt64) -> Bool { entries.contains { $0.seeds.contains(seed) } }

    func add(_ entry: Entry) throws {
        entries.append(entry)
        var lines = ["# first seed, last seed, commits, injected faults, seeds that failed"]
        for entry in entries {
            let numbers =
                [
                    entry.seeds.lowerBound, entry.seeds.upperBound, UInt64(entry.commits),
                    UInt64(entry.faults),
                ] + entry.failed
            lines.append(numbers.map(String.init).joined(separator: " "))
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url, options: .atomic)
    }
}
