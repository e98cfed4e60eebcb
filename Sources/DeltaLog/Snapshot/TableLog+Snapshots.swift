// Loading snapshots: one listing, commits read and parsed by several tasks at once, reconciled in
// order as they arrive.

import BinaryIO
package import DeltaProtocol
import HostEnvironment
import ObjectStorage

extension TableLog {
    /// The table at a version.
    ///
    /// - Throws: `tableNotFound`, `versionNotFound`, `corruptLog`, `unsupportedTableFeature`,
    ///   `storage`.
    /// - Complexity: O(actions since the checkpoint + actions of the checkpoint).
    package func snapshot(
        at selector: SnapshotSelector = .latest
    ) async throws(DeltaLogError) -> Snapshot {
        switch selector {
        case .latest: return try await snapshot(version: nil)
        case .version(let version): return try await snapshot(version: version)
        case .timestamp(let time):
            return try await snapshot(version: try await version(at: time))
        }
    }

    /// The newest version, from a snapshot of an older one: only what came after it is read.
    ///
    /// - Complexity: O(new actions), amortised.
    package func snapshot(
        refreshing known: Snapshot
    ) async throws(DeltaLogError) -> Snapshot {
        if isFresh(known), let snapshot = try await probed(from: known) { return snapshot }
        let observed = environment.monotonicNow
        let files = try await list(from: known.version)
        let newest = files.compactMap(\.path.version).max() ?? known.version
        guard newest >= known.version else {
            throw DeltaLogError(
                .tableNotFound,
                "the table was replaced: its log ends before version "
                    + "\(known.version)", version: known.version)
        }
        guard newest > known.version else {
            var same = known
            same.observed = observed
            return same
        }
        let commits = Self.commits(in: files, after: known.version)
        guard commits.count == Int(newest.distance(from: known.version)),
            let last = commits.last, last.path.version == newest
        else { return try await snapshot(version: nil) }
        guard let replay = try await replay(commits) else {
            return try await snapshot(version: nil)
        }
        return try Snapshot(
            version: newest, timestamp: last.lastModified,
            inCommitTimestamp: replay.inCommitTimestamp, state: replay.state(after: known.state),
            checkpointVersion: known.checkpointVersion, observed: observed)
    }

    /// Whether a snapshot is so young that the commit after it cannot have been cleaned up: while
    /// its name is free, there is none.
    func isFresh(_ snapshot: Snapshot) -> Bool {
        snapshot.observed.duration(to: environment.monotonicNow) <= limits.freshSnapshotAge
    }

    /// The newest version, found by asking for one commit after the other: a log of many thousand
    /// files is not listed to learn that nothing has happened. Nil where there are many.
    private func probed(from known: Snapshot) async throws(DeltaLogError) -> Snapshot? {
        var commits: [(version: TableVersion, bytes: Bytes)] = []
        var timestamp = known.timestamp
        let observed = environment.monotonicNow
        var version = known.version.next
        while let content = try await content(of: .commit(version)) {
            guard commits.count < limits.commitsPerRead else { return nil }
            commits.append((version, content.bytes))
            timestamp = content.metadata.lastModified
            version = version.next
        }
        var batch = ActionBatch()
        for commit in commits.reversed() {
            try batch.append(commit.bytes, version: commit.version)
        }
        batch.seal()
        return try known.advanced(by: batch, timestamp: timestamp, observed: observed)
    }

    private static func commits(in files: [LogFile], after version: TableVersion) -> [LogFile] {
        files.filter { file in
            if case .commit(let number) = file.path { number > version } else { false }
        }.sorted { ($0.path.version ?? .zero) < ($1.path.version ?? .zero) }
    }

    private func snapshot(version: TableVersion?) async throws(DeltaLogError) -> Snapshot {
        try await snapshot(at: version, excluding: [])
    }

    /// The table at a version; nil for the newest.
    ///
    /// - Parameter unreadable: first files of checkpoints that are not looked at.
    func snapshot(
        at version: TableVersion?, excluding unreadable: Set<LogPath>
    ) async throws(DeltaLogError) -> Snapshot {
        var excluded = unreadable
        var vanished: Set<LogPath> = []
        var firstError: DeltaLogError?
        for _ in 0..<limits.relistMax {
            let segment: LogSegment
            do {
                segment =
                    firstError == nil
                    ? try await wholeSegment(version: version, excluding: excluded)
                    : try await self.segment(version: version, excluding: excluded)
            } catch {
                throw firstError ?? error
            }
            switch try await load(segment, unreadable: excluded) {
            case .loaded(let snapshot): return snapshot
            case .filesVanished: continue
            case .checkpointVanished(let error):
                // Cleaned up, or written anew, since it was listed. A listing that shows it again
                // lags behind.
                guard let path = segment.checkpoint?.files.first?.path,
                    !vanished.insert(path).inserted
                else { continue }
                firstError = firstError ?? error
                excluded.insert(path)
            case .checkpointUnreadable(let error):
                firstError = firstError ?? error
                excluded.formUnion(segment.checkpoint?.files.prefix(1).map(\.path) ?? [])
            }
        }
        throw firstError
            ?? DeltaLogError(
                .attemptsExhausted,
                "files of the log vanished while they were read, \(limits.relistMax) times over; "
                    + "is another process cleaning it up?")
    }

    /// The files that make a version. A listing that lags behind may lack the checkpoint that its
    /// commits stand on: one with a gap is made again.
    private func wholeSegment(
        version: TableVersion?, excluding: Set<LogPath>
    ) async throws(DeltaLogError) -> LogSegment {
        for _ in 1..<limits.relistMax {
            do {
                return try await segment(version: version, excluding: excluding)
            } catch {
                guard error.code == .corruptLog else { throw error }
            }
        }
        return try await segment(version: version, excluding: excluding)
    }

    /// The files that make a version, from as short a listing as the hint allows.
    package func segment(
        version: TableVersion? = nil, excluding: Set<LogPath> = []
    ) async throws(DeltaLogError) -> LogSegment {
        let hint = excluding.isEmpty ? await lastCheckpointHint() : nil
        if let hint, version.map({ $0 >= hint.version }) ?? true {
            let files = try await list(from: hint.version)
            if let segment = try? LogSegment(files: files, version: version),
                segment.checkpoint != nil
            {
                return segment
            }
        }
        return try LogSegment(
            files: try await list(from: nil), version: version, excluding: excluding)
    }

    /// What `_last_checkpoint` says; nil where it is missing or garbage.
    package func lastCheckpointHint() async -> LastCheckpointHint? {
        guard let bytes = try? await read(.lastCheckpoint) else { return nil }
        return LastCheckpointHint(parsing: bytes)
    }

    /// How the loading of a segment ended.
    private enum Loading {
        case loaded(Snapshot)
        /// A commit is no longer there: another listing shows what is.
        case filesVanished
        /// The checkpoint is no longer there, or another one is.
        case checkpointVanished(DeltaLogError)
        /// An older checkpoint, or the commits alone, may do.
        case checkpointUnreadable(DeltaLogError)
    }

    private func load(
        _ segment: LogSegment, unreadable: Set<LogPath>
    ) async throws(DeltaLogError) -> Loading {
        let observed = environment.monotonicNow
        guard var replay = try await replay(segment.commits) else { return .filesVanished }
        var files: CheckpointFileSource?
        if let checkpoint = segment.checkpoint {
            let reader = CheckpointReader(log: self, checkpoint: checkpoint)
            do {
                let sidecars = try await reader.readHead { (batch) throws(DeltaLogError) in
                    try replay.absorb(batch, takesFiles: false)
                }
                files = CheckpointFileSource(
                    self, checkpoint, sidecars: sidecars, unreadable: unreadable)
            } catch {
                switch error {
                case .vanished(let error): return .checkpointVanished(error)
                case .unreadable(let error): return .checkpointUnreadable(error)
                case .other(let error): throw error
                }
            }
        }
        var inCommitTimestamp = replay.inCommitTimestamp
        let state = try replay.state(version: segment.version, above: files)
        if state.usesInCommitTimestamps, inCommitTimestamp == nil {
            // A checkpoint keeps no times.
            inCommitTimestamp = try await commitInfo(of: segment.version)?.inCommitTimestamp
        }
        return .loaded(
            try Snapshot(
                version: segment.version, timestamp: segment.timestamp,
                inCommitTimestamp: inCommitTimestamp, state: state,
                checkpointVersion: segment.checkpoint?.version, observed: observed))
    }

    /// Reads commits, ascending in `files`, and absorbs them newest first. Nil where one is gone.
    private func replay(
        _ files: [LogFile]
    ) async throws(DeltaLogError) -> LogReplay? {
        try await inOrder(
            groups(files), concurrency: limits.concurrentReadsMax, state: LogReplay()
        ) { group in
            await self.batch(of: group)
        } absorb: { (replay: inout LogReplay, batch) throws(DeltaLogError) in
            try replay.absorb(batch)
        }
    }

    /// Commits that are read together, newest first in and among the groups.
    private func groups(_ files: [LogFile]) -> [[LogFile]] {
        var groups: [[LogFile]] = []
        var group: [LogFile] = []
        var bytes = 0
        for file in files.reversed() {
            group.append(file)
            bytes += file.size
            guard group.count >= limits.commitsPerRead || bytes >= limits.readBytesTarget else {
                continue
            }
            groups.append(group)
            group = []
            bytes = 0
        }
        return group.isEmpty ? groups : groups + [group]
    }

    /// Reads and parses some commits, newest first. Nil where one is gone.
    private func batch(of files: [LogFile]) async -> Result<ActionBatch?, DeltaLogError> {
        var batch = ActionBatch()
        do throws(DeltaLogError) {
            guard let commits = try await read(files) else { return .success(nil) }
            for (file, bytes) in zip(files, commits) {
                guard let version = file.path.version else { continue }
                try batch.append(bytes, version: version)
            }
        } catch {
            return .failure(error)
        }
        batch.seal()
        return .success(batch)
    }
}

/// Runs `work` on inputs, some at once, and hands the results to `absorb` in the inputs' order.
///
/// - Returns: the state; nil as soon as `work` gives nil.
func inOrder<Input: Sendable, Output: Sendable, State>(
    _ inputs: [Input], concurrency: Int, state: consuming State,
    work: @escaping @Sendable (Input) async -> Result<Output?, DeltaLogError>,
    absorb: (inout State, Output) async throws(DeltaLogError) -> Void
) async throws(DeltaLogError) -> State? {
    var state = state
    if inputs.count == 1, let input = inputs.first {
        guard let output = try await work(input).get() else { return nil }
        try await absorb(&state, output)
        return state
    }
    var failure: DeltaLogError?
    let isComplete = await withTaskGroup(
        of: (Int, Result<Output?, DeltaLogError>).self
    ) { group in
        var started = 0
        func startNext() {
            guard started < inputs.count else { return }
            let (number, input) = (started, inputs[started])
            started += 1
            group.addTask { (number, await work(input)) }
        }
        for _ in 0..<max(1, concurrency) { startNext() }
        var waiting: [Int: Output] = [:]
        var next = 0
        while let (number, result) = await group.next() {
            do throws(DeltaLogError) {
                guard let output = try result.get() else {
                    group.cancelAll()
                    return false
                }
                waiting[number] = output
                while let output = waiting.removeValue(forKey: next) {
                    try await absorb(&state, output)
                    next += 1
                    startNext()
                }
            } catch {
                failure = error
                group.cancelAll()
                return false
            }
        }
        return true
    }
    if let failure { throw failure }
    return isComplete ? state : nil
}
