// Which objects of a table's folder may go: a pure decision, so that it can be tested without a
// store (spec/tables.md DT-VAC-01 and following).

import HostEnvironment
import ObjectStorage

/// Decides about one object of a table's folder at a time.
struct VacuumPlan: Sendable {
    /// Keys, relative to the table, that a retained version refers to.
    let referenced: Set<ObjectPath>
    /// Only objects that are older than this go.
    let cutoff: WallTime
    let hidden: HiddenNames

    init(referenced: Set<ObjectPath>, cutoff: WallTime, partitionColumns: [String]) {
        self.referenced = referenced
        self.cutoff = cutoff
        hidden = HiddenNames(partitionColumns: partitionColumns)
    }

    /// Whether the object may be deleted.
    func mayDelete(_ object: ObjectMetadata) -> Bool {
        object.lastModified < cutoff && !referenced.contains(object.path)
            && !hidden.contain(object.path)
    }

    /// Whether a version within the retention may hold the file that this tombstone removed.
    static func isRetained(_ deletionTimestamp: Int64, cutoff: WallTime) -> Bool {
        deletionTimestamp >= cutoff.milliseconds
    }
}
