import ObjectStorage
import Testing

/// Two writers that append, rewrite, delete, compact and change metadata, and a reader, on a store
/// that throttles, loses answers, delivers late and twice: the real code under a seeded scheduler.
@Suite struct SimulationTests {
    static let seeds: ClosedRange<UInt64> = 1...200

    @Test("DL-SIM-01 I1 to I6 hold for two writers on 200 seeds", .timeLimit(.minutes(10)))
    func twoWriters() async throws {
        var total = CommitSimulation.Outcome()
        var failures: [String] = []
        for seed in Self.seeds {
            do {
                let outcome = try await CommitSimulation.run(seed: seed)
                failures += outcome.violations.map { "seed \(seed): \($0)" }
                total.operations += outcome.operations
                total.commits += outcome.commits
                total.unknown += outcome.unknown
                total.conflicts += outcome.conflicts
                total.faults.merge(outcome.faults)
            } catch {
                failures.append("seed \(seed): the run failed: \(error)")
            }
        }
        #expect(
            failures.isEmpty, "\(failures.count):\n\(failures.prefix(20).joined(separator: "\n"))")
        // A run in which nothing happens proves nothing.
        #expect(total.commits > 1000)
        #expect(total.conflicts > 10)
        #expect(total.unknown > 0)
        for fault in Fault.remote { #expect(total.faults.count(fault) > 50, "\(fault)") }
    }

    @Test("DL-SIM-02 a planted bug is seen within the seeds", arguments: PlantedBug.allCases)
    func plantedBugs(bug: PlantedBug) async throws {
        for seed in Self.seeds {
            // A run that only throws proves nothing.
            guard let outcome = try? await CommitSimulation.run(seed: seed, bug: bug) else {
                continue
            }
            let isShown = outcome.violations.contains { violation in
                bug.breaks.contains { violation.hasPrefix($0 + " ") }
            }
            if isShown { return }
        }
        Issue.record("\(bug) went unnoticed through \(Self.seeds.count) seeds")
    }

    @Test("DL-SIM-03 a seed gives the same run twice", arguments: [1, 77, 140] as [UInt64])
    func deterministic(seed: UInt64) async throws {
        let first = try await CommitSimulation.run(seed: seed)
        let second = try await CommitSimulation.run(seed: seed)
        #expect(first.trace == second.trace)
        #expect(first.commits == second.commits)
    }
}
