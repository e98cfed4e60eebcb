// The vacuum behind its first commit, the checkpointer and the cleaner.

import DeltaProtocol

@testable import DeltaLog
@testable import DeltaTable

extension CommitModel {
    /// The vacuum reads the log again and decides.
    func planSweep(_ number: Int, _ world: inout ModelWorld) throws {
        guard case .announced(let version) = world.writers[number].phase else { return }
        let announced = world.writers[number].cutoff
        let stored = ShippedDecisions.noon(Int(world.history[Int(version)].day))
        let earliest = VacuumStart.cutoff(
            announced: ShippedDecisions.noon(Int(announced)), stored: stored)
        let cutoff = min(
            announced, earliest == stored ? Int8(world.history[Int(version)].day) : announced)
        let content = world.content(world.newest)
        var referenced = content.files
        if planted != .vacuumForgetsRetained {
            for (file, day) in content.tombstones
            where VacuumPlan.isRetained(
                ShippedDecisions.noon(Int(day)).milliseconds,
                cutoff: ShippedDecisions.noon(Int(cutoff)))
            { referenced |= FileMask(of: file) }
            for version in shipped.versions(world, since: cutoff) {
                referenced |= world.history[Int(version)].adds
                referenced |= world.history[Int(version)].removes
            }
        }
        var doomed: FileMask = 0
        for file in world.files.numbers
        where shipped.mayDelete(
            file, storedOn: world.fileDays[Int(file)], referenced: referenced, cutoff: cutoff)
        { doomed |= FileMask(of: file) }
        world.completeFrom = max(world.completeFrom, current(on: cutoff, world))
        world.writers[number].phase = .sweeping(doomed)
        if doomed == 0 { endSweep(number, &world) }
    }

    func sweep(_ number: Int, _ world: inout ModelWorld) {
        guard case .sweeping(let files) = world.writers[number].phase else { return }
        world.files &= ~(files & ~(files - 1))
        world.writers[number].phase = .sweeping(files & (files - 1))
        if files & (files - 1) == 0 { endSweep(number, &world) }
    }

    private func endSweep(_ number: Int, _ world: inout ModelWorld) {
        let operation = world.writers[number].operation
        world.writers[number] = ModelWriter()
        world.writers[number].operation = operation
        world.writers[number].phase = .ended
    }

    /// The version that was current when a day's noon came: the last one before it.
    private func current(on day: Int8, _ world: ModelWorld) -> UInt8 {
        UInt8(world.history.lastIndex { Int8($0.day) < day } ?? 0)
    }

    func writeCheckpoint(_ world: inout ModelWorld) throws {
        guard let version = world.checkpointing else { return }
        if let index = world.checkpoints.firstIndex(where: { $0.version == version }) {
            if world.checkpoints[index].parts < 2 { world.checkpoints[index].parts += 1 }
            world.checkpointing = nil
            return
        }
        let content = planted == .checkpointsStaleState ? version - 1 : version
        world.checkpoints.append(
            ModelCheckpoint(version: version, content: content, parts: 1, day: world.day))
        world.checkpoints.sort { $0.version < $1.version }
    }

    func planCleanup(_ world: inout ModelWorld) {
        world.cleanupsLeft -= 1
        guard let doomed = shipped.cleanup(world, countsParts: planted == .cleansUpBeforeWhole)
        else { return }
        // The promise: what was current a day ago, by the calendar, stays readable.
        let kept = Int8(world.day) - 1
        world.readableFrom = max(world.readableFrom, current(on: kept, world))
        world.cleaning = doomed
    }

    func deleteLogFile(_ world: inout ModelWorld) {
        // Ascending versions; of one version the commit goes before the checkpoint.
        let commits = world.cleaning & 0xFFFF_FFFF
        let checkpoints = world.cleaning >> 32
        let nextCommit = commits == 0 ? 64 : commits.trailingZeroBitCount
        let nextCheckpoint = checkpoints == 0 ? 64 : checkpoints.trailingZeroBitCount
        if nextCommit <= nextCheckpoint {
            world.present &= ~(1 << UInt32(nextCommit))
            world.cleaning &= ~(1 << UInt64(nextCommit))
        } else {
            world.checkpoints.removeAll { $0.version == UInt8(nextCheckpoint) }
            world.cleaning &= ~(1 << UInt64(nextCheckpoint + 32))
        }
    }
}
