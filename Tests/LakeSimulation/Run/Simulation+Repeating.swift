extension Simulation {
    /// One in so many seeds is run twice.
    public static let repeatedOneIn: UInt64 = 50

    /// Runs a seed, some of them twice: then both runs must be the same, step by step (I11).
    public static func checked(
        seed: UInt64, planting bug: PlantedBug? = nil
    ) async -> (outcome: SimulationOutcome, wasRepeated: Bool) {
        var outcome = await run(seed: seed, planting: bug)
        guard bug == nil, seed % repeatedOneIn == 0 else { return (outcome, false) }
        let again = await run(seed: seed)
        if again.trace != outcome.trace || again.steps != outcome.steps {
            outcome.violations.append(
                Violation(
                    .determinism,
                    "the first run took \(outcome.steps) steps, the second \(again.steps); their "
                        + "traces differ"))
        }
        return (outcome, true)
    }
}
