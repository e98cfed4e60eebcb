// A file that leaves the table, and then its tombstone (PROTOCOL.md, *Add File and Remove File*).

/// The `remove` action.
package struct RemoveFile: Hashable, Sendable {
    /// As the log writes it, percent-encoded; `DataPath` reads it.
    package var path: String
    /// Milliseconds since the epoch; nil counts as long ago.
    package var deletionTimestamp: Int64?
    /// False where the rows only moved within this commit.
    package var dataChange: Bool
    /// Whether `partitionValues` and `size` are given.
    package var extendedFileMetadata: Bool?
    package var partitionValues: PartitionValues?
    /// Bytes.
    package var size: Int64?
    package var stats: String?
    package var tags: [String: String]?
    package var deletionVector: DeletionVectorDescriptor?
    package var baseRowID: Int64?
    package var defaultRowCommitVersion: Int64?

    package init(
        path: String, deletionTimestamp: Int64?, dataChange: Bool = true,
        extendedFileMetadata: Bool? = nil, partitionValues: PartitionValues? = nil,
        size: Int64? = nil, stats: String? = nil, tags: [String: String]? = nil,
        deletionVector: DeletionVectorDescriptor? = nil, baseRowID: Int64? = nil,
        defaultRowCommitVersion: Int64? = nil
    ) {
        self.path = path
        self.deletionTimestamp = deletionTimestamp
        self.dataChange = dataChange
        self.extendedFileMetadata = extendedFileMetadata
        self.partitionValues = partitionValues
        self.size = size
        self.stats = stats
        self.tags = tags
        self.deletionVector = deletionVector
        self.baseRowID = baseRowID
        self.defaultRowCommitVersion = defaultRowCommitVersion
    }
}
