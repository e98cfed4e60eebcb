// What may happen in a state, and what comes of it. The commits are stepped by the shipped
// `CommitProtocol`; this is its driver, the store below it and everybody beside it.

import DeltaProtocol

@testable import DeltaLog

/// The rules by which states follow each other.
struct CommitModel {
    let bounds: ModelBounds
    /// The rule that is broken on purpose.
    let planted: PlantedRule?
    let shipped: ShippedDecisions

    init(_ bounds: ModelBounds, planted: PlantedRule? = nil) throws {
        self.bounds = bounds
        self.planted = planted
        shipped = try ShippedDecisions()
    }

    /// All that may happen, in a fixed order.
    func steps(_ world: ModelWorld) -> [ModelStep] {
        var steps: [ModelStep] = []
        for (number, writer) in world.writers.enumerated() {
            switch writer.phase {
            case .idle: steps.append(.plan(number))
            case .planned: steps.append(.begin(number))
            case .committing(.put):
                steps.append(.put(number, .answered))
                if world.faults > 0 {
                    for fate in [PutFate.answerLost, .neverArrives, .arrivesLater, .refused] {
                        steps.append(.put(number, fate))
                    }
                }
            case .committing(.read):
                steps.append(.read(number))
                if world.faults > 0 { steps.append(.readFails(number)) }
            case .committing(.wait), .committing(.stepAside): steps.append(.waited(number))
            case .committing: break
            case .announced: steps.append(.vacuumPlans(number))
            case .sweeping: steps.append(.vacuumDeletes(number))
            case .ended: continue
            }
            if world.crashes > 0, writer.phase != .idle { steps.append(.killed(number)) }
        }
        for index in world.pending.indices { steps.append(.lands(index)) }
        if world.checkpointing != nil {
            steps.append(.checkpointerWritesPart)
        } else if world.checkpointsLeft > 0, world.newest > 0 {
            steps.append(.checkpointerReads)
        }
        if world.cleaning != 0 {
            steps.append(.cleanerDeletes)
        } else if world.cleanupsLeft > 0, world.day > 1 {
            steps.append(.cleanerPlans)
        }
        if mayDayPass(world) { steps.append(.dayPasses) }
        return steps
    }

    /// What the promises rest on: a put arrives on the day on which it was sent, on the next one or
    /// never; clean-up and vacuum delete on the day of their plan.
    private func mayDayPass(_ world: ModelWorld) -> Bool {
        guard world.day < bounds.days, world.cleaning == 0,
            world.pending.allSatisfy({ $0.sentOn == world.day })
        else { return false }
        return world.writers.allSatisfy { writer in
            switch writer.phase {
            case .announced, .sweeping: false
            default: true
            }
        }
    }

    /// - Throws: `ModelViolation` where something happens that must not.
    func apply(_ step: ModelStep, to world: inout ModelWorld) throws {
        switch step {
        case .dayPasses: world.day += 1
        case .plan(let writer): try plan(writer, &world)
        case .begin(let writer): try begin(writer, &world)
        case .put(let writer, let fate): try put(writer, fate, &world)
        case .read(let writer): try read(writer, &world)
        case .readFails(let writer):
            world.faults -= 1
            world.writers[writer].isUnclear = true
            try feed(writer, .readFailed(Self.failure), &world)
        case .waited(let writer): try feed(writer, .waited, &world)
        case .lands(let index):
            let put = world.pending.remove(at: index)
            if !world.holds(put.version) || planted == .putsOverwrite {
                try store(put.commit, put.version, &world)
            }
        case .killed(let writer): kill(writer, &world)
        case .vacuumPlans(let writer): try planSweep(writer, &world)
        case .vacuumDeletes(let writer): sweep(writer, &world)
        case .checkpointerReads:
            world.checkpointsLeft -= 1
            world.checkpointing = world.newest
        case .checkpointerWritesPart: try writeCheckpoint(&world)
        case .cleanerPlans: planCleanup(&world)
        case .cleanerDeletes: deleteLogFile(&world)
        }
    }

    static let failure = DeltaLogError(.storage, "the store failed")

    // MARK: The store

    /// A commit lands.
    func store(_ commit: ModelCommit, _ version: UInt8, _ world: inout ModelWorld) throws {
        var commit = commit
        commit.day = world.day
        guard version >= world.history.count else {
            throw ModelViolation(
                "I1 version \(version) was stored a second time, with another content")
        }
        guard version == world.history.count else {
            throw ModelViolation("I1 version \(version) was stored, but the one before is missing")
        }
        if world.history.contains(where: { $0.transaction == commit.transaction }) {
            throw ModelViolation("I3 one transaction is in the log twice")
        }
        if let application = commit.application,
            world.content(world.newest).application >= application
        {
            throw ModelViolation("I3 one piece of work is in the log twice")
        }
        if world.denied & 1 << UInt64(commit.transaction) != 0 {
            throw ModelViolation("I3 a writer was told that nothing was committed, and now it is")
        }
        world.history.append(commit)
        world.present |= 1 << UInt32(version)
    }

    private func put(_ number: Int, _ fate: PutFate, _ world: inout ModelWorld) throws {
        let writer = world.writers[number]
        guard case .committing(.put(let tried)) = writer.phase else { return }
        let version = UInt8(tried.number)
        if writer.lookedOn != world.day, planted != .putsWithoutLooking {
            if let overtaking = shipped.overtaking(world, version) {
                return try feed(number, overtaking, &world)
            }
            // The put is another step: others go on between the look and it.
            world.writers[number].lookedOn = world.day
            return
        }
        let commit = self.commit(number, world)
        let isFree = !world.holds(version) || planted == .putsOverwrite
        if fate != .answered {
            world.faults -= 1
            world.writers[number].isUnclear = world.writers[number].isUnclear || fate != .refused
        }
        switch fate {
        case .answered, .answerLost:
            if isFree { try store(commit, version, &world) }
        case .arrivesLater:
            world.pending.append(
                PendingPut(
                    writer: UInt8(number), version: version, commit: commit, sentOn: world.day))
        case .neverArrives, .refused: break
        }
        switch fate {
        case .answered: try feed(number, isFree ? .putSucceeded : .putFoundExisting, &world)
        case .refused: try feed(number, .putRefused(Self.failure), &world)
        default: try feed(number, .putAmbiguous(Self.failure), &world)
        }
    }

    private func read(_ number: Int, _ world: inout ModelWorld) throws {
        guard case .committing(.read(let tried)) = world.writers[number].phase else { return }
        let version = UInt8(tried.number)
        guard world.holds(version) else {
            if planted == .triesNextVersionWhileUnresolved, world.writers[number].isUnclear {
                return try feed(number, .rebased(tried.next), &world)
            }
            return try feed(number, .readAbsent, &world)
        }
        let isOurs =
            world.history[Int(version)].transaction == transaction(number, world)
            && planted != .forgetsOwnCommits
        if !isOurs { world.writers[number].isUnclear = false }
        try feed(number, isOurs ? .readOurs : .readForeign, &world)
    }
}
