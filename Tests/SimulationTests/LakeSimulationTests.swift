import Foundation
import LakeSimulation
import Testing

/// A few seeds of the whole simulation in a debug build. The gate runs 1,000, and the table, with
/// `tools/lake-simulator` (SI-RUN-01, SI-RUN-02).
@Suite struct LakeSimulationTests {
    private static let failedSeeds: [UInt64] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "LakeSimulation/failed-seeds.txt")
        return FailedSeeds.parse((try? String(contentsOf: file, encoding: .utf8)) ?? "")
    }()

    private static func describe(_ outcome: SimulationOutcome) -> Comment {
        let text = outcome.violations.map(\.description).joined(separator: "\n")
        return "tools/lake-simulator --seed \(outcome.seed)\n\(text)"
    }

    @Test("SI-RUN-01 SI-RUN-02 the invariants hold, with something happening", arguments: 1...12)
    func clean(seed: UInt64) async {
        let outcome = await Simulation.run(seed: seed)
        #expect(outcome.violations.isEmpty, Self.describe(outcome))
        #expect(outcome.commits >= 20)
        #expect(outcome.coverage.total > 0)
    }

    @Test("SI-RUN-03 seeds that failed once hold now")
    func kept() async {
        #expect(Self.failedSeeds.count >= 9)
        for seed in Self.failedSeeds {
            let outcome = await Simulation.run(seed: seed)
            #expect(outcome.violations.isEmpty, Self.describe(outcome))
        }
    }

    @Test("SI-BUG-01 a planted bug breaks the invariant that it is named for")
    func planted() async {
        // Those that show within a few seeds; the gate plants all of them.
        let bugs: [LakeSimulation.PlantedBug] = [
            .putOverwrites, .staleCheckpoint, .leavesUnresolvedVersion,
        ]
        for bug in bugs {
            var isCaught = false
            for seed in UInt64(1)...10 where !isCaught {
                isCaught = bug.isShown(by: await Simulation.run(seed: seed, planting: bug))
            }
            #expect(isCaught, "\(bug)")
        }
    }

    @Test("SI-DET-01 a seed gives the same run twice", arguments: [2, 66] as [UInt64])
    func deterministic(seed: UInt64) async {
        let first = await Simulation.run(seed: seed, tells: true)
        let second = await Simulation.run(seed: seed, tells: true)
        #expect(first.trace == second.trace)
        #expect(first.story == second.story)
        #expect(!first.story.isEmpty)
    }
}
