/// What a run has shown.
public struct SimulationOutcome: Sendable {
    public let seed: UInt64
    public var violations: [Violation] = []
    public var commits = 0
    public var attempts = 0
    public var unknown = 0
    /// Conflicts that clients met: rows that a vacuum took from a writer that was held up.
    public var conflicts = 0
    public var kills = 0
    public var stops = 0
    public var zombies = 0
    public var checkpoints = 0
    public var deletedFiles = 0
    public var steps = 0
    public var trace: UInt64 = 0
    public var coverage = SiteCoverage()
    /// Lines, where the run was told.
    public var story: [String] = []

    init(seed: UInt64) {
        self.seed = seed
    }

    /// The invariants that do not hold.
    public var broken: [Invariant] { Set(violations.map(\.invariant)).sorted() }
}
