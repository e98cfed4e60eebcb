import Foundation
import Testing

/// Every order of events within some bounds, with the state machine that ships: two writers, a
/// vacuum, a checkpointer and a cleaner, lost answers, late puts and crashes.
@Suite(.serialized) struct CommitModelTests {
    /// The bounds of `tools/model`, for an optimised build.
    static let isFull = ProcessInfo.processInfo.environment["LAKE_MODEL"] == "full"

    /// Commits under faults and crashes; nothing is deleted.
    static let commits = ModelBounds(
        operations: [isFull ? [.append, .append] : [.append], [.overwrite]], days: 1, faults: 2,
        crashes: 1, checkpoints: 0, cleanups: 0, forcesRetention: false)

    /// The log is checkpointed and cleaned up beside the writers.
    static let cleanup = ModelBounds(
        operations: [[.append], isFull ? [.overwrite, .overwrite] : [.overwrite]], days: 2,
        faults: 1, crashes: 0, checkpoints: 1, cleanups: 1, forcesRetention: false)

    /// Files are deleted beside the writers, with and without a retention.
    static func vacuum(forced: Bool) -> ModelBounds {
        ModelBounds(
            operations: [[.append], [.overwrite], [.vacuum]], days: forced ? 1 : 2,
            faults: isFull ? 1 : 0, crashes: isFull ? 0 : 1, checkpoints: 0, cleanups: 0,
            forcesRetention: forced)
    }

    static let all: [(name: String, bounds: ModelBounds)] = [
        ("commits", commits), ("clean-up", cleanup), ("vacuum", vacuum(forced: false)),
        ("forced vacuum", vacuum(forced: true)),
    ]

    @Test("DL-MOD-01 every reachable state is safe, and every run ends", arguments: 0..<4)
    func safe(index: Int) throws {
        let (name, bounds) = Self.all[index]
        let started = ContinuousClock.now
        var exploration = Exploration(try CommitModel(bounds))
        try exploration.run()
        let seconds = started.duration(to: .now).formatted(.units(allowed: [.seconds]))
        print(
            "model, \(name): \(exploration.states) states, \(exploration.transitions) "
                + "transitions, depth \(exploration.depth), \(seconds)")
        if let story = exploration.story { Issue.record("\(name):\n\(story.text)") }
        // On its own, or a failure prints every state.
        let isComplete = exploration.isComplete
        #expect(isComplete)
        #expect(exploration.states > 1000)
    }

    @Test(
        "DL-MOD-02 a broken rule is found, with a shortest story", arguments: PlantedRule.allCases)
    func planted(rule: PlantedRule) throws {
        let (name, bounds) = Self.all[Self.place(of: rule)]
        var exploration = Exploration(try CommitModel(bounds, planted: rule))
        try exploration.run()
        guard let story = exploration.story else {
            Issue.record("\(rule.rawValue): no state of \(name) shows it")
            return
        }
        print("\(rule.rawValue) (\(name), \(exploration.states) states):\n\(story.text)")
    }

    /// Where a broken rule shows.
    private static func place(of rule: PlantedRule) -> Int {
        switch rule {
        case .triesNextVersionWhileUnresolved, .forgetsOwnCommits, .putsOverwrite,
            .deletesAfterUnknown, .comparesApplicationsForEquality:
            0
        case .putsWithoutLooking, .cleansUpBeforeWhole, .checkpointsStaleState: 1
        case .vacuumForgetsRetained, .writersIgnoreVacuum: 2
        }
    }
}
