// Bugs that are planted on purpose, to see that the invariants notice. Those that a store can show
// are wrappers (BrokenStores.swift); the others are weaknesses that the simulated host hands down.

import HostEnvironment

/// A bug that is planted in a run.
public enum PlantedBug: String, Sendable, CaseIterable {
    /// A writer does not recognise its own commit.
    case noOwnCommitCheck = "no-own-commit-check"
    /// Creating a commit replaces one that is there.
    case putOverwrites = "put-overwrites"
    /// Vacuum forgets that older versions are retained.
    case vacuumIgnoresRetained = "vacuum-ignores-retained"
    /// Writers do not hear of a vacuum that began while they were writing.
    case vacuumIgnoresWriters = "vacuum-ignores-writers"
    /// A checkpoint holds the state of the version before.
    case staleCheckpoint = "stale-checkpoint"
    /// A version of an application that was passed long ago counts as new.
    case transactionEquality = "transaction-equality"
    /// A stream writes down what a batch is only when the table has it.
    case offsetsAfterCommit = "offsets-after-commit"
    /// A backfill marks a unit as done before its rows are in the table.
    case unitDoneBeforeCommit = "unit-done-before-commit"
    /// Commits go before the checkpoint that replaces them is there.
    case cleanupBeforeCheckpoint = "cleanup-before-checkpoint"
    /// A writer goes on to the next version while its put may still land.
    case leavesUnresolvedVersion = "leaves-unresolved-version"
    /// Of two deletion vectors of one file the last one wins.
    case lastVectorWins = "last-vector-wins"
    /// Files that a winner added are not looked at.
    case ignoresAddedFiles = "ignores-added-files"
    /// An optimize brings rows back that were deleted meanwhile.
    case optimizeResurrects = "optimize-resurrects"
    /// Rows are appended behind a constraint that they violate.
    case rebasesOverConstraint = "rebases-over-constraint"
    /// A commit that goes behind others keeps its time.
    case staleCommitTime = "stale-commit-time"
    /// Listings of the log lack their newest commit.
    case staleListings = "stale-listings"
    /// A writer removes its files when nobody knows whether its commit is in the table.
    case discardsUnknownCommits = "discards-unknown-commits"

    /// The invariants of which one must be seen to break: another one, or an error, is no proof.
    public var breaks: [Invariant] {
        switch self {
        case .noOwnCommitCheck: [.answers, .files]
        case .putOverwrites: [.log]
        case .vacuumIgnoresRetained, .vacuumIgnoresWriters, .discardsUnknownCommits: [.files]
        case .staleCheckpoint, .cleanupBeforeCheckpoint: [.checkpoints]
        case .transactionEquality: [.answers]
        case .offsetsAfterCommit: [.stream, .liveness]
        case .unitDoneBeforeCommit: [.backfill]
        case .leavesUnresolvedVersion: [.log, .answers]
        case .lastVectorWins, .ignoresAddedFiles, .optimizeResurrects: [.snapshots]
        case .rebasesOverConstraint: [.constraints]
        case .staleCommitTime: [.times]
        case .staleListings: [.order]
        }
    }

    /// Whether a run has shown the bug.
    public func isShown(by outcome: SimulationOutcome) -> Bool {
        outcome.broken.contains { breaks.contains($0) }
    }

    /// What the host of every process hands down.
    package var weaknesses: PlantedWeaknesses {
        switch self {
        case .vacuumIgnoresRetained: .vacuumIgnoresRetainedVersions
        case .transactionEquality: .comparesTransactionsForEquality
        case .offsetsAfterCommit: .logsOffsetsAfterCommit
        case .unitDoneBeforeCommit: .marksUnitsBeforeTheirRows
        case .cleanupBeforeCheckpoint: .cleansUpBeforeCheckpoint
        case .leavesUnresolvedVersion: .leavesUnresolvedVersions
        case .lastVectorWins: .lastDeletionVectorWins
        case .ignoresAddedFiles: .ignoresFilesOfWinners
        case .optimizeResurrects: .optimizesOverDeletes
        case .rebasesOverConstraint: .appendsOverConstraints
        case .staleCommitTime: .keepsFirstCommitTime
        case .discardsUnknownCommits: .discardsUnknownCommits
        case .noOwnCommitCheck, .putOverwrites, .vacuumIgnoresWriters, .staleCheckpoint,
            .staleListings:
            []
        }
    }
}
