/// What must hold in every run, whatever fails; the numbers are those of spec/simulation.md.
public enum Invariant: String, Sendable, CaseIterable, Comparable {
    case log = "I1"
    case order = "I2"
    case answers = "I3"
    case snapshots = "I4"
    case files = "I5"
    case checkpoints = "I6"
    case stream = "I7"
    case backfill = "I8"
    case liveness = "I10"
    case determinism = "I11"
    case times = "I12"
    case constraints = "I13"
    case conflicts = "I14"
    case work = "I15"

    public var title: String {
        switch self {
        case .log: "versions are contiguous, and none is written twice"
        case .order: "what was acknowledged is visible, in the order of the versions"
        case .answers: "an operation has its effect once or never, as its writer was told"
        case .snapshots: "every version reads as the model has it"
        case .files: "what a retained version names is there, whole"
        case .checkpoints: "a checkpoint is what replay gives, and clean-up leaves versions whole"
        case .stream: "every row of the stream is committed once, in the order of its batches"
        case .backfill: "every row of the archive is committed once, in the units of the plan"
        case .liveness: "when faults stop, every actor finishes"
        case .determinism: "a seed gives the same run again"
        case .times: "in-commit timestamps rise from version to version"
        case .constraints: "no version has a row that violates a constraint it has"
        case .conflicts: "no client meets a conflict"
        case .work: "a run has so many commits that it tests something"
        }
    }

    public static func < (left: Invariant, right: Invariant) -> Bool {
        allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
}

/// An invariant that does not hold, and how that shows.
public struct Violation: Sendable, CustomStringConvertible {
    public let invariant: Invariant
    public let text: String

    init(_ invariant: Invariant, _ text: String) {
        self.invariant = invariant
        self.text = text
    }

    public var description: String { "\(invariant.rawValue): \(text)" }
}
