// The end of a run: each invariant that is not checked on the way is checked on what is left, by a
// judge of its own, against the model.

import BinaryIO
import DeltaTable
import HostEnvironment
import ObjectStorage
import ParquetIO

extension Simulation {
    /// What a run must have committed to count as a test.
    static let commitsMin = 20

    /// Lets all judges look.
    func judge() async {
        if witness.commitCount < Self.commitsMin {
            violate(.work, "\(witness.commitCount) commits, fewer than \(Self.commitsMin)")
        }
        let evidence: Evidence
        do {
            evidence = try await Evidence(self)
        } catch {
            return violate(.files, "a data file cannot be read: \(error)")
        }
        for text in TimeInvariant(evidence).violations() { violate(.times, text) }
        for text in ConstraintInvariant(evidence).violations() { violate(.constraints, text) }
        for text in OrderInvariant(evidence).violations() { violate(.order, text) }
        for text in AnswerInvariant(evidence).violations() { violate(.answers, text) }
        for text in StreamInvariant(evidence).violations() { violate(.stream, text) }
        for text in BackfillInvariant(evidence).violations() { violate(.backfill, text) }
        for text in await SnapshotInvariant(evidence).violations() { violate(.snapshots, text) }
        for text in await CheckpointInvariant(evidence).violations() {
            violate(.checkpoints, text)
        }
        for text in await FileInvariant(evidence).violations() { violate(.files, text) }
        for text in await UnknownInvariant(evidence).violations() { violate(.answers, text) }
    }

    func isRetained(_ version: Int64) -> Bool {
        witness.isRetained(version, at: environment.now)
    }

    /// I4, at once: what a reader has read is what the model has.
    func wasRead(_ keys: [String], version: Int64, by name: String) {
        reads.withLock { $0.append(Read(reader: name, version: version, keys: keys)) }
    }
}

/// What somebody read of a version.
struct Read: Sendable {
    let reader: String
    let version: Int64
    /// Sorted.
    let keys: [String]
}
