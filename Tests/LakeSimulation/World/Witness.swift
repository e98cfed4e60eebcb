// Sees every change of the store as it happens. It keeps what the log has ever said and all bytes
// of data files, so that later deletions take nothing from the model, and it checks what can be
// checked at once: I1 (commits), I5 (data files) and the part of I6 that is about clean-up.

import BinaryIO
import HostEnvironment
import Synchronization

/// The memory of a run.
final class Witness: Sendable {
    struct Checkpoint: Sendable {
        let version: Int
        /// Within the log.
        let name: String
        let time: WallTime
        let bytes: Bytes
        /// The sidecars that were there when it was written, by their paths within the log.
        let sidecars: [String: Bytes]
    }

    private struct State {
        var table = ModelTable()
        var attic: [String: Bytes] = [:]
        var checkpoints: [Checkpoint] = []
        var sidecars: [String: Bytes] = [:]
        var violations: [Violation] = []
        var isClosed = false
    }

    private static let log = Place.table + "/_delta_log/"
    private let scenario: Scenario
    private let state = Mutex(State())

    init(scenario: Scenario) {
        self.scenario = scenario
    }

    var table: ModelTable { state.withLock { $0.table } }
    /// Every data file that was ever stored, by its path in the table.
    var attic: [String: Bytes] { state.withLock { $0.attic } }
    var checkpoints: [Checkpoint] { state.withLock { $0.checkpoints } }
    var violations: [Violation] { state.withLock { $0.violations } }
    var commitCount: Int { state.withLock { $0.table.commits.count } }

    /// What comes now is the end of killed processes, and no part of the run.
    func close() { state.withLock { $0.isClosed = true } }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func violate(_ invariant: Invariant, _ text: String) {
        state.withLock { $0.violations.append(Violation(invariant, text)) }
    }

    // MARK: What happens

    func stored(_ key: String, _ bytes: Bytes, at time: WallTime, in store: WitnessedStore) {
        guard key.hasPrefix(Place.table + "/"), !isClosed else { return }
        guard key.hasPrefix(Self.log) else {
            let path = String(key.dropFirst(Place.table.count + 1))
            guard !path.hasPrefix("_"), path.hasSuffix(".parquet") || path.hasSuffix(".bin")
            else { return }
            state.withLock { $0.attic[path] = bytes }
            return
        }
        let name = key.dropFirst(Self.log.count)
        if name.hasPrefix("_sidecars/") {
            state.withLock { $0.sidecars[String(name)] = bytes }
        } else if name.contains(".checkpoint."), let version = Int(name.prefix(20)) {
            state.withLock {
                $0.checkpoints.append(
                    Checkpoint(
                        version: version, name: String(name), time: time, bytes: bytes,
                        sidecars: $0.sidecars))
            }
        } else if name.hasSuffix(".json"), name.utf8.count == 25,
            let version = Int64(name.prefix(20))
        {
            committed(version, bytes, time, store)
        }
    }

    /// I1: versions come one after the other, and none is ever written again.
    private func committed(
        _ version: Int64, _ bytes: Bytes, _ time: WallTime, _ store: WitnessedStore
    ) {
        guard let commit = ModelCommit(version: version, time: time, bytes: bytes) else {
            return violate(.log, "the commit of version \(version) is no JSON")
        }
        let next = Int64(state.withLock { $0.table.commits.count })
        guard version == next else {
            return violate(
                .log,
                version < next
                    ? "version \(version) was written again when \(next - 1) was the newest"
                    : "version \(version) was written when \(next - 1) was the newest: a gap")
        }
        // I5: what a commit names is there.
        for file in commit.adds {
            let size = store.size(of: Place.table + "/" + file.path)
            if size.map(Int64.init) != file.size {
                let found = size.map { "\($0) bytes of it are there" } ?? "it is not there"
                violate(
                    .files,
                    "version \(version) names \(file.path) of \(file.size) bytes and \(found)")
            }
            if let vector = file.vector, store.size(of: Place.table + "/" + vector.file) == nil {
                violate(.files, "version \(version) names \(vector.file), which is not there")
            }
        }
        state.withLock { $0.table.append(commit) }
    }

    /// Whether a version is young enough that its files must be there.
    func isRetained(_ version: Int64, at time: WallTime) -> Bool {
        let oldest = table.oldest(since: retained(scenario.fileRetentionHours, at: time))
        return version >= Int64(oldest)
    }

    func deleted(_ key: String, at time: WallTime, in store: WitnessedStore) {
        guard key.hasPrefix(Place.table + "/"), !isClosed else { return }
        if key.hasPrefix(Self.log) {
            checkLog(after: key, at: time, store)
            checkSidecar(String(key.dropFirst(Self.log.count)), store)
        } else {
            checkData(String(key.dropFirst(Place.table.count + 1)), at: time)
        }
    }

    /// The clocks of two processes and of the store may be so far apart.
    private static let tolerance = Duration.seconds(3600)

    private func retained(_ hours: Int64, at time: WallTime) -> WallTime {
        time.advanced(by: .seconds(-3600 * hours) + Self.tolerance)
    }

    /// I5: a file that a retained version names is not deleted.
    private func checkData(_ path: String, at time: WallTime) {
        let table = state.withLock { $0.table }
        let oldest = table.oldest(since: retained(scenario.fileRetentionHours, at: time))
        for version in table.versions.indices.dropFirst(oldest)
        where table.versions[version].names(path) {
            let isNewest = version == table.versions.count - 1
            return violate(
                .files,
                "\(path) was deleted, which version \(version) names"
                    + (isNewest ? ", the newest" : ", within the retention"))
        }
    }

    /// I6: a sidecar that a checkpoint names is not deleted.
    private func checkSidecar(_ name: String, _ store: WitnessedStore) {
        guard let sidecar = name.split(separator: "/").last, name.hasPrefix("_sidecars/") else {
            return
        }
        let heads = state.withLock { $0.checkpoints.filter { $0.name.hasSuffix(".json") } }
        for head in heads where store.size(of: Self.log + head.name) != nil {
            guard head.bytes.utf8String()?.contains(sidecar) == true else { continue }
            violate(.checkpoints, "\(name) was deleted, which \(head.name) names")
        }
    }

    /// I6: after a clean-up every retained version stands on a checkpoint, or on all commits.
    private func checkLog(after key: String, at time: WallTime, _ store: WitnessedStore) {
        let table = state.withLock { $0.table }
        guard !table.commits.isEmpty else { return }
        var checkpoints: Set<Int> = []
        var commits: Set<Int> = []
        for file in store.keys(under: Self.log) {
            let name = file.dropFirst(Self.log.count)
            guard let version = Int(name.prefix(20)) else { continue }
            if name.contains(".checkpoint.") {
                checkpoints.insert(version)
            } else if name.hasSuffix(".json") {
                commits.insert(version)
            }
        }
        let oldest = table.oldest(since: retained(scenario.logRetentionHours, at: time))
        // Beyond the last whole version nothing is kept, so it is enough to look at the oldest one.
        let base = checkpoints.filter { $0 <= oldest }.max() ?? -1
        let needed = (base + 1)..<max(base + 1, table.commits.count)
        if let missing = needed.first(where: { !commits.contains($0) }) {
            violate(
                .checkpoints,
                "\(key) was deleted; version \(oldest) is retained and stands on "
                    + (base < 0 ? "no checkpoint" : "checkpoint \(base)")
                    + ", and commit \(missing) is gone")
        }
    }
}
