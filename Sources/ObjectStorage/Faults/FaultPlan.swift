// How often which fault happens.

import HostEnvironment

/// The rates and delays of a fault-injecting store.
public struct FaultPlan: Sendable {
    /// For each fault, how many of 1000 calls that it can meet it does meet.
    public var perMille: [Fault: Int] = [:]
    /// Faults that, once met, stay until the store is calmed: a full disk, a lost permission.
    public var sticky: Set<Fault> = []
    /// Each call takes up to this long before its effect and again after it, so that calls
    /// overtake each other.
    public var latencyMax: Duration = .zero
    /// How long after its timeout a `landsLate` effect may happen.
    public var landingDelayMax: Duration = .seconds(30)
    /// How many of the newest objects a `staleListing` leaves out at most.
    public var staleObjectsMax = 3
    /// After so many faults the store is calm, so that a run can be seen to converge.
    public var faultsMax = Int.max

    public init() {}

    /// No faults and no delays.
    public static let none = FaultPlan()

    /// A plan drawn from `seed`: each of `faults` is off in half the seeds, and meets between 5
    /// and `perMilleMax` of 1000 calls in the others. Runs with few kinds of faults go deeper than
    /// runs in which everything fails at once.
    public static func swarm(
        seed: UInt64, of faults: [Fault] = Fault.remote, perMilleMax: Int = 100,
        latencyMax: Duration = .milliseconds(200)
    ) -> FaultPlan {
        var random = SeededRandom(seed: seed)
        var plan = FaultPlan()
        for fault in faults where random.chance(1, in: 2) {
            plan.perMille[fault] = Int(5 + random.next(upperBound: UInt64(max(1, perMilleMax - 4))))
        }
        plan.latencyMax = random.chance(3, in: 4) ? latencyMax : .zero
        return plan
    }
}
