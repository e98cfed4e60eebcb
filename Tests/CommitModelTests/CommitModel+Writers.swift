// The driver of the machine, as `CommitCoordinator` and the verbs of `DeltaTable` are: what to
// plan, what to feed, what to do with the end.

import DeltaProtocol

@testable import DeltaLog

extension CommitModel {
    /// Names a transaction: who, at what, in which plan.
    func transaction(_ number: Int, _ world: ModelWorld) -> UInt8 {
        let writer = world.writers[number]
        return UInt8(number + 1) << 4 | (writer.operation & 1) << 3 | writer.plan & 7
    }

    func operation(_ number: Int, _ world: ModelWorld) -> ModelOperation {
        bounds.operations[number][Int(world.writers[number].operation)]
    }

    /// What the writer puts.
    func commit(_ number: Int, _ world: ModelWorld) -> ModelCommit {
        let writer = world.writers[number]
        var commit = ModelCommit(transaction: transaction(number, world))
        commit.adds = writer.file.map { FileMask(of: $0) } ?? 0
        switch operation(number, world) {
        case .append: commit.application = writer.operation + 1
        case .overwrite:
            commit.removes = world.content(writer.snapshot).files
            commit.removedOn = writer.observedOn
        case .vacuum: commit.cutoff = writer.cutoff
        }
        return commit
    }

    /// Reads the newest version and stages a file for it.
    func plan(_ number: Int, _ world: inout ModelWorld) throws {
        try look(number, &world)
        let operation = operation(number, world)
        if operation == .append, isDone(number, world) { return finishOperation(number, &world) }
        if operation == .vacuum {
            let days: Int8 = bounds.forcesRetention ? 0 : 1
            world.writers[number].cutoff = Int8(world.day) - days
        } else {
            stage(number, &world)
        }
        world.writers[number].phase = .planned
    }

    private func look(_ number: Int, _ world: inout ModelWorld) throws {
        guard let segment = shipped.segment(world, nil),
            (segment.commits.last ?? segment.checkpoint) == world.newest
        else { throw ModelViolation("I2 a reader does not find the newest version") }
        world.writers[number].snapshot = world.newest
        world.writers[number].observedOn = world.day
    }

    /// Whether the table says that the application has done this.
    private func isDone(_ number: Int, _ world: ModelWorld) -> Bool {
        let writer = world.writers[number]
        let reached = world.content(writer.snapshot).application
        return planted == .comparesApplicationsForEquality
            ? reached == writer.operation + 1 && writer.operation > 0
            : reached >= writer.operation + 1
    }

    private func stage(_ number: Int, _ world: inout ModelWorld) {
        let file = UInt8(number) * 8 + 1 + world.writers[number].staging
        world.writers[number].staging += 1
        world.writers[number].file = file
        world.writers[number].stagedOn = world.day
        world.files |= FileMask(of: file)
        world.fileDays[Int(file)] = world.day
    }

    private func discard(_ number: Int, _ world: inout ModelWorld) {
        if let file = world.writers[number].file { world.files &= ~FileMask(of: file) }
        world.writers[number].file = nil
    }

    func begin(_ number: Int, _ world: inout ModelWorld) throws {
        let writer = world.writers[number]
        world.writers[number].startedOn = world.day
        world.writers[number].isUnclear = false
        world.writers[number].machine = Machine(
            value: CommitProtocol(
                version: ShippedDecisions.version(writer.snapshot + 1), lostRacesMax: 4,
                storeFailuresMax: 1))
        world.writers[number].lookedOn = writer.observedOn
        try feed(number, .started, &world)
    }

    /// Hands an input to the shipped machine and does what costs no time.
    func feed(_ number: Int, _ input: CommitProtocol.Input, _ world: inout ModelWorld) throws {
        let isOutOfTime = world.writers[number].startedOn != world.day
        guard
            let command = world.writers[number].machine?.value.next(
                input, .init(isOutOfTime: isOutOfTime))
        else { return }
        switch command {
        case .put, .read, .wait, .stepAside: world.writers[number].phase = .committing(command)
        case .checkWinners(let first): try rebase(number, UInt8(first.number), &world)
        case .finish(let end): try finish(number, end, &world)
        }
    }

    private func rebase(_ number: Int, _ first: UInt8, _ world: inout ModelWorld) throws {
        guard world.holds(first) else { return try deny(number, &world) }
        world.writers[number].lookedOn = world.day
        let writer = world.writers[number]
        let commit = commit(number, world)
        for version in first...world.newest {
            var winner = world.history[Int(version)]
            if planted == .writersIgnoreVacuum { winner.cutoff = nil }
            switch try shipped.verdict(
                operation(number, world), commit, file: writer.file, stagedOn: writer.stagedOn,
                winner: winner, version)
            {
            case .compatible: continue
            case .sameWork: return finishOperation(number, &world)
            case .conflict(let kind): return try replan(number, kind, &world)
            }
        }
        try feed(number, .rebased(ShippedDecisions.version(world.newest + 1)), &world)
    }

    /// The verb plans again on the newest version, with its file written anew where a vacuum may
    /// take it for old.
    private func replan(
        _ number: Int, _ kind: CommitConflict.Kind, _ world: inout ModelWorld
    ) throws {
        try acknowledgeDenial(number, world: &world)
        let planned = world.writers[number].snapshot
        try look(number, &world)
        if operation(number, world) == .append, kind == .concurrentTransaction {
            return finishFailed(number, &world)
        }
        let day = world.writers[number].stagedOn
        let isInDanger = world.history[Int(planned + 1)...].contains {
            shipped.objects($0, stagedOn: day)
        }
        if isInDanger, let file = world.writers[number].file {
            guard world.files & FileMask(of: file) != 0 else { return finishFailed(number, &world) }
            discard(number, &world)
            stage(number, &world)
        }
        world.writers[number].plan += 1
        world.writers[number].machine = nil
        world.writers[number].phase = .planned
    }

    private func finish(
        _ number: Int, _ end: CommitProtocol.End, _ world: inout ModelWorld
    ) throws {
        switch end {
        case .notCommitted: try deny(number, &world)
        case .committed(let version):
            let version = UInt8(version.number)
            guard version < world.history.count,
                world.history[Int(version)].transaction == transaction(number, world)
            else { throw ModelViolation("I3 a writer was told of version \(version), not its own") }
            guard operation(number, world) == .vacuum else {
                return finishOperation(number, &world, keepsFile: true)
            }
            world.writers[number].machine = nil
            world.writers[number].phase = .announced(version)
        case .unknown(let version):
            guard world.writers[number].isUnclear else {
                throw ModelViolation("I3 version \(version) is unknown though nothing failed")
            }
            if planted == .deletesAfterUnknown { discard(number, &world) }
            world.writers[number].file = nil
            guard operation(number, world) == .append else {
                return finishOperation(number, &world, keepsFile: true)
            }
            // The caller runs the same command again: the application makes that safe.
            startAgain(number, &world)
        }
    }

    private func deny(_ number: Int, _ world: inout ModelWorld) throws {
        try acknowledgeDenial(number, world: &world)
        finishFailed(number, &world)
    }

    /// The transaction is not in the table, says the driver.
    private func acknowledgeDenial(_ number: Int, world: inout ModelWorld) throws {
        let name = transaction(number, world)
        guard !world.history.contains(where: { $0.transaction == name }) else {
            throw ModelViolation("I3 a writer was told that nothing was committed, but it is")
        }
        world.denied |= 1 << UInt64(name)
    }

    private func finishFailed(_ number: Int, _ world: inout ModelWorld) {
        finishOperation(number, &world)
    }

    private func finishOperation(
        _ number: Int, _ world: inout ModelWorld, keepsFile: Bool = false
    ) {
        if !keepsFile { discard(number, &world) }
        let staging = world.writers[number].staging
        let next = world.writers[number].operation + 1
        world.writers[number] = ModelWriter()
        world.writers[number].staging = staging
        world.writers[number].operation = next
        if Int(next) == bounds.operations[number].count { world.writers[number].phase = .ended }
    }

    private func startAgain(_ number: Int, _ world: inout ModelWorld) {
        var again = ModelWriter()
        again.operation = world.writers[number].operation
        again.plan = world.writers[number].plan + 1
        again.staging = world.writers[number].staging
        world.writers[number] = again
    }

    func kill(_ number: Int, _ world: inout ModelWorld) {
        world.crashes -= 1
        if operation(number, world) == .append { return startAgain(number, &world) }
        let operation = world.writers[number].operation
        world.writers[number] = ModelWriter()
        world.writers[number].operation = operation
        world.writers[number].phase = .ended
    }
}
