// Everything about a run that is not the order of its steps, drawn from the seed: who takes part,
// how much they do, and how the world fails. Each way of failing is off in about half the seeds,
// because runs with few kinds of faults get further than runs in which everything fails at once.

import HostEnvironment
import ObjectStorage

/// What a seed stands for.
struct Scenario: Sendable {
    let seed: UInt64
    let writers: Int
    let operationsPerWriter: Int
    let isPartitioned: Bool
    let hasDeletionVectors: Bool
    let hasInCommitTimestamps: Bool
    /// Whether checkpoints have sidecars.
    let hasV2Checkpoints: Bool
    let checkpointInterval: Int
    let streamFiles: Int
    let archiveFiles: Int
    let backfillRunners: Int
    let vacuums: Int
    let rounds: Int
    /// Actors meet at the beginning of each round, so that they race.
    let roundLength: Duration
    let startHour: Int64
    let fileRetentionHours: Int64
    let logRetentionHours: Int64
    /// Whether what is safe to repeat is repeated below the engine.
    let retries: Bool
    let faults: FaultPlan
    /// Chances in 1000 at each call of a store.
    let killsPerMille: UInt64
    let stopsPerMille: UInt64
    /// Whether a process that is thought dead may come back beside its successor.
    let hasZombies: Bool
    /// How wrong the clock of a process may be.
    let clockErrorMax: Duration
    /// Whether the stream's checkpoint directory is lost once.
    let losesCheckpoint: Bool

    /// Every fault that a store of objects shows, the two that lie about bytes excepted: readers
    /// alone meet those (`readersOnly`).
    static let faults: [Fault] =
        Fault.remote + Fault.lagging + Fault.medium + [.staleListing]
    static let readersOnly: [Fault] = [.truncatedRead]

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededRandom(seed: seed ^ 0x5CE7_A210)
        func draw(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(random.next(upperBound: UInt64(range.count)))
        }
        writers = draw(2...6)
        operationsPerWriter = max(4, 21 / writers) + draw(0...2)
        isPartitioned = random.chance(1, in: 2)
        checkpointInterval = draw(5...10)
        streamFiles = draw(3...6)
        // Beyond 64 units a lane has a second one.
        archiveFiles = random.chance(1, in: 40) ? 66 : draw(3...6)
        backfillRunners = draw(1...2)
        vacuums = draw(2...4)
        rounds = draw(6...10)
        roundLength = .seconds(3600 * draw(4...8))
        // The log is cleaned up to a midnight, so it matters when the run begins.
        startHour = Int64(draw(0...23))
        fileRetentionHours = Int64(draw(2...8))
        // Nothing can keep a writer that sleeps between its last look at the log and its put from
        // putting a version that has been cleaned up meanwhile, so nobody is away for so long.
        logRetentionHours = Int64(draw(12...30))
        retries = random.chance(3, in: 4)
        killsPerMille = random.chance(1, in: 2) ? UInt64(draw(2...12)) : 0
        stopsPerMille = random.chance(1, in: 2) ? UInt64(draw(2...12)) : 0
        hasZombies = random.chance(1, in: 2)
        // Half the margin that vacuum and writers allow, so that two clocks keep within it.
        clockErrorMax = random.chance(1, in: 2) ? .seconds(60 * 29) : .zero
        losesCheckpoint = random.chance(1, in: 8)
        hasDeletionVectors = random.chance(1, in: 2)
        hasInCommitTimestamps = random.chance(1, in: 3)
        var plan = FaultPlan.swarm(
            seed: random.next(), of: Self.faults, perMilleMax: 30,
            latencyMax: .milliseconds(200))
        plan.faultsMax = 60
        plan.landingDelayMax = .seconds(random.chance(1, in: 2) ? 5 : 90)
        // A lost permission, a full disk and a store that is down stay until the next start.
        for fault in [Fault.permissionDenied, .noSpace, .ioError, .unavailable]
        where plan.perMille[fault] != nil && random.chance(1, in: 3) {
            plan.perMille[fault] = draw(1...3)
            plan.sticky.insert(fault)
        }
        faults = plan
        hasV2Checkpoints = random.chance(1, in: 3)
    }

    /// What processes of a role meet.
    func plan(for role: Role) -> FaultPlan {
        var plan = faults
        // A file that a listing hides from a stream, or from the planner of a backfill, is one that
        // has not come yet: they cannot know better.
        if role == .stream || role == .backfill { plan.perMille[.staleListing] = nil }
        if role == .reader, seed.isMultiple(of: 2) {
            for fault in Self.readersOnly { plan.perMille[fault] = 20 }
        }
        return plan
    }

    /// The properties that the table is made with, by whoever makes it.
    var properties: [(String, String)] {
        (hasDeletionVectors ? [("delta.enableDeletionVectors", "true")] : [])
            + (hasInCommitTimestamps ? [("delta.enableInCommitTimestamps", "true")] : [])
            + (hasV2Checkpoints ? [("delta.checkpointPolicy", "v2")] : [])
            + retention
    }

    private var retention: [(String, String)] {
        [
            ("delta.checkpointInterval", "\(checkpointInterval)"),
            ("delta.deletedFileRetentionDuration", "interval \(fileRetentionHours) hours"),
            ("delta.logRetentionDuration", "interval \(logRetentionHours) hours"),
        ]
    }

    /// The pipeline of the stream and of the backfill.
    var pipeline: String {
        let properties = properties.map { "'\($0.0)' = '\($0.1)'" }.joined(separator: ", ")
        return """
            CREATE STREAMING TABLE target (key STRING, part STRING) USING delta
            \(isPartitioned ? "PARTITIONED BY (part) " : "")TBLPROPERTIES (\(properties));
            CREATE FLOW load AS INSERT INTO target BY NAME
            SELECT key, part FROM STREAM events;
            """
    }

    /// A generator for one purpose of the run, whose draws do not shift those of others.
    func random(_ purpose: UInt64) -> SeededRandom {
        var root = SeededRandom(seed: seed &* 0x9E37_79B9 &+ purpose)
        return root.split()
    }
}
