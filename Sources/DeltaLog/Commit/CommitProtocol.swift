// The commit of one transaction as a machine without IO: what has happened goes in, what to do next
// comes out (spec/commit-protocol.md DL-COM). `CommitCoordinator` drives it.
//
//            put ok
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

import DeltaProtocol

/// The states of a commit.
struct CommitProtocol {
    /// What happened.
    enum Input {
        case started
        /// Newer versions were seen before the first put.
        case startedBehind
        case putSucceeded
        /// Something lies at the version's path.
        case putFoundExisting
        /// The put may have had its effect, now or later.
        case putAmbiguous(DeltaLogError)
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
    enum Command: Equatable {
        case put(TableVersion)
        case read(TableVersion)
        case checkWinners(from: TableVersion)
        /// Pause; the longer the greater the step.
        case wait(step: Int)
        case finish(End)
    }

    /// How it ended.
    enum End: Equatable {
        case committed(TableVersion)
        case notCommitted
        case unknown(TableVersion)
    }

    /// What the driver knows besides.
    struct Circumstances {
        var isCancelled = false
        var isOutOfTime = false
    }

    /// The version that is tried.
    private(set) var version: TableVersion
    private(set) var puts = 0
    private(set) var lostRaces = 0
    /// Why it ended, where the end is not `committed`.
    private(set) var error: DeltaLogError?

    private let lostRacesMax: Int
    private let storeFailuresMax: Int
    /// Whether a put at `version` may have landed, or may yet.
    private var mayLand = false
    /// Whether something was seen at `version` that may be ours.
    private var sawExisting = false
    /// Set when no put is possible any more and only the end of earlier ones is to be learnt.
    private var onlyResolves = false
    private var failures = 0
    private var afterWait: Command = .finish(.notCommitted)

    init(version: TableVersion, lostRacesMax: Int, storeFailuresMax: Int) {
        self.version = version
        self.lostRacesMax = lostRacesMax
        self.storeFailuresMax = storeFailuresMax
    }

    /// The next step.
    mutating func next(_ input: Input, _ now: Circumstances) -> Command {
        switch input {
        case .started: return put(now)
        case .startedBehind: return .checkWinners(from: version)
        case .putSucceeded: return .finish(.committed(version))
        case .putFoundExisting:
            sawExisting = true
            return .read(version)
        case .putAmbiguous(let error):
            note(error)
            mayLand = true
            return .read(version)
        case .putRefused(let error):
            note(error)
            return isExhausted(now) ? giveUp(error) : wait(then: .put(version), step: failures)
        case .putImpossible(let error): return giveUp(error)
        case .readOurs: return .finish(.committed(version))
        case .readForeign: return loseRace(now)
        case .readAbsent: return absent(now)
        case .readFailed(let error):
            note(error)
            guard !isExhausted(now) else { return end() }
            return wait(then: .read(version), step: failures)
        case .rebased(let version):
            self.version = version
            failures = 0
            return wait(then: .put(version), step: lostRaces)
        case .waited:
            guard case .put = afterWait else { return afterWait }
            return put(now)
        }
    }

    private mutating func put(_ now: Circumstances) -> Command {
        if now.isCancelled, !mayLand {
            error = DeltaLogError(.cancelled, "cancelled before the commit; nothing was committed")
            return .finish(.notCommitted)
        }
        puts += 1
        return .put(version)
    }

    private mutating func loseRace(_ now: Circumstances) -> Command {
        // What lies there is not ours, so no put of ours can land there any more.
        mayLand = false
        sawExisting = false
        if onlyResolves { return .finish(.notCommitted) }
        lostRaces += 1
        if now.isCancelled {
            error = DeltaLogError(.cancelled, "cancelled before the commit; nothing was committed")
            return .finish(.notCommitted)
        }
        guard lostRaces <= lostRacesMax, !now.isOutOfTime else {
            error = DeltaLogError(
                .attemptsExhausted,
                "other writers were faster \(lostRaces) times; nothing was committed",
                version: version)
            return .finish(.notCommitted)
        }
        return .checkWinners(from: version)
    }

    private mutating func absent(_ now: Circumstances) -> Command {
        sawExisting = false
        guard !onlyResolves, !isExhausted(now) else { return end() }
        return wait(then: .put(version), step: max(1, failures))
    }

    private mutating func note(_ error: DeltaLogError) {
        self.error = error
        failures += 1
    }

    private func isExhausted(_ now: Circumstances) -> Bool {
        failures > storeFailuresMax || now.isOutOfTime
    }

    /// No more puts: learn what became of earlier ones, where there were any.
    private mutating func giveUp(_ error: DeltaLogError) -> Command {
        self.error = error
        guard mayLand, !onlyResolves else { return end() }
        onlyResolves = true
        return .read(version)
    }

    private func end() -> Command {
        .finish(mayLand || sawExisting ? .unknown(version) : .notCommitted)
    }

    private mutating func wait(then command: Command, step: Int) -> Command {
        afterWait = command
        return .wait(step: step)
    }
}
