// A log, looked at commit by commit: what replay gives at each version is held against the
// checkpoint and the checksum of that version (spec/fsck.md).

import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage

/// What a look at a log has shown.
package struct LogCheckResult: Sendable {
    package internal(set) var findings: [LogFinding] = []
    /// The newest version; nil where it cannot be read.
    package internal(set) var newest: Snapshot?
    package internal(set) var commitCount = 0
    package internal(set) var checkpointCount = 0
    package internal(set) var checksumCount = 0
}

extension TableLog {
    /// Looks at every file of the log; what is wrong is a finding, not an error.
    ///
    /// - Throws: `tableNotFound`; `unsupportedTableFeature` where the newest version needs one;
    ///   the store's failures.
    /// - Complexity: O(actions of all commits + for each checkpoint its actions).
    package func check() async throws(DeltaLogError) -> LogCheckResult {
        var check = LogCheck(log: self, files: try await list(from: nil))
        try await check.run()
        return check.result
    }
}

struct LogCheck {
    let log: TableLog
    let commits: [TableVersion: LogFile]
    let checksums: [TableVersion: LogFile]
    let checkpoints: [TableVersion: [CheckpointFiles]]
    var result = LogCheckResult()
    var reader = ActionReader()
    /// What the commits up to `version` give; nil where that is not known.
    var state: SnapshotState?
    /// The version that was looked at last.
    private var version: TableVersion?
    /// The time that the last commit carries.
    var inCommitTimestamp: Int64?
    /// Whether any version was known yet.
    private(set) var hasBegun = false
    /// Whether the log's first version is none that a table begins with.
    private(set) var startsLate = false
    private var newest = TableVersion.zero

    init(log: TableLog, files: [LogFile]) {
        self.log = log
        var commits: [TableVersion: LogFile] = [:]
        var checksums: [TableVersion: LogFile] = [:]
        for file in files {
            switch file.path {
            case .commit(let version): commits[version] = file
            case .checksum(let version): checksums[version] = file
            default: break
            }
        }
        self.commits = commits
        self.checksums = checksums
        let complete = LogSegment.checkpoints(in: files)
        checkpoints = Dictionary(grouping: complete, by: \.version)
        result.commitCount = commits.count
        result.checkpointCount = complete.count
        result.checksumCount = checksums.count
        result.findings = Self.incomplete(files, complete)
    }

    /// Parts of checkpoints of which others are missing, a finding for each version.
    private static func incomplete(
        _ files: [LogFile], _ complete: [CheckpointFiles]
    ) -> [LogFinding] {
        let whole = Set(complete.flatMap(\.files).map(\.path))
        var versions: Set<TableVersion> = []
        return files.compactMap { file -> LogFinding? in
            guard case .checkpointPart(let version, _, let parts) = file.path,
                !whole.contains(file.path), versions.insert(version).inserted
            else { return nil }
            return LogFinding(
                .incompleteCheckpoint,
                "the checkpoint of version \(version) lacks some of its \(parts) parts; it is not "
                    + "used", path: file.path)
        }
    }

    mutating func run() async throws(DeltaLogError) {
        let versions = Set(commits.keys).union(checkpoints.keys).sorted()
        guard let last = versions.last else {
            throw DeltaLogError(.tableNotFound, "there is no table: its log is empty")
        }
        startsLate = versions[0] != .zero
        newest = last
        for version in versions {
            try await look(at: version)
            self.version = version
        }
        if !hasBegun, startsLate {
            add(
                .versionGap,
                "the log starts at version \(versions[0]) and has no checkpoint, so no version can "
                    + "be read", .commit(versions[0]))
        }
        try await lookAtHint()
        // A checkpoint that cannot be read is a finding already: nobody knows what it names.
        for object in (try? await log.unnamedSidecars()) ?? [] {
            result.findings.append(
                LogFinding(
                    .orphanSidecar,
                    "no checkpoint names the sidecar; log clean-up removes it once it is a day old",
                    object: object.path.key))
        }
        guard let state else { return }
        result.newest = try Snapshot(
            version: last,
            timestamp: commits[last]?.lastModified ?? WallTime(microseconds: 0),
            inCommitTimestamp: inCommitTimestamp, state: state,
            checkpointVersion: checkpoints.keys.max(), observed: log.environment.monotonicNow)
    }

    mutating func add(_ kind: LogFinding.Kind, _ message: String, _ path: LogPath) {
        result.findings.append(LogFinding(kind, message, path: path))
    }

    private mutating func look(at version: TableVersion) async throws(DeltaLogError) {
        let isNext = self.version.map { $0.next == version } ?? (version == .zero)
        if let last = self.version, !isNext {
            let missing = last.next
            let end = TableVersion(version.number - 1) ?? missing
            add(
                .versionGap,
                missing == end
                    ? "the commit of version \(missing) is missing"
                    : "the commits of versions \(missing) to \(end) are missing",
                .commit(missing))
            state = nil
        }
        if let file = commits[version] {
            try await replay(file, version, isFirst: version == .zero)
        } else {
            if self.version != nil, isNext {
                add(
                    .versionGap,
                    "the commit of version \(version) is missing; its checkpoint stands in for it",
                    .commit(version))
            }
            state = nil
            inCommitTimestamp = nil
        }
        for checkpoint in checkpoints[version] ?? [] { try await compare(checkpoint) }
        if let file = checksums[version] { try await compare(file, version) }
        if state != nil { hasBegun = true }
    }

    private mutating func compare(
        _ checkpoint: CheckpointFiles
    ) async throws(DeltaLogError) {
        guard let path = checkpoint.files.first?.path else { return }
        var replay = LogReplay()
        do throws(DeltaLogError) {
            do {
                try await CheckpointReader(log: log, checkpoint: checkpoint).read {
                    (batch) throws(DeltaLogError) in try replay.absorb(batch)
                }
            } catch {
                throw error.error
            }
            let loaded = try replay.state(version: checkpoint.version)
            guard let state else {
                self.state = loaded
                return
            }
            for difference in StateComparison(replayed: state).differences(of: loaded) {
                add(.checkpointDiffers, difference, path)
            }
        } catch {
            guard error.code == .corruptLog else { throw error }
            add(.unreadableCheckpoint, error.message, path)
        }
    }

    private mutating func compare(
        _ file: LogFile, _ version: TableVersion
    ) async throws(DeltaLogError) {
        guard let bytes = try await log.read(file.path) else { return }
        do {
            let checksum = try VersionChecksum(parsing: bytes)
            guard let state else { return }
            let differences = StateComparison(replayed: state).differences(
                of: checksum, inCommitTimestamp: inCommitTimestamp,
                looksAtFiles: version == newest)
            for difference in differences { add(.checksumDiffers, difference, file.path) }
        } catch {
            add(.unreadableChecksum, error.message, file.path)
        }
    }

    private mutating func lookAtHint() async throws(DeltaLogError) {
        guard let bytes = try await log.read(.lastCheckpoint) else { return }
        guard let hint = LastCheckpointHint(parsing: bytes) else {
            return add(.lastCheckpoint, "the hint names no version", .lastCheckpoint)
        }
        guard checkpoints[hint.version] == nil else { return }
        add(
            .lastCheckpoint,
            "the hint names version \(hint.version), which has no whole checkpoint",
            .lastCheckpoint)
    }
}
