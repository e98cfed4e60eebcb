// Many seeds, several at once.

import Foundation
import LakeSimulation

/// Runs seeds that the ledger does not have.
struct Campaign {
    /// Seeds between two entries of the ledger.
    private static let stretch: UInt64 = 100

    let seeds: ClosedRange<UInt64>
    let bug: PlantedBug?
    let jobs: Int
    let deadline: Date?
    let ledger: Ledger?
    /// Of the code that runs, for the ledger.
    let revision: String

    func run(onFailure: (SimulationOutcome) -> Void) async -> CampaignResult {
        var total = CampaignResult()
        let started = Date()
        var first = seeds.lowerBound
        while first <= seeds.upperBound {
            let last = min(first + Self.stretch - 1, seeds.upperBound)
            if let deadline, Date() >= deadline { break }
            if bug != nil, !total.failures.isEmpty { break }
            let before = total
            if let ledger, (first...last).allSatisfy({ ledger.has($0) }) {
                first = last + 1
                continue
            }
            await run(first...last, into: &total, onFailure)
            do {
                try ledger?.add(
                    Ledger.Entry(
                        seeds: first...last, commits: total.commits - before.commits,
                        faults: total.coverage.total - before.coverage.total,
                        revision: revision,
                        failed: total.failures.map(\.seed).filter {
                            (first...last).contains($0)
                        }))
            } catch {
                FileHandle.standardError.write(Data("the ledger was not written: \(error)\n".utf8))
            }
            first = last + 1
        }
        total.seconds = Date().timeIntervalSince(started)
        return total
    }

    private func run(
        _ seeds: ClosedRange<UInt64>, into total: inout CampaignResult,
        _ onFailure: (SimulationOutcome) -> Void
    ) async {
        await withTaskGroup(of: (SimulationOutcome, Bool).self) { group in
            var next = seeds.lowerBound
            func start() {
                guard next <= seeds.upperBound else { return }
                let seed = next
                next += 1
                group.addTask { [bug] in await Simulation.checked(seed: seed, planting: bug) }
            }
            for _ in 0..<jobs { start() }
            for await (outcome, wasRepeated) in group {
                total.add(outcome, planting: bug)
                if wasRepeated { total.repeated += 1 }
                if bug == nil, !outcome.violations.isEmpty { onFailure(outcome) }
                // Lower seeds that are under way are waited for: the first one is told.
                if bug == nil || total.failures.isEmpty { start() }
            }
        }
    }
}
