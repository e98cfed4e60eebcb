// One state of the model: a log, data files, and the actors at their places. Small numbers only, so
// that states are hashed quickly; times are days, file and transaction names follow from who made
// them, so that runs which differ in nothing but order meet in one state.

import DeltaProtocol

@testable import DeltaLog

/// A set of data files, by their numbers.
typealias FileMask = UInt64

/// The content of a version.
struct ModelCommit: Hashable {
    var transaction: UInt8
    /// The day on which it was stored.
    var day: UInt8 = 0
    var adds: FileMask = 0
    var removes: FileMask = 0
    /// The day that the tombstones carry.
    var removedOn: UInt8 = 0
    /// How far the application got.
    var application: UInt8?
    /// The cutoff of a `VACUUM START`, as a day; what was stored earlier may go.
    var cutoff: Int8?
}

struct ModelCheckpoint: Hashable {
    var version: UInt8
    /// The version whose content it holds; another one only where a rule is broken.
    var content: UInt8
    /// Of two parts, how many are there.
    var parts: UInt8
    var day: UInt8
}

/// A put that was sent, was not answered, and lands later.
struct PendingPut: Hashable {
    var writer: UInt8
    var version: UInt8
    var commit: ModelCommit
    var sentOn: UInt8
}

/// The shipped state machine. Its state is all that tells two apart.
struct Machine: Hashable {
    var value: CommitProtocol

    static func == (left: Machine, right: Machine) -> Bool {
        left.value.state == right.value.state
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(value.state)
    }
}

struct ModelWriter: Hashable {
    enum Phase: Hashable {
        case idle
        case planned
        /// What the machine has asked for.
        case committing(CommitProtocol.Command)
        /// Vacuum: its start is committed as this version.
        case announced(UInt8)
        /// Vacuum: these files are still to be deleted.
        case sweeping(FileMask)
        case ended
    }

    var phase = Phase.idle
    var operation: UInt8 = 0
    /// Plans of this operation so far; part of the transaction's name.
    var plan: UInt8 = 0
    /// Files staged by this writer so far.
    var staging: UInt8 = 0
    var file: UInt8?
    var stagedOn: UInt8 = 0
    /// The version that it planned on, and the day on which it was seen.
    var snapshot: UInt8 = 0
    var observedOn: UInt8 = 0
    var startedOn: UInt8 = 0
    /// The day on which it was last seen where the log ends.
    var lookedOn: UInt8 = 0
    /// The first day that a vacuum keeps.
    var cutoff: Int8 = 0
    var machine: Machine?
    /// Whether a put or a read of the version that is tried has failed.
    var isUnclear = false
}

struct ModelWorld: Hashable {
    var day: UInt8 = 0
    /// All versions that were ever stored: the truth that the actors do not see.
    var history: [ModelCommit]
    /// Which of them lie in the log now.
    var present: UInt32 = 1
    var checkpoints: [ModelCheckpoint] = []
    /// Data files that are there now.
    var files: FileMask
    /// The day of each file, by number, four bits each.
    var fileDays: [UInt8]
    var pending: [PendingPut] = []
    var writers: [ModelWriter]
    /// The version that the checkpointer writes.
    var checkpointing: UInt8?
    /// Log files that the cleaner still has to delete; commits by number, checkpoints 32 behind.
    var cleaning: UInt64 = 0
    var faults: UInt8
    var crashes: UInt8
    var checkpointsLeft: UInt8
    var cleanupsLeft: UInt8
    /// Transactions whose writer was told that they are not in the table.
    var denied: UInt64 = 0
    /// The first version that clean-ups so far promise to keep readable.
    var readableFrom: UInt8 = 0
    /// The first version whose files vacuums so far promise to keep.
    var completeFrom: UInt8 = 0
}

extension ModelWorld {
    static let newestFiles = 24

    init(_ bounds: ModelBounds) {
        history = [ModelCommit(transaction: 0, adds: 1)]
        files = 1
        fileDays = Array(repeating: 0, count: Self.newestFiles)
        writers = bounds.operations.map { _ in ModelWriter() }
        faults = bounds.faults
        crashes = bounds.crashes
        checkpointsLeft = bounds.checkpoints
        cleanupsLeft = bounds.cleanups
    }

    var newest: UInt8 { UInt8(history.count - 1) }

    func holds(_ version: UInt8) -> Bool { present & (1 << version) != 0 }

    /// The table at a version, by the truth.
    func content(_ version: UInt8) -> ModelContent {
        var content = ModelContent()
        for commit in history[...Int(version)] { content.absorb(commit) }
        return content
    }
}

/// What replaying a log gives.
struct ModelContent: Hashable {
    var files: FileMask = 0
    var application: UInt8 = 0
    /// Files and the days that their tombstones carry.
    var tombstones: [UInt8: UInt8] = [:]

    mutating func absorb(_ commit: ModelCommit) {
        files = files & ~commit.removes | commit.adds
        application = commit.application ?? application
        for file in commit.removes.numbers { tombstones[file] = commit.removedOn }
    }
}

extension FileMask {
    init(of file: UInt8) { self = 1 << UInt64(file) }

    var numbers: [UInt8] { (0..<64).filter { self & (1 << UInt64($0)) != 0 } }
}
