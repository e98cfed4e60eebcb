// Runs seeds of the simulation: one with its story, or many, through a ledger.

import ArgumentParser
import Foundation
import LakeSimulation

@main
struct LakeSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lake-simulator",
        abstract: "Runs writers, a stream, a backfill and vacuums on a store that fails, by seed.",
        discussion: """
            One seed is one run: who takes part, what fails and the order of all steps follow from
            it. `--seed N` tells the story of a run; without it, seeds from --from to --to are run
            on all processors, and the table of faults and call sites is printed. The exit code is
            0 where all invariants hold, and 1 where one is broken; with --plant it is 0 where the
            bug was caught.
            """)

    @Option(help: "Run this seed and tell what happened in it.")
    var seed: UInt64?
    @Option(help: "The first seed.")
    var from: UInt64 = 1
    @Option(help: "The last seed.")
    var to: UInt64 = 1000
    @Option(help: "Begin no further seeds after so many minutes.")
    var minutes: Double?
    @Option(help: "A file in which seeds that are done are noted; they are not run again.")
    var ledger: String?
    @Option(help: "The revision of the code, for the ledger.")
    var revision: String = Ledger.unknownRevision
    @Option(
        help: ArgumentHelp(
            "Plant a bug and stop at the first seed that shows it: "
                + PlantedBug.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "bug"))
    var plant: PlantedBug?
    @Flag(help: "Plant every bug in turn; each must be caught between --from and --to.")
    var plantAll = false
    @Flag(help: "Fail also where a fault has not met a call site.")
    var gate = false
    @Option(help: "Seeds to run at once.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard from <= to else { throw ValidationError("--from must not be greater than --to") }
        guard jobs > 0 else { throw ValidationError("--jobs must be at least 1") }
    }

    func run() async throws {
        if let seed {
            let outcome = await Simulation.run(seed: seed, planting: plant, tells: true)
            print(Report.story(outcome))
            if !outcome.violations.isEmpty { throw ExitCode.failure }
        } else if plantAll {
            var missed = 0
            for bug in PlantedBug.allCases where !(try await isCaught(bug)) { missed += 1 }
            if missed > 0 { throw ExitCode.failure }
        } else if let plant {
            guard try await isCaught(plant) else { throw ExitCode.failure }
        } else {
            try await runClean()
        }
    }

    private func runClean() async throws {
        let campaign = try campaign(nil)
        let result = await campaign.run { print(Report.failure($0)) }
        print(Report.summary(result))
        if let ledger = campaign.ledger { print(ledger.summary(of: from...to)) }
        guard result.failures.isEmpty, !gate || result.coverage.zeros.isEmpty else {
            throw ExitCode.failure
        }
    }

    private func isCaught(_ bug: PlantedBug) async throws -> Bool {
        let result = try await campaign(bug).run { _ in }
        print(Report.caught(bug, result))
        return !result.failures.isEmpty
    }

    private func campaign(_ bug: PlantedBug?) throws -> Campaign {
        Campaign(
            seeds: from...to, bug: bug, jobs: jobs,
            deadline: minutes.map { Date(timeIntervalSinceNow: $0 * 60) },
            ledger: bug == nil ? try ledger.map { try Ledger(path: $0) } : nil,
            revision: revision)
    }
}

extension PlantedBug: ExpressibleByArgument {}
