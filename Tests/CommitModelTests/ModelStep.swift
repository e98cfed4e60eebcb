import DeltaProtocol

@testable import DeltaLog

/// How a put ends.
enum PutFate: Hashable {
    case answered
    /// It takes effect if it can; the answer is lost.
    case answerLost
    /// It never arrives, and nobody says so.
    case neverArrives
    /// It is not answered and arrives later.
    case arrivesLater
    /// The store refuses it and says so.
    case refused
}

/// One thing that happens.
enum ModelStep: Hashable {
    case dayPasses
    case plan(Int)
    case begin(Int)
    case put(Int, PutFate)
    case read(Int)
    case readFails(Int)
    case waited(Int)
    case lands(Int)
    case killed(Int)
    case vacuumPlans(Int)
    case vacuumDeletes(Int)
    case checkpointerReads
    case checkpointerWritesPart
    case cleanerPlans
    case cleanerDeletes

    /// The step in words, in the state before it.
    func text(in world: ModelWorld) -> String {
        switch self {
        case .dayPasses: return "a day passes; it is day \(world.day + 1)"
        case .plan(let writer):
            let read = "\(Self.name(writer)) reads version \(world.newest)"
            return writer < 2 ? read + " and stages its file" : read
        case .begin(let writer): return "\(Self.name(writer)) begins to commit"
        case .put(let writer, let fate):
            guard case .committing(.put(let version)) = world.writers[writer].phase else {
                return "\(self)"
            }
            let isTaken = world.holds(UInt8(version.number))
            let put = "\(Self.name(writer)) puts version \(version): "
            switch fate {
            case .answered: return put + (isTaken ? "it exists" : "done")
            case .answerLost:
                return put + (isTaken ? "it exists" : "done") + ", but the answer is lost"
            case .neverArrives: return put + "it never arrives, and no answer comes"
            case .arrivesLater: return put + "no answer comes; it is under way"
            case .refused: return put + "refused"
            }
        case .read(let writer): return "\(Self.name(writer)) reads the version that it tried"
        case .readFails(let writer): return "\(Self.name(writer)) cannot read the version"
        case .waited(let writer): return "\(Self.name(writer)) has waited"
        case .lands(let index):
            let put = world.pending[index]
            return "the late put of version \(put.version) by \(Self.name(Int(put.writer))) lands"
        case .killed(let writer): return "\(Self.name(writer)) is killed"
        case .vacuumPlans: return "vacuum reads the log again and decides what goes"
        case .vacuumDeletes: return "vacuum deletes a file"
        case .checkpointerReads: return "the checkpointer reads version \(world.newest)"
        case .checkpointerWritesPart: return "the checkpointer stores a part of its checkpoint"
        case .cleanerPlans: return "the cleaner lists the log and decides what goes"
        case .cleanerDeletes: return "the cleaner deletes a file of the log"
        }
    }

    private static func name(_ writer: Int) -> String {
        writer < 2 ? "writer \(["A", "B"][writer])" : "vacuum"
    }
}
