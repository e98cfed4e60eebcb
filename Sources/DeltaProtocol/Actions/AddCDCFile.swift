// A file of changed rows (PROTOCOL.md, *Add CDC File*).

/// The `cdc` action.
package struct AddCDCFile: Hashable, Sendable {
    /// As the log writes it, percent-encoded.
    package var path: String
    package var partitionValues: PartitionValues
    /// Bytes.
    package var size: Int64
    package var tags: [String: String]?

    package init(
        path: String, partitionValues: PartitionValues, size: Int64, tags: [String: String]? = nil
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.size = size
        self.tags = tags
    }
}
