// Drives `CommitProtocol` against a store: the only place that publishes versions. Once the first
// put is sent, a task of its own sees it through, so that no cancellation leaves the end unknown.

import BinaryIO
import DeltaProtocol
import HostEnvironment
import ObjectStorage
import Synchronization

extension TableLog {
    /// Commits a transaction, behind whatever others commit meanwhile.
    ///
    /// Cancelling the task before the first put rolls back; after it the end is still found out and
    /// returned. The transaction's files must be durable before.
    package func commit(_ transaction: Transaction) async -> CommitOutcome {
        if let progress = transaction.application, let snapshot = transaction.snapshot,
            hasReached(progress, snapshot)
        {
            return .alreadyCommitted(snapshot.version)
        }
        do throws(DeltaLogError) {
            var coordinator = try CommitCoordinator(self, transaction)
            let isCancelled = CancellationFlag()
            coordinator.isCancelled = isCancelled
            let shielded = coordinator
            let task = environment.spawn { await shielded.run() }
            return await withTaskCancellationHandler {
                await Self.value(of: task, transaction)
            } onCancel: {
                isCancelled.set()
            }
        } catch {
            return .notCommitted(error)
        }
    }

    /// Whether the work of an application is in a version of the table. A version behind it counts
    /// too (`>=`): a run that was left behind must not bring old work again.
    package func hasReached(_ progress: ApplicationProgress, _ snapshot: Snapshot) -> Bool {
        guard let known = snapshot.transactions[progress.appID]?.version else { return false }
        if environment.weaknesses.contains(.comparesTransactionsForEquality) {
            return known == progress.version
        }
        return known >= progress.version
    }

    private static func value(
        of task: Task<CommitOutcome, any Error>, _ transaction: Transaction
    ) async -> CommitOutcome {
        switch await task.result {
        case .success(let outcome): return outcome
        case .failure(let error):
            let version = transaction.snapshot?.version.next ?? .zero
            let cause = DeltaLogError(.storage, "\(error)", cause: error)
            return .unknown(
                UnknownCommit(version: version, txnID: transaction.txnID, cause: cause))
        }
    }
}

/// Whether the caller has lost interest; set once, read between steps.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    func set() { flag.store(true, ordering: .relaxed) }

    var isSet: Bool { flag.load(ordering: .relaxed) }
}

/// One commit.
struct CommitCoordinator: Sendable {
    private let log: TableLog
    private let request: CommitRequest
    private let checker: ConflictChecker
    var isCancelled = CancellationFlag()

    init(_ log: TableLog, _ transaction: Transaction) throws(DeltaLogError) {
        self.log = log
        request = try CommitRequest(transaction)
        do {
            checker = try ConflictChecker(transaction)
        } catch {
            throw DeltaLogError(error)
        }
    }

    private var transaction: Transaction { request.transaction }

    /// What changes on the way.
    private struct Progress {
        var machine: CommitProtocol
        var checker: ConflictChecker
        /// The newest version that is known, others' commits included.
        var current: Snapshot?
        /// The bytes for the version that is tried, and the actions in them.
        var bytes: Bytes
        var actions: [Action]
        var rebasedOver = 0
        /// When somebody last looked where the log ends.
        var looked: MonotonicInstant
    }

    func run() async -> CommitOutcome {
        let started = log.environment.monotonicNow
        var progress = begin()
        var input: CommitProtocol.Input
        do throws(DeltaLogError) {
            if transaction.snapshot == nil, try await log.exists() {
                return .conflict(
                    CommitConflict(.tableExists, winner: .zero, "there is a table already"))
            }
            input = .started
        } catch {
            return .notCommitted(error)
        }
        while true {
            let elapsed = started.duration(to: log.environment.monotonicNow)
            let circumstances = CommitProtocol.Circumstances(
                isCancelled: isCancelled.isSet, isOutOfTime: elapsed > log.limits.commitDuration)
            switch progress.machine.next(input, circumstances) {
            case .put(let version):
                if let overtaken = await look(at: version, &progress) {
                    input = overtaken
                } else {
                    input = await put(progress.bytes, version)
                }
            case .read(let version): input = await read(version)
            case .wait(let step):
                await wait(step, upTo: log.limits.backoffCap)
                input = .waited
            case .stepAside(let step):
                await wait(step, upTo: log.limits.raceBackoffCap)
                input = .waited
            case .checkWinners(let first):
                if let end = await rebase(&progress, from: first) { return end }
                input = .rebased(progress.current?.version.next ?? .zero)
            case .finish(let end): return await finish(end, progress)
            }
        }
    }

    private func begin() -> Progress {
        let version = transaction.snapshot?.version.next ?? .zero
        var progress = Progress(
            machine: CommitProtocol(
                version: version, lostRacesMax: log.limits.lostRacesMax,
                storeFailuresMax: log.limits.storeFailuresMax,
                leavesUnresolvedVersions: log.environment.weaknesses.contains(
                    .leavesUnresolvedVersions)),
            checker: checker, current: transaction.snapshot, bytes: .empty, actions: [],
            looked: transaction.snapshot?.observed ?? log.environment.monotonicNow)
        compose(&progress)
        return progress
    }

    /// Looks whether the log has gone on, where nobody has for long: the version may have come,
    /// gone into a checkpoint and been cleaned up, and its name be free. Comes before every put,
    /// because a process may be held up anywhere.
    ///
    /// - Returns: what there is to tell instead of putting; nil where the put may be sent.
    private func look(
        at version: TableVersion, _ progress: inout Progress
    ) async -> CommitProtocol.Input? {
        let now = log.environment.monotonicNow
        guard progress.looked.duration(to: now) > log.limits.freshSnapshotAge else { return nil }
        do throws(DeltaLogError) {
            let files = try await log.list(from: version)
            let overtaking = Self.overtaking(version, files)
            // What a look has seen may be gone by the next put: that one is looked before again.
            if overtaking == nil { progress.looked = now }
            return overtaking
        } catch {
            return .putRefused(error)
        }
    }

    /// What a listing says where the log has gone on to a version; nil where it has not.
    static func overtaking(_ version: TableVersion, _ files: [LogFile]) -> CommitProtocol.Input? {
        guard files.contains(where: { ($0.path.version ?? .zero) >= version }) else { return nil }
        return .overtaken(stands: files.contains { $0.path == .commit(version) })
    }

    private func compose(_ progress: inout Progress) {
        if log.environment.weaknesses.contains(.keepsFirstCommitTime), !progress.actions.isEmpty {
            return
        }
        let actions = request.actions(
            following: progress.current, now: log.environment.now)
        progress.actions = actions
        progress.bytes = ActionWriter.commit(actions)
    }

    // MARK: Steps

    private func put(_ bytes: Bytes, _ version: TableVersion) async -> CommitProtocol.Input {
        do {
            let path = try ObjectPath(LogPath.commit(version).path)
            _ = try await log.store.put(path, bytes, mode: .create)
            return .putSucceeded
        } catch {
            let failure = DeltaLogError(error)
            switch error.code {
            case .alreadyExists: return .putFoundExisting
            case .throttled: return .putRefused(failure)
            case .notDurable: return .putNotDurable(failure)
            default:
                let mayStand =
                    error.mayHaveHappened
                    && !log.environment.weaknesses.contains(.discardsUnknownCommits)
                return mayStand ? .putAmbiguous(failure) : .putImpossible(failure)
            }
        }
    }

    /// Whose commit lies at `version`.
    private func read(_ version: TableVersion) async -> CommitProtocol.Input {
        do throws(DeltaLogError) {
            guard let bytes = try await log.read(.commit(version)) else { return .readAbsent }
            return Self.txnID(of: bytes) == transaction.txnID ? .readOurs : .readForeign
        } catch {
            return .readFailed(error)
        }
    }

    /// The id in the `commitInfo` of a commit; nil where there is none or it cannot be read.
    private static func txnID(of bytes: Bytes) -> String? {
        var reader = ActionReader()
        guard let actions = try? reader.actions(bytes) else { return nil }
        for case .commitInfo(let info) in actions { return info.txnID }
        return nil
    }

    /// Full jitter: anything up to a bound that doubles.
    private func wait(_ step: Int, upTo cap: Duration) async {
        let doublings = min(max(step, 1) - 1, 20)
        let bound = min(log.limits.backoffBase * (1 << doublings), cap)
        try? await log.environment.sleep(for: log.environment.randomDuration(upTo: bound))
    }

    /// Reads every commit from `first` on, checks them in order and moves the transaction behind.
    ///
    /// - Returns: the end, where the winners decide it.
    private func rebase(
        _ progress: inout Progress, from first: TableVersion
    ) async -> CommitOutcome? {
        guard transaction.snapshot != nil else {
            return .conflict(
                CommitConflict(
                    .tableExists, winner: first, "the table has been created meanwhile"))
        }
        do throws(DeltaLogError) {
            progress.looked = log.environment.monotonicNow
            let winners = try await log.commits(from: first)
            for winner in winners {
                switch try check(winner, &progress.checker) {
                case .compatible: continue
                case .conflict(let conflict): return .conflict(conflict)
                case .sameWork: return .alreadyCommitted(winner.version)
                }
            }
            var batch = ActionBatch()
            for winner in winners.reversed() {
                try batch.append(winner.actions, version: winner.version)
            }
            batch.seal()
            progress.rebasedOver += winners.count
            progress.current = try progress.current?.advanced(
                by: batch, timestamp: log.environment.now,
                observed: log.environment.monotonicNow)
            try request.checkTable(current: progress.current)
        } catch {
            return .notCommitted(error)
        }
        compose(&progress)
        return nil
    }

    private func check(
        _ winner: WinningCommit, _ checker: inout ConflictChecker
    ) throws(DeltaLogError) -> ConflictChecker.Verdict {
        do {
            return try checker.check(winner)
        } catch {
            throw DeltaLogError(error, version: winner.version)
        }
    }

    // MARK: The end

    private func finish(_ end: CommitProtocol.End, _ progress: Progress) async -> CommitOutcome {
        let unexplained = DeltaLogError(.storage, "the store gave no reason")
        switch end {
        case .notCommitted:
            let error = progress.machine.error ?? unexplained
            guard transaction.snapshot == nil, error.code == .attemptsExhausted else {
                return .notCommitted(error)
            }
            // Whoever was faster has made the table, however long that took to find out.
            return .conflict(
                CommitConflict(
                    .tableExists, winner: .zero, "the table has been created meanwhile"))
        case .unknown(let version):
            return .unknown(
                UnknownCommit(
                    version: version, txnID: transaction.txnID,
                    cause: progress.machine.error ?? unexplained))
        case .committed(let version):
            do throws(DeltaLogError) {
                let snapshot = try snapshot(at: version, progress)
                let receipt = CommitReceipt(
                    version: version, snapshot: snapshot, rebasedOver: progress.rebasedOver,
                    puts: progress.machine.puts)
                return .committed(await log.maintained(receipt))
            } catch {
                // The request was checked by the same rules before it was put.
                return .unknown(
                    UnknownCommit(version: version, txnID: transaction.txnID, cause: error))
            }
        }
    }

    /// The table after the commit, without reading it again.
    private func snapshot(
        at version: TableVersion, _ progress: Progress
    ) throws(DeltaLogError) -> Snapshot {
        var batch = ActionBatch()
        try batch.append(progress.actions, version: version)
        batch.seal()
        if let current = progress.current {
            return try current.advanced(
                by: batch, timestamp: log.environment.now,
                observed: log.environment.monotonicNow)
        }
        var replay = LogReplay()
        try replay.absorb(batch)
        return try Snapshot(
            version: version, timestamp: log.environment.now,
            inCommitTimestamp: replay.inCommitTimestamp, state: replay.state(version: version),
            checkpointVersion: nil,
            observed: log.environment.monotonicNow)
    }
}
