/// What many seeds have shown together.
public struct CampaignResult: Sendable {
    public var seeds = 0
    public var seconds = 0.0
    public var commits = 0
    public var commitsMin = Int.max
    public var kills = 0
    public var stops = 0
    public var zombies = 0
    public var unknown = 0
    public var conflicts = 0
    public var checkpoints = 0
    /// Seeds that were run a second time, to compare the traces.
    public var repeated = 0
    public var coverage = SiteCoverage()
    /// By rising seed.
    public var failures: [SimulationOutcome] = []

    public init() {}

    /// - Parameter bug: what was planted; then only a run that shows it counts as a failure.
    public mutating func add(_ outcome: SimulationOutcome, planting bug: PlantedBug? = nil) {
        seeds += 1
        commits += outcome.commits
        commitsMin = min(commitsMin, outcome.commits)
        kills += outcome.kills
        stops += outcome.stops
        zombies += outcome.zombies
        unknown += outcome.unknown
        conflicts += outcome.conflicts
        checkpoints += outcome.checkpoints
        coverage.merge(outcome.coverage)
        let hasFailed = bug.map { $0.isShown(by: outcome) } ?? !outcome.violations.isEmpty
        guard hasFailed else { return }
        let index = failures.firstIndex { $0.seed > outcome.seed } ?? failures.count
        failures.insert(outcome, at: index)
    }
}
