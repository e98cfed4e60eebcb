// The table as the model has it: every version from replaying all commits, in two dictionaries.

import HostEnvironment
import JSONCodec

/// The versions of one table.
struct ModelTable: Sendable {
    struct Version: Sendable {
        /// Size by path.
        var files: [String: Int64] = [:]
        /// Deletion time in ms by path.
        var tombstones: [String: Int64] = [:]
        var transactions: [String: Int64] = [:]
        var metadata: JSONValue?
        var tableProtocol: JSONValue?
    }

    private(set) var commits: [ModelCommit] = []
    private(set) var versions: [Version] = []

    mutating func append(_ commit: ModelCommit) {
        var state = versions.last ?? Version()
        for (path, time) in commit.removes {
            state.files[path] = nil
            state.tombstones[path] = time
        }
        for file in commit.adds {
            state.files[file.path] = file.size
            state.tombstones[file.path] = nil
        }
        for transaction in commit.transactions {
            state.transactions[transaction.id] = transaction.version
        }
        state.metadata = commit.metadata ?? state.metadata
        state.tableProtocol = commit.tableProtocol ?? state.tableProtocol
        commits.append(commit)
        versions.append(state)
    }

    /// When a version stopped being the newest; nil where it still is.
    func end(of version: Int) -> WallTime? {
        version + 1 < commits.count ? commits[version + 1].time : nil
    }

    /// The oldest version that was the newest one at `time` or later.
    func oldest(since time: WallTime) -> Int {
        (commits.indices.first { end(of: $0).map { $0 >= time } ?? true }) ?? 0
    }
}
