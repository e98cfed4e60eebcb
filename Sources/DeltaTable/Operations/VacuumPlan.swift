// Which objects of a table's folder may go: a pure decision, so that it can be tested without a
// store (spec/tables.md DT-VAC-01 and following).

import DeltaProtocol
import HostEnvironment
import ObjectStorage

/// Decides about one object of a table's folder at a time.
struct VacuumPlan: Sendable {
    /// Keys, relative to the table, that a retained version refers to.
    let referenced: Set<ObjectPath>
    /// Only objects that are older than this go.
    let cutoff: WallTime
    let partitionColumns: [String]

    /// Whether the object may be deleted.
    func mayDelete(_ object: ObjectMetadata) -> Bool {
        object.lastModified < cutoff && !referenced.contains(object.path)
            && !isHidden(object.path)
    }

    /// Whether a version within the retention may hold the file that this tombstone removed.
    static func isRetained(_ deletionTimestamp: Int64, cutoff: WallTime) -> Bool {
        deletionTimestamp >= cutoff.milliseconds
    }

    /// Folders and files whose names begin with `_` or `.` are other people's, or the log's, unless
    /// the folder is that of a partition column with such a name.
    func isHidden(_ path: ObjectPath) -> Bool {
        for segment in path.segments {
            guard let first = segment.utf8.first,
                first == UInt8(ascii: "_") || first == UInt8(ascii: ".")
            else { continue }
            let isPartition = partitionColumns.contains {
                segment.hasPrefix($0 + "=") || segment.hasPrefix(PartitionFolder.escape($0) + "=")
            }
            if !isPartition { return true }
        }
        return false
    }
}
