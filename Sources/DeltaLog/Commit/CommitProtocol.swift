// The commit of one transaction as a machine without IO: what has happened goes in, what to do next
// comes out (spec/commit-protocol.md DL-COM). `CommitCoordinator` drives it.
//
//            put ok                 (put not durable: unknown(N))
//   put(N) ──────────────────────────────────────────► committed(N)
//     │ exists, ambiguous                                  ▲
//     ▼                    ours                            │
//   read(N) ───────────────────────────────────────────────┘
//     │ foreign            │ absent                     │ unreadable, out of time
//     ▼                    ▼                            ▼
//   check winners        wait, put(N) again:          unknown(N), if a put may have landed
//     │ compatible        the same bytes
//     ▼
//   wait, put(N + k)
//
// A version is never left while a put of ours may still land there, and one version never gets two
// different texts of ours.
//
// A value: `state` is all that decides, so that a model can step every order of events
// (Tests/CommitModelTests).

import DeltaProtocol

/// The states of a commit.
struct CommitProtocol {
    /// What happened.
    enum Input {
        case started
        /// A look at the log, before a put that was then not sent, has shown this version or later
        /// ones. Where it stands no longer, it has been cleaned up and its name is free again.
        case overtaken(stands: Bool)
        case putSucceeded
        /// Something lies at the version's path.
        case putFoundExisting
        /// The put may have had its effect, now or later.
        case putAmbiguous(DeltaLogError)
        /// The put had its effect, which a power loss may undo.
        case putNotDurable(DeltaLogError)
        /// The put had no effect; trying again may help.
        case putRefused(DeltaLogError)
        /// The put had no effect and never will.
        case putImpossible(DeltaLogError)
        case readOurs
        case readForeign
        case readAbsent
        case readFailed(DeltaLogError)
        /// All winners are compatible; the next version is free as far as we know.
        case rebased(TableVersion)
        case waited
    }

    /// What to do.
    enum Command: Hashable {
        case put(TableVersion)
        case read(TableVersion)
        case checkWinners(from: TableVersion)
        /// Pause behind a failure; the longer the greater the step.
        case wait(step: Int)
        /// Pause behind a lost race, so that the same writers do not meet again at once.
        case stepAside(step: Int)
        case finish(End)
    }

    /// How it ended.
    enum End: Hashable {
        case committed(TableVersion)
        case notCommitted
        case unknown(TableVersion)
    }

    /// What the driver knows besides.
    struct Circumstances {
        var isCancelled = false
        var isOutOfTime = false
    }

    /// All that decides: from equal states equal inputs lead to equal commands, for ever.
    struct State: Hashable {
        /// The version that is tried.
        fileprivate(set) var version: TableVersion
        fileprivate var lostRaces = 0
        fileprivate let lostRacesMax: Int
        fileprivate let storeFailuresMax: Int
        /// A planted bug: a version is left though a put may still land there.
        fileprivate let leavesUnresolvedVersions: Bool
        /// Whether a put at `version` may have landed, or may yet.
        fileprivate var mayLand = false
        /// Whether something was seen at `version` that may be ours.
        fileprivate var sawExisting = false
        /// Set when no put is possible any more and only the end of earlier ones is to be learnt.
        fileprivate var onlyResolves = false
        fileprivate var failures = 0
        fileprivate var afterWait: Command = .finish(.notCommitted)
    }

    private(set) var state: State
    /// Puts that were sent.
    private(set) var puts = 0
    /// Why it ended, where the end is not `committed`.
    private(set) var error: DeltaLogError?

    init(
        version: TableVersion, lostRacesMax: Int, storeFailuresMax: Int,
        leavesUnresolvedVersions: Bool = false
    ) {
        state = State(
            version: version, lostRacesMax: lostRacesMax, storeFailuresMax: storeFailuresMax,
            leavesUnresolvedVersions: leavesUnresolvedVersions)
    }

    /// The next step.
    mutating func next(_ input: Input, _ now: Circumstances) -> Command {
        switch input {
        case .started: return put(now)
        case .overtaken(let stands): return overtaken(stands)
        case .putSucceeded: return .finish(.committed(state.version))
        case .putFoundExisting:
            state.sawExisting = true
            return .read(state.version)
        case .putAmbiguous(let error):
            note(error)
            state.mayLand = true
            return .read(state.version)
        case .putNotDurable(let error):
            note(error)
            return .finish(.unknown(state.version))
        case .putRefused(let error):
            note(error)
            guard !isExhausted(now) else { return giveUp(error) }
            return wait(then: .put(state.version), step: state.failures)
        case .putImpossible(let error): return giveUp(error)
        case .readOurs: return .finish(.committed(state.version))
        case .readForeign: return loseRace(now)
        case .readAbsent: return absent(now)
        case .readFailed(let error):
            note(error)
            guard !isExhausted(now) else { return end() }
            return wait(then: .read(state.version), step: state.failures)
        case .rebased(let version):
            state.version = version
            state.failures = 0
            state.afterWait = .put(state.version)
            return .stepAside(step: state.lostRaces)
        case .waited:
            guard case .put = state.afterWait else { return state.afterWait }
            return put(now)
        }
    }

    private mutating func put(_ now: Circumstances) -> Command {
        if now.isCancelled, !state.mayLand {
            error = DeltaLogError(.cancelled, "cancelled before the commit; nothing was committed")
            return .finish(.notCommitted)
        }
        puts += 1
        return .put(state.version)
    }

    /// What stands at the version may be ours where a put was sent; it is read, because putting
    /// again would make the version a second time if it were cleaned up in between.
    private mutating func overtaken(_ stands: Bool) -> Command {
        guard state.mayLand else { return .checkWinners(from: state.version) }
        guard stands else { return end() }
        state.sawExisting = true
        return .read(state.version)
    }

    private mutating func loseRace(_ now: Circumstances) -> Command {
        // What lies there is not ours, so no put of ours can land there any more.
        state.mayLand = false
        state.sawExisting = false
        if state.onlyResolves { return .finish(.notCommitted) }
        state.lostRaces += 1
        if now.isCancelled {
            error = DeltaLogError(.cancelled, "cancelled before the commit; nothing was committed")
            return .finish(.notCommitted)
        }
        guard state.lostRaces <= state.lostRacesMax, !now.isOutOfTime else {
            error = DeltaLogError(
                .attemptsExhausted,
                "other writers were faster \(state.lostRaces) times; nothing was committed",
                version: state.version)
            return .finish(.notCommitted)
        }
        return .checkWinners(from: state.version)
    }

    private mutating func absent(_ now: Circumstances) -> Command {
        state.sawExisting = false
        guard !state.onlyResolves, !isExhausted(now) else { return end() }
        if state.leavesUnresolvedVersions { state.version = state.version.next }
        return wait(then: .put(state.version), step: max(1, state.failures))
    }

    private mutating func note(_ error: DeltaLogError) {
        self.error = error
        state.failures += 1
    }

    private func isExhausted(_ now: Circumstances) -> Bool {
        state.failures > state.storeFailuresMax || now.isOutOfTime
    }

    /// No more puts: learn what became of earlier ones, where there were any.
    private mutating func giveUp(_ error: DeltaLogError) -> Command {
        self.error = error
        guard state.mayLand, !state.onlyResolves else { return end() }
        state.onlyResolves = true
        return .read(state.version)
    }

    private func end() -> Command {
        .finish(state.mayLand || state.sawExisting ? .unknown(state.version) : .notCommitted)
    }

    private mutating func wait(then command: Command, step: Int) -> Command {
        state.afterWait = command
        return .wait(step: step)
    }
}
