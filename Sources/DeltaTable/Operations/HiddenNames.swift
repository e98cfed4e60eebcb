import DeltaProtocol
import ObjectStorage

/// Which objects below a table's folder are other people's, or the log's: those with a segment that
/// begins with `_` or `.`, unless it is the folder of a partition column with such a name
/// (spec/tables.md DT-VAC).
struct HiddenNames: Sendable {
    let partitionColumns: [String]

    func contain(_ path: ObjectPath) -> Bool {
        path.segments.contains { segment in
            guard let first = segment.utf8.first,
                first == UInt8(ascii: "_") || first == UInt8(ascii: ".")
            else { return false }
            return !partitionColumns.contains {
                segment.hasPrefix($0 + "=") || segment.hasPrefix(PartitionFolder.escape($0) + "=")
            }
        }
    }
}
