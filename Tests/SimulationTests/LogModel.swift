import BinaryIO
import DeltaProtocol
import ObjectStorage

@testable import DeltaLog

/// The log as a much simpler mind reads it: every commit in order, one dictionary of paths. It
/// shares nothing with the engine but the parser of single actions.
struct LogModel {
    struct Version {
        let actions: [Action]
        /// Size by path, after the commit.
        let files: [String: Int64]
        let tombstones: Set<String>
        let transactions: [String: Int64]
        let metadata: TableMetadata?

        var txnID: String? {
            for case .commitInfo(let info) in actions { return info.txnID }
            return nil
        }
    }

    private(set) var versions: [Version] = []

    /// Reads versions 0, 1, … until one is missing.
    init(_ store: any ObjectStore) async throws {
        var files: [String: Int64] = [:]
        var tombstones: Set<String> = []
        var transactions: [String: Int64] = [:]
        var metadata: TableMetadata?
        var reader = ActionReader()
        while let version = TableVersion(Int64(versions.count)),
            let content = try await store.getIfPresent(
                try ObjectPath(LogPath.commit(version).path))
        {
            let actions = try reader.actions(content.bytes)
            for action in actions {
                switch action {
                case .remove(let file):
                    files[file.path] = nil
                    tombstones.insert(file.path)
                default: break
                }
            }
            for action in actions {
                switch action {
                case .add(let file):
                    files[file.path] = file.size
                    tombstones.remove(file.path)
                case .transaction(let progress): transactions[progress.appID] = progress.version
                case .metadata(let value): metadata = value
                default: break
                }
            }
            versions.append(
                Version(
                    actions: actions, files: files, tombstones: tombstones,
                    transactions: transactions, metadata: metadata))
        }
    }

    /// How a snapshot differs from this model's version of it; nil where it does not.
    func difference(_ snapshot: Snapshot) -> String? {
        guard snapshot.version.number < versions.count else {
            return "version \(snapshot.version) is not in the log"
        }
        let expected = versions[Int(snapshot.version.number)]
        var files: [String: Int64] = [:]
        for file in snapshot.files { files[file.path] = file.size }
        if files != expected.files {
            return "version \(snapshot.version) has files \(files.keys.sorted()) instead of "
                + "\(expected.files.keys.sorted())"
        }
        if snapshot.files.count != files.count { return "a file counts twice" }
        let tombstones = Set(snapshot.tombstones.map(\.path))
        if tombstones != expected.tombstones {
            return "version \(snapshot.version) has other tombstones"
        }
        if snapshot.transactions.mapValues(\.version) != expected.transactions {
            return "version \(snapshot.version) has applications \(snapshot.transactions)"
        }
        return snapshot.metadata == expected.metadata ? nil : "other metadata"
    }
}
