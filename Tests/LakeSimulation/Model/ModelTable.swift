// The table as the model has it: every version from replaying all commits, in two dictionaries.

import HostEnvironment
import JSONCodec

/// The versions of one table.
struct ModelTable: Sendable {
    struct Version: Sendable {
        struct File: Sendable, Hashable {
            let size: Int64
            let vector: ModelVector?
        }

        var files: [String: File] = [:]
        /// Deletion time in ms by path and vector.
        var tombstones: [String: Int64] = [:]
        var transactions: [String: Int64] = [:]
        var metadata: JSONValue?
        var tableProtocol: JSONValue?

        /// Whether a file, of rows or of vectors, is needed.
        func names(_ path: String) -> Bool {
            files[path] != nil || files.values.contains { $0.vector?.file == path }
        }

        func property(_ key: String) -> String? {
            metadata?["configuration"]?[key]?.string
        }
    }

    private(set) var commits: [ModelCommit] = []
    private(set) var versions: [Version] = []

    mutating func append(_ commit: ModelCommit) {
        var state = versions.last ?? Version()
        for removal in commit.removes {
            state.files[removal.path] = nil
            state.tombstones[Self.key(removal.path, removal.vector?.id)] = removal.time
        }
        for file in commit.adds {
            state.files[file.path] = Version.File(size: file.size, vector: file.vector)
            state.tombstones[Self.key(file.path, file.vector?.id)] = nil
        }
        for transaction in commit.transactions {
            state.transactions[transaction.id] = transaction.version
        }
        state.metadata = commit.metadata ?? state.metadata
        state.tableProtocol = commit.tableProtocol ?? state.tableProtocol
        commits.append(commit)
        versions.append(state)
    }

    /// What tells logical files apart.
    static func key(_ path: String, _ vector: String?) -> String {
        path + (vector.map { "|" + $0 } ?? "")
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
