/// How much of the space is explored: every run that stays within these numbers.
struct ModelBounds: Sendable {
    /// What each writer does, in order.
    var operations: [[ModelOperation]]
    /// Days that may pass. Logs and files are kept for one.
    var days: UInt8
    /// Puts and reads that fail, in all.
    var faults: UInt8
    /// Writers that are killed, in all.
    var crashes: UInt8
    var checkpoints: UInt8
    var cleanups: UInt8
    /// Whether the vacuum takes a retention of zero instead of a day.
    var forcesRetention: Bool
}

/// What a writer wants.
enum ModelOperation: Hashable, Sendable {
    /// Adds a file; names its application, so that it may be done again after a crash.
    case append
    /// Replaces all files by one; after a crash nobody does it again.
    case overwrite
    /// Commits `VACUUM START`, then deletes.
    case vacuum
}

/// Rules broken on purpose: each must be found.
enum PlantedRule: String, CaseIterable, Sendable {
    case triesNextVersionWhileUnresolved = "goes to N+1 while N is unresolved"
    case forgetsOwnCommits = "does not look whether a taken version is its own"
    case putsOverwrite = "a put replaces what is there"
    case deletesAfterUnknown = "deletes its files after an unknown outcome"
    case putsWithoutLooking = "puts without looking whether the log has gone on"
    case cleansUpBeforeWhole = "cleans up before the checkpoint is whole"
    case checkpointsStaleState = "checkpoints an older state"
    case vacuumForgetsRetained = "vacuum ignores retained versions"
    case writersIgnoreVacuum = "writers do not look at VACUUM START"
    case comparesApplicationsForEquality = "compares the application's version with =="
}

/// Something that must never happen.
struct ModelViolation: Error, Hashable {
    var text: String

    init(_ text: String) { self.text = text }
}
