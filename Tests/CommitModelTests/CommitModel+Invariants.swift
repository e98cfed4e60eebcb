// What must hold in every state. Those about commits are checked where a commit lands or ends.

import DeltaProtocol

@testable import DeltaLog

extension CommitModel {
    func check(_ world: ModelWorld) throws {
        try checkFiles(world)
        try checkCheckpoints(world)
        try checkReadable(world)
    }

    /// No file is missing that a retained version names, or a writer within the retention holds.
    private func checkFiles(_ world: ModelWorld) throws {
        var content = ModelContent()
        for (version, commit) in world.history.enumerated() {
            content.absorb(commit)
            guard version >= world.completeFrom, content.files & ~world.files != 0 else { continue }
            throw ModelViolation("I5 a file of version \(version) is gone")
        }
        guard !bounds.forcesRetention else { return }
        for writer in world.writers {
            guard let file = writer.file, writer.stagedOn + 1 >= world.day else { continue }
            guard world.files & FileMask(of: file) != 0 else {
                throw ModelViolation("I5 the file of a writer in flight is gone")
            }
        }
    }

    private func checkCheckpoints(_ world: ModelWorld) throws {
        for checkpoint in world.checkpoints where checkpoint.parts == 2 {
            guard world.content(checkpoint.content) == world.content(checkpoint.version) else {
                throw ModelViolation(
                    "I6 the checkpoint of version \(checkpoint.version) is not what replay gives")
            }
        }
    }

    /// Every version that clean-ups promise to keep can be read, and reads as the truth.
    private func checkReadable(_ world: ModelWorld) throws {
        guard world.present != (1 << UInt32(world.history.count)) - 1 || !world.checkpoints.isEmpty
        else { return }
        for version in world.readableFrom...world.newest {
            guard let segment = shipped.segment(world, version) else {
                throw ModelViolation("I4 version \(version) cannot be read any more")
            }
            var content = ModelContent()
            if let base = segment.checkpoint,
                let found = world.checkpoints.first(where: { $0.version == base })
            {
                content = world.content(found.content)
            }
            for number in segment.commits { content.absorb(world.history[Int(number)]) }
            guard content == world.content(version) else {
                throw ModelViolation("I4 version \(version) reads as another one")
            }
        }
    }
}
