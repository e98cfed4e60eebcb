// A file that joins the table (PROTOCOL.md, *Add File and Remove File*).

/// The `add` action.
package struct AddFile: Hashable, Sendable {
    /// As the log writes it, percent-encoded; `DataPath` reads it.
    package var path: String
    package var partitionValues: PartitionValues
    /// Bytes.
    package var size: Int64
    /// When the file was made, in milliseconds since the epoch.
    package var modificationTime: Int64
    /// False where the rows only moved within this commit.
    package var dataChange: Bool
    /// JSON text, read by `FileStatistics`.
    package var stats: String?
    package var tags: [String: String]?
    package var deletionVector: DeletionVectorDescriptor?
    package var baseRowID: Int64?
    package var defaultRowCommitVersion: Int64?
    package var clusteringProvider: String?

    package init(
        path: String, partitionValues: PartitionValues = .unpartitioned, size: Int64,
        modificationTime: Int64, dataChange: Bool = true, stats: String? = nil,
        tags: [String: String]? = nil, deletionVector: DeletionVectorDescriptor? = nil,
        baseRowID: Int64? = nil, defaultRowCommitVersion: Int64? = nil,
        clusteringProvider: String? = nil
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.size = size
        self.modificationTime = modificationTime
        self.dataChange = dataChange
        self.stats = stats
        self.tags = tags
        self.deletionVector = deletionVector
        self.baseRowID = baseRowID
        self.defaultRowCommitVersion = defaultRowCommitVersion
        self.clusteringProvider = clusteringProvider
    }

    /// The action that takes this file out of the table.
    ///
    /// - Parameter deletionTimestamp: milliseconds since the epoch.
    package func removed(at deletionTimestamp: Int64, dataChange: Bool = true) -> RemoveFile {
        RemoveFile(
            path: path, deletionTimestamp: deletionTimestamp, dataChange: dataChange,
            extendedFileMetadata: true, partitionValues: partitionValues, size: size,
            stats: stats, tags: tags, deletionVector: deletionVector, baseRowID: baseRowID,
            defaultRowCommitVersion: defaultRowCommitVersion)
    }
}
