/// Which fields of files are read of a checkpoint, beside those that tell files apart.
package struct FileFields: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    package static let partitionValues = Self(rawValue: 1 << 0)
    package static let statistics = Self(rawValue: 1 << 1)
    /// Tags, row ids and what else few files have.
    package static let others = Self(rawValue: 1 << 2)

    /// Path, deletion vector, size and time.
    package static let keys: Self = []
    package static let all: Self = [.partitionValues, .statistics, .others]

    /// Whether the field `name` of `add` is read.
    func contains(_ name: String) -> Bool {
        switch name {
        case "path", "deletionVector", "size", "modificationTime", "deletionTimestamp",
            "dataChange":
            true
        case "partitionValues": contains(.partitionValues)
        case "stats", "stats_parsed": contains(.statistics)
        default: contains(.others)
        }
    }
}
