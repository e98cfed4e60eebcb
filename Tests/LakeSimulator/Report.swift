// What a person reads.

import Foundation
import LakeSimulation

enum Report {
    /// All of one run.
    static func story(_ outcome: SimulationOutcome) -> String {
        var lines = outcome.story
        lines.append("")
        lines.append(
            "seed \(outcome.seed): \(outcome.commits) commits by \(outcome.attempts) attempts and "
                + "the others, \(outcome.coverage.total) faults, \(outcome.kills) kills, "
                + "\(outcome.zombies) taken for dead, \(outcome.stops) stops, \(outcome.steps) "
                + "steps, trace \(String(outcome.trace, radix: 16))")
        if outcome.violations.isEmpty {
            lines.append("all invariants hold")
        } else {
            for violation in outcome.violations { lines.append("BROKEN \(violation)") }
            for invariant in outcome.broken {
                lines.append("\(invariant.rawValue) says: \(invariant.title)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// A seed that failed, on a line or a few.
    static func failure(_ outcome: SimulationOutcome) -> String {
        let shown = outcome.violations.prefix(3).map { "  \($0)" }
        let more = outcome.violations.count - shown.count
        return "seed \(outcome.seed) breaks "
            + outcome.broken.map(\.rawValue).joined(separator: ", ") + ":\n"
            + shown.joined(separator: "\n") + (more > 0 ? "\n  and \(more) more" : "")
    }

    /// The table, and what many seeds were together.
    static func summary(_ result: CampaignResult) -> String {
        guard result.seeds > 0 else { return "no seed was left to run" }
        var lines = [result.coverage.table, ""]
        let rate = result.seconds > 0 ? Double(result.seeds) / result.seconds : 0
        lines.append(
            "\(result.seeds) seeds in \(String(format: "%.1f", result.seconds)) s "
                + "(\(String(format: "%.1f", rate)) a second): \(result.commits) commits, at "
                + "least \(result.commitsMin) a seed, \(result.coverage.total) faults, "
                + "\(result.kills) kills, \(result.zombies) taken for dead, \(result.stops) "
                + "stops, \(result.unknown) unknown outcomes, "
                + "\(result.conflicts) conflicts, \(result.checkpoints) checkpoints, "
                + "\(result.repeated) seeds run twice")
        let zeros = result.coverage.zeros
        lines.append(
            zeros.isEmpty
                ? "every fault has met every call site"
                : "not met: \(zeros.joined(separator: "; "))")
        lines.append(
            result.failures.isEmpty
                ? "all invariants hold"
                : "FAILED seeds: "
                    + result.failures.map { String($0.seed) }.joined(separator: " "))
        return lines.joined(separator: "\n")
    }

    /// Whether a planted bug was caught, by what, and in which seed.
    static func caught(_ bug: PlantedBug, _ result: CampaignResult) -> String {
        let expected = bug.breaks.map(\.rawValue).joined(separator: " or ")
        guard let outcome = result.failures.first else {
            return "planted \(bug.rawValue): NOT CAUGHT in \(result.seeds) seeds by \(expected)"
        }
        let broken = outcome.broken.filter { bug.breaks.contains($0) }
        let text = outcome.violations.first { bug.breaks.contains($0.invariant) }?.text ?? ""
        return "planted \(bug.rawValue): caught by "
            + broken.map(\.rawValue).joined(separator: ", ") + " in seed \(outcome.seed): "
            + text.prefix(160)
    }
}
